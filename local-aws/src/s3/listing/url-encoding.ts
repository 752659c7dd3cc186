/**
 * Encodes a key as listings do for `encoding-type=url`: `/` stays, a space becomes `+`, and of the signs only
 * `-._*` stay (measured on AWS by others for space, `+`, `%` and non-ASCII; AWS documentation for parentheses).
 */
export function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

const REFERENCES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML gives a meaning to, what its readers change (they make line feeds of carriage returns), and what it cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys of S3 may have them
const SPECIAL = /[&<>"'\r\0-\x08\x0b\x0c\x0e-\x1f]/;
const ALL_SPECIAL = new RegExp(SPECIAL, 'g');

/**
 * Text as it may stand between tags or in an attribute. Control characters, which XML 1.0 has no way to write,
 * become references that most readers refuse: so does S3, which is why it offers `encoding-type=url`.
 */
export function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replace(ALL_SPECIAL, (one) => REFERENCES[one] ?? `&#x${one.charCodeAt(0).toString(16)};`);
}

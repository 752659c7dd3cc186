/** What is ASCII goes out as it came in. */
const ASCII = /^[\x20-\x7e\t]*$/;

/**
 * User metadata as S3 gives it back: values that are not ASCII are written as RFC 2047 says, and what came as
 * UTF-8 in a header is taken for Latin-1 before (AWS documentation, with this very example: `ÄMÄZÕÑ S3` comes back
 * as `=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=`).
 */
export function shownMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, ASCII.test(value) ? value : encoded(value)]),
  );
}

function encoded(value: string): string {
  return `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
}

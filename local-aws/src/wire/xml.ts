const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const LAST_SPECIAL = '>'.charCodeAt(0);

/**
 * By character code: references to what XML gives a meaning to, to what its readers change (they make line feeds of
 * carriage returns), and to what it cannot hold. Empty for what stands for itself.
 */
const REFERENCES: readonly string[] = Array.from({ length: LAST_SPECIAL + 1 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (code >= 0x20 || character === '\t' || character === '\n') return NAMED[character] ?? '';
  return `&#x${code.toString(16)};`;
});

/**
 * Text as it may stand between tags or in an attribute. Control characters, which XML 1.0 has no way to write,
 * become references that most readers refuse: so does S3, which is why it offers `encoding-type=url`.
 */
export function escapeXml(text: string): string {
  let escaped = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > LAST_SPECIAL || REFERENCES[code] === '') continue;
    escaped += text.slice(from, i) + REFERENCES[code];
    from = i + 1;
  }
  return from === 0 ? text : escaped + text.slice(from);
}

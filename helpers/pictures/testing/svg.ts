/** What a test wants to know of an SVG. */
export interface ReadSvg {
  /** The attributes of the root element. */
  root: Record<string, string>;
  /** The texts, in their order. */
  texts: string[];
  title: string;
  /** How many elements there are of each name. */
  counts: Record<string, number>;
}

const TAG = /<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<&]*(?:&[#\w]+;[^"<&]*)*")*)\s*(\/?)>/iy;
const TEXT = /(?:[^<&]|&(?:#\d+|lt|gt|amp|quot|apos);)+/y;

/**
 * Reads an SVG strictly: what is not well-formed XML is refused. Declarations, comments and CDATA are, too: our
 * pictures have none.
 */
export function readSvg(svg: string): ReadSvg {
  const found: ReadSvg = { root: {}, texts: [], title: '', counts: {} };
  const open: string[] = [];
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const matched = pattern.exec(svg);
    at += matched?.[0].length ?? 0;
    return matched;
  };
  while (at < svg.length) {
    const tag = match(TAG);
    if (tag) {
      const [, isEnd, name = '', attributes = '', isEmpty] = tag;
      if (isEnd && open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      if (isEnd) continue;
      if (open.length === 0) found.root = attributesIn(attributes);
      else attributesIn(attributes);
      found.counts[name] = (found.counts[name] ?? 0) + 1;
      if (!isEmpty) open.push(name);
      continue;
    }
    const text = match(TEXT)?.[0];
    if (text === undefined) throw new Error(`not well-formed: ${svg.slice(at, at + 80)}`);
    if (open.at(-1) === 'text') found.texts.push(withoutEntities(text));
    if (open.at(-1) === 'title') found.title = withoutEntities(text);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return found;
}

function attributesIn(text: string): Record<string, string> {
  const all = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]);
  const attributes = Object.fromEntries(all.map(([name, value = '']) => [name, withoutEntities(value)]));
  if (Object.keys(attributes).length < all.length) throw new Error(`an attribute twice: ${text}`);
  return attributes;
}

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name = '') =>
    code === undefined ? (NAMED[name] ?? '') : String.fromCharCode(Number(code)),
  );
}

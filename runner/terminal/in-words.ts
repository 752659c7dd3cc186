/** What a screen reader would spell out, or swallow, and what to say in its place. */
const WORDS: [symbol: RegExp, word: string][] = [
  [/✔ ?/g, 'OK: '],
  [/✘ ?/g, 'WRONG: '],
  [/ *[·•] +/g, ', '],
  [/…/g, '...'],
  [/[→▶▸➜]/g, 'to'],
  [/← ?/g, ''],
  [/×/g, 'times'],
  [/≤/g, 'at most'],
  [/≥/g, 'at least'],
];

/** Frames, rules, bars and the dots of charts, of Unicode's blocks for them. */
const DRAWING = '[\\u2500-\\u259F\\u2800-\\u28FF]';
const DRAWN_LINE = new RegExp(`^[ \\t]*${DRAWING}[\\s\\u2500-\\u259F\\u2800-\\u28FF]*?(\\n|$)`, 'gm');
const DRAWN = new RegExp(DRAWING, 'g');

/** Text for a screen reader: words instead of symbols, and lines that are only drawn left out. */
export function inWords(text: string): string {
  const undrawn = text.replace(DRAWN_LINE, '').replace(DRAWN, ' ');
  const withoutBullets = undrawn.replace(/^( *)[•·] /gm, '$1- ');
  return WORDS.reduce((said, [symbol, word]) => said.replace(symbol, word), withoutBullets).replace(
    / +(?=\n)/g,
    '',
  );
}

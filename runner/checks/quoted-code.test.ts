import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { falselyQuoted, quotationsIn } from './quoted-code.js';

const SOURCE = 'export function f() {\n  const a = 1;\n\n  if (a) {\n    g(a);\n  }\n}\n';

describe('quoted code', () => {
  it('is found behind a paragraph that ends in the name of a helper, or in a link to it', () => {
    const text = [
      'This is all of `helpers/a.ts`:\n\n```typescript\na;\n```',
      'And [this](helpers/pictures/b.ts):\n```ts\nb;\n```',
      '- `helpers/c.ts`:\n\n  ```ts\n  c;\n  ```',
      'Like `helpers/d.ts`, but shorter:\n\n```ts\nd;\n```',
      '`helpers/e.ts`:\n\nA text.\n\n```ts\ne;\n```',
    ];
    assert.deepEqual(quotationsIn(text.join('\n\n')), [
      { file: 'helpers/a.ts', code: 'a;' },
      { file: 'helpers/pictures/b.ts', code: 'b;' },
      { file: 'helpers/c.ts', code: 'c;' },
    ]);
  });

  const TRUE: [what: string, code: string][] = [
    ['the whole file', SOURCE.trimEnd()],
    ['lines of it', '  const a = 1;\n\n  if (a) {'],
    ['lines without their indentation', 'const a = 1;\n\nif (a) {\n  g(a);\n}'],
    ['lines with something left out', 'export function f() {\n  // …\n\n  if (a) {\n    // …\n}'],
  ];
  for (const [what, code] of TRUE) {
    it(`is true: ${what}`, () => assert.equal(falselyQuoted(code, SOURCE), undefined));
  }

  const FALSE: [what: string, code: string, line: string][] = [
    ['another line', 'const a = 2;', 'const a = 2;'],
    ['the beginning of a line', 'const a', 'const a'],
    ['the end of a line', 'a = 1;', 'a = 1;'],
    ['lines with something left out in silence', '  const a = 1;\n  if (a) {', '  const a = 1;\n  if (a) {'],
    ['lines in another order', 'if (a) {\n// …\nconst a = 1;', 'const a = 1;'],
    ['lines that are indented in another way', 'if (a) {\ng(a);', 'if (a) {\ng(a);'],
    ['lines after the end', '}\nf();', '}\nf();'],
  ];
  for (const [what, code, lines] of FALSE) {
    it(`is false: ${what}`, () => assert.equal(falselyQuoted(code, SOURCE), lines));
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importsIn, namesLeft, namesUsed } from './code.js';

describe("a cell's names", () => {
  const IMPORTS: [source: string, imports: [module: string, ...names: string[]][]][] = [
    ["import { a, b as c, type D } from './x.js';", [['./x.js', 'a', 'c', 'D']]],
    ["import {\n  a, // one\n  b,\n} from 'x';\nimport 'y';", [['x', 'a', 'b'], ['y']]],
    ["import d, * as all from 'x'", [['x', 'd', 'all']]],
    ["await import('x'); import.meta; a.import; \"import { b } from 'x'\";", []],
  ];
  for (const [source, imports] of IMPORTS) {
    it(`are imported by ${JSON.stringify(source)}`, () => {
      assert.deepEqual(
        importsIn(source).map(({ module, names }) => [module, ...names]),
        imports,
      );
    });
  }

  const USED: [what: string, source: string, name: string, isUsed: boolean][] = [
    ['a name', 'f(a);', 'a', true],
    ['a shorthand', 'f({ a });', 'a', true],
    ['a name in a template', `\`\${a}\`;`, 'a', true],
    ['a name behind a question mark', 'b ? a : c;', 'a', true],
    ['a spread', '[...a];', 'a', true],
    ['a member', 'b.a;', 'a', false],
    ['a member that may be missing', 'b?.a;', 'a', false],
    ['a key', 'f({ a: 1, b: 2 });', 'a', false],
    ['a text', "'a';", 'a', false],
    ['a comment', '// a\n/* a */', 'a', false],
    ['its own constant', 'const a = 1; a;', 'a', false],
    ['its own parameter', 'b.map((a) => a);', 'a', false],
    ['its own parameter without brackets', 'b.map(a => a);', 'a', false],
    ['its own parameter, taken apart', 'b.map(({ c: [a] }, d = 1) => a);', 'a', false],
    ['a key that is taken apart', 'const { a: b } = {};', 'a', false],
    ['the value of a loop', 'for (const { a } of b) a;', 'a', false],
    ['an import', "import { a } from 'x';", 'a', false],
  ];
  for (const [what, source, name, isUsed] of USED) {
    it(`are ${isUsed ? '' : 'not '}used by ${what}: ${source.replaceAll('\n', ' ')}`, () => {
      assert.equal(namesUsed(source).has(name), isUsed);
    });
  }

  it('are left to later cells when they are imported, or declared outside of all braces', () => {
    const source = [
      "import { imported } from 'x';",
      'const one = 1;',
      'let { key: two, three, ...rest } = f({ inner: (() => { const hidden = 1; return hidden; })() });',
      'const [four, [five]] = list;',
      'function six() { const hidden2 = 1; }',
      'class Seven { eight = 8; }',
      'type Nine = { ten: 10 };',
      'for (const hidden3 of list) f(hidden3);',
    ];
    assert.deepEqual(
      [...namesLeft(source.join('\n'))],
      ['imported', 'one', 'two', 'three', 'rest', 'four', 'five', 'six', 'Seven', 'Nine'],
    );
  });
});

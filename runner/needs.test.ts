import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importsOfOwnFiles, neededBy } from './needs.js';
import { toLesson } from './steps.js';
import { testNotebook } from './testing/test-project.js';

/** The numbers of the cells that the last one needs, when those numbered in `ran` have run. */
function needed(codes: string[], ...ran: number[]): number[] {
  const { steps } = toLesson(testNotebook(codes.map((code) => ({ code }))));
  const last = steps.at(-1);
  assert.ok(last);
  const done = new Set(steps.filter((step) => ran.includes(step.number)));
  return neededBy(last, steps, done).map((step) => step.number);
}

describe('what a cell needs', () => {
  it('is the cells that give the names which it uses, and what those need, in order', () => {
    const codes = [
      "import { readConfig } from './helpers/config.js';\nconst config = readConfig();",
      "console.log('nothing that is needed');",
      'const aws = await connect(config);',
      'const unused = aws.account;',
      'const { Role, Arn: arn } = await aws.get({ Bucket: 1 });',
      'Role.name;',
    ];
    assert.deepEqual(needed(codes), [1, 3, 5]);
    assert.deepEqual(needed(codes, 1, 3), [5]);
    assert.deepEqual(needed(codes, 5), []);
  });

  it('is the last of several cells that give a name', () => {
    assert.deepEqual(needed(['const a = 1;', 'const a = 2;', 'a']), [2]);
  });

  it('sees functions, classes, types, imports of all kinds and names within templates', () => {
    assert.deepEqual(needed(['async function f(x: number) { const y = x; return y; }', 'f(1)']), [1]);
    assert.deepEqual(
      needed(['class C {}', 'interface I { n: number }', 'type T = C & I;', 'let t: T;']),
      [1, 2, 3],
    );
    assert.deepEqual(
      needed(["import fs, { read as r } from 'x';", "import * as all from 'y';", 'r(fs, all)']),
      [1, 2],
    );
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the cell's own template
    assert.deepEqual(needed(["const name = 'x';", '`${name}`']), [1]);
  });

  it('is not what only looks like the name: a property, a text, a remark, or a name of a block', () => {
    const codes = ['const name = 1;', "x.name; 'name'; // name"];
    assert.deepEqual(needed(codes), []);
    assert.deepEqual(needed(['{ const inner = 1; }', 'inner']), []);
  });

  it('is not what has the name of a parameter, of a key, or of an import of its own', () => {
    const codes = ['const key = 1;', 'list.map(({ key }) => key);', 'f({ key: 2, list: 3 });'];
    assert.deepEqual(needed(codes.slice(0, 2)), []);
    assert.deepEqual(needed([codes[0] as string, codes[2] as string]), []);
    assert.deepEqual(needed(['const key = 1;', "import { key } from 'x';\nkey;"]), []);
  });
});

describe('the imports that are read again', () => {
  it('are those of the own files, also over several lines', () => {
    const code =
      "import { S3Client } from '@aws-sdk/client-s3';\nimport {\n  a,\n} from './helpers/a.js';\nimport b from '../b.js'\na();";
    assert.deepEqual(importsOfOwnFiles(code), [
      "import {\n  a,\n} from './helpers/a.js';",
      "import b from '../b.js'",
    ]);
  });
});

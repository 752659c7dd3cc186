/** What README and notebook show and name is there: helpers' code, files, and npm's scripts. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readNotebook, sourceOf } from '../notebook.js';
import { withoutAnswers } from './exercises.js';
import { filesLinked, helpersNamed } from './notebook-lint/prose.js';
import { npmScriptsIn } from './npm-commands.js';
import { falselyQuoted, quotationsIn } from './quoted-code.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Texts for readers, by their file; links are taken from its folder. */
const TEXTS: [name: string, text: string][] = [
  ...['README.md', 'local-aws/README.md'].map((file): [string, string] => [
    file,
    readFileSync(join(root, file), 'utf8'),
  ]),
  ['pipeline.ipynb', notebookText(join(root, 'pipeline.ipynb'))],
];

function notebookText(file: string): string {
  const texts = readNotebook(file).cells.filter((cell) => cell.cell_type === 'markdown');
  return texts.map((cell) => withoutAnswers(sourceOf(cell))).join('\n\n');
}

function scriptsOf(folder: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return Object.keys(scripts ?? {});
}

for (const [name, text] of TEXTS) {
  describe(name, () => {
    it('quotes the files of this project as they are', () => {
      for (const { file, code } of quotationsIn(text)) {
        const wrong = falselyQuoted(code, readFileSync(join(root, file), 'utf8'));
        assert.equal(wrong, undefined, `${name} shows, as from ${file}, what is not there:\n${wrong}`);
      }
    });

    it('names files that are there', () => {
      const helpers = helpersNamed(text).map((path) => join(root, path));
      const links = filesLinked(text).map((path) => join(root, dirname(name), path));
      const missing = [...helpers, ...links].filter((path) => !existsSync(path));
      assert.deepEqual(missing, []);
    });

    it("names commands that are among npm's scripts", () => {
      const missing = npmScriptsIn(text).filter(
        ({ script, workspace = '.' }) => !scriptsOf(workspace).includes(script),
      );
      assert.deepEqual(missing, []);
    });
  });
}

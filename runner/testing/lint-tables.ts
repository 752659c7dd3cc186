import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lintNotebook, type RuleName } from '../checks/notebook-lint.js';
import type { Output } from '../kernel/outputs.js';
import { goodNotebook, type TestedCell } from './good-notebook.js';

/** A project of three files, on a machine named lab-7. */
export const WORLD = {
  exists: (path: string) => ['./helpers/bucket.ts', 'helpers/bucket.ts', 'README.md'].includes(path),
  hostName: 'lab-7',
};

export type Tested = ReturnType<typeof goodNotebook>;

/** The first code cell: `const step1 = 1;`, in cell 3. */
export function firstCode({ cells }: Tested): TestedCell {
  return cells[2] as TestedCell;
}

/** The first detour is in cell 7, and the first checkpoint in cell 9. */
export function firstTagged({ cells }: Tested, tag: string): TestedCell {
  return cells.find((cell) => cell.metadata.tags?.includes(tag)) as TestedCell;
}

export function printed(text: string): Output {
  return { output_type: 'stream', name: 'stdout', text };
}

export function shows(text: string) {
  return (notebook: Tested) => {
    firstCode(notebook).outputs = [printed(text)];
  };
}

export function runs(source: string) {
  return (notebook: Tested) => {
    firstCode(notebook).source = `const step1 = 1;\n${source}`;
  };
}

export function says(source: string) {
  return ({ cells }: Tested) => {
    const last = cells[1] as TestedCell;
    last.source = `${last.source}\n\n${source}`;
  };
}

export function replace(cell: TestedCell | undefined, part: string, by: string): void {
  assert.ok(cell && String(cell.source).includes(part));
  cell.source = String(cell.source).replace(part, by);
}

export function replaceOutput(notebook: Tested, text: string): void {
  firstTagged(notebook, 'checkpoint').outputs = [printed(text)];
}

export function fails(notebook: Tested): void {
  const traceback = ['RangeError: too far', '    at cell'];
  firstCode(notebook).outputs = [{ output_type: 'error', ename: 'RangeError', evalue: 'too far', traceback }];
}

/** Puts detours, each with its text, behind the last cell. */
export function addDetours(count: number) {
  return ({ cells }: Tested) => {
    const [before, detour] = [cells[5], cells[6]] as [TestedCell, TestedCell];
    for (let added = 0; added < count; added += 1) {
      const source = 'console.log(1);';
      cells.push({ ...before, id: `text-${added}` });
      cells.push({ ...detour, id: `code-${added}`, source, execution_count: 31 + added });
    }
  };
}

/** Puts lines before those of the first code cells. */
export function lengthen(cellCount: number, lineCount: number) {
  return ({ cells }: Tested) => {
    const codeCells = cells.filter((cell) => cell.cell_type === 'code');
    for (const cell of codeCells.slice(0, cellCount)) cell.source = `${lines(lineCount)}\n\n${cell.source}`;
  };
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index};`).join('\n');

/** A rule, what breaks it and nothing else, and what is said of it. */
export type Bad = [RuleName, change: (notebook: Tested) => unknown, says: RegExp];

/** What no rule minds, though it looks as if one should. */
export type Fine = [what: string, change: (notebook: Tested) => unknown];

/** Tests rules: each must have a notebook that breaks it. */
export function describeRules(rules: object, bad: Bad[], fine: Fine[] = []): void {
  describe(`the rules ${Object.keys(rules).join(', ')}`, () => {
    for (const [rule, change, expected] of bad) {
      it(`${rule} finds: ${expected.source.replaceAll('\\', '')}`, () => {
        const notebook = goodNotebook();
        change(notebook);
        const found = lintNotebook(notebook, WORLD);
        assert.match(found[0] ?? 'nothing found', expected);
        assert.deepEqual(
          found.map((line) => line.split(':')[0]),
          [rule],
        );
      });
    }

    for (const [what, change] of fine) {
      it(`do not mind ${what}`, () => {
        const notebook = goodNotebook();
        change(notebook);
        assert.deepEqual(lintNotebook(notebook, WORLD), []);
      });
    }

    it('are all broken by a notebook here', () => {
      assert.deepEqual(new Set(bad.map(([rule]) => rule)), new Set(Object.keys(rules)));
    });
  });
}

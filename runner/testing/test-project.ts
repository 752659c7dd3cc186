import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cell } from '../notebook.js';

/** A folder for tests that a notebook can run in: it sees this project's packages. */
export interface TestProject {
  folder: string;
  /** Writes a notebook for tslab into the folder and returns its path. */
  writeNotebook(name: string, cells: TestCell[]): string;
  remove(): void;
}

/** A text cell, or a code cell, with its tags and its hint. */
export type TestCell = { text: string; tags?: string[] } | { code: string; tags?: string[]; hint?: string };

/** Makes the folder, with a space in its name. */
export function createTestProject(): TestProject {
  const folder = mkdtempSync(join(tmpdir(), 'a project '));
  symlinkSync(
    fileURLToPath(new URL('../../node_modules', import.meta.url)),
    join(folder, 'node_modules'),
    'junction',
  );
  return {
    folder,
    writeNotebook(name, cells) {
      const file = join(folder, name);
      writeFileSync(file, JSON.stringify(testNotebook(cells)));
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A notebook of format 4.5 with these cells. */
export function testNotebook(cells: TestCell[]) {
  const kernelspec = { display_name: 'TypeScript (tslab)', language: 'typescript', name: 'tslab' };
  return {
    cells: cells.map((cell, index) => ({ id: `cell-${index}`, ...toCell(cell) })),
    metadata: { kernelspec },
    nbformat: 4 as const,
    nbformat_minor: 5,
  };
}

function toCell(cell: TestCell): Cell {
  const tags = cell.tags && { tags: cell.tags };
  if ('text' in cell) return { cell_type: 'markdown', metadata: { ...tags }, source: cell.text };
  const metadata = { ...tags, ...(cell.hint && { hint: cell.hint }) };
  return { cell_type: 'code', execution_count: null, metadata, outputs: [], source: cell.code };
}

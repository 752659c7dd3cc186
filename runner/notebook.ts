import { accessSync, constants, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CellResult } from './kernel/execution.js';
import type { Output } from './kernel/outputs.js';
import { Problem } from './problem.js';

/** A notebook of format 4, see https://nbformat.readthedocs.io. What is not named here is kept as it was read. */
export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: Record<string, unknown>;
  cells: Cell[];
}

export interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  source: string | string[];
  metadata: { tags?: string[]; hint?: unknown };
  outputs?: Output[];
  execution_count?: number | null;
}

const KERNEL = 'tslab';

/**
 * Reads a notebook that the tslab kernel can run.
 *
 * @throws Problem saying what is wrong with the file
 */
export function readNotebook(file: string): Notebook {
  const text = readText(file);
  if (text.trim() === '') throw new Problem(`The notebook ${file} is empty.`);
  const notebook = parseJson(file, text);
  const { nbformat, cells, metadata } = notebook;
  if (nbformat !== 4 || !Array.isArray(cells)) {
    throw new Problem(
      `${file} is no Jupyter notebook of format 4 (its "nbformat" is ${JSON.stringify(nbformat)}).`,
    );
  }
  for (const [index, cell] of cells.entries()) checkCell(file, index, cell);
  const { kernelspec } = (metadata ?? {}) as { kernelspec?: { name?: unknown } };
  if (kernelspec?.name !== KERNEL) {
    const found =
      kernelspec?.name === undefined ? 'names no kernel' : `is for the kernel "${kernelspec.name}"`;
    throw new Problem(`The notebook ${file} ${found}; this command runs notebooks for "${KERNEL}" only.`);
  }
  return notebook as unknown as Notebook;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Problem(`There is no notebook ${file}.`, { cause });
    throw new Problem(`The notebook ${file} cannot be read: ${message}`, { cause });
  }
}

function parseJson(file: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new Problem(`${file} is no Jupyter notebook, because it is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  throw new Problem(`${file} is no Jupyter notebook: its JSON is no object.`);
}

function checkCell(file: string, index: number, cell: Partial<Cell> | null): void {
  const source = cell?.source;
  const hasSource =
    typeof source === 'string' || (Array.isArray(source) && source.every((line) => typeof line === 'string'));
  if (hasSource && ['code', 'markdown', 'raw'].includes(cell?.cell_type ?? '')) return;
  throw new Problem(
    `Cell ${index + 1} of ${file} is no cell of notebook format 4: it needs a cell_type and a source.`,
  );
}

/** A cell's text as one string. */
export function sourceOf(cell: Cell): string {
  return Array.isArray(cell.source) ? cell.source.join('') : cell.source;
}

export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata?.tags?.includes(tag) ?? false;
}

/** Empties the outputs of all code cells, as before a run. */
export function clearOutputs(notebook: Notebook): void {
  for (const cell of notebook.cells) {
    if (cell.cell_type === 'code') Object.assign(cell, { outputs: [], execution_count: null });
  }
}

/** Keeps what a cell's run has brought. */
export function recordResult(cell: Cell, result: CellResult): void {
  cell.outputs = result.outputs;
  cell.execution_count = result.executionCount;
}

/** The text of an .ipynb file in Jupyter's own layout: keys sorted, one space, texts as lists of lines. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: toLines(sourceOf(cell)),
    ...(cell.outputs && { outputs: cell.outputs.map(toStoredOutput) }),
  }));
  return `${JSON.stringify(sortKeys({ ...notebook, cells }), null, 1)}\n`;
}

function toStoredOutput(output: Output): unknown {
  if (output.output_type === 'stream') return { ...output, text: toLines(output.text) };
  if (output.output_type === 'error') return output;
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === 'string' && !type.endsWith('json') ? toLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

function toLines(text: string | string[]): string[] {
  return (
    [text]
      .flat()
      .join('')
      .match(/[^\n]*\n|[^\n]+/g) ?? []
  );
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [key, sortKeys(each)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Checks, before anything runs, that a notebook can be written there.
 *
 * @throws Problem when the folder is missing or cannot be written to, or a folder stands there
 */
export function checkWritable(file: string): void {
  const folder = dirname(file);
  const there = statSync(folder, { throwIfNoEntry: false });
  if (!there?.isDirectory()) throw new Problem(`--output: there is no folder ${folder}. Make it first.`);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Problem(`--output: ${file} is a folder. Name a file.`);
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new Problem(`--output: the folder ${folder} cannot be written to: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Writes a notebook whole or not at all. */
export function writeNotebook(file: string, notebook: Notebook): void {
  const part = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  try {
    writeFileSync(part, formatNotebook(notebook));
    renameSync(part, file);
  } catch (cause) {
    rmSync(part, { force: true });
    throw new Problem(`The notebook could not be written to ${file}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

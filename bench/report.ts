/** The table of results, on the terminal and in README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import type { Goal } from './cases.js';
import { summarise } from './rounds.js';

export interface Row {
  id: string;
  what: string;
  /** On what it was measured. */
  on: string;
  /** One value a round; none where it could not be measured. */
  values: readonly number[];
  unit?: string;
  goal: Goal;
}

export function conditions(): string {
  const [one] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node} on ${platform()} ${arch()}, ${cpus().length} × ${one?.model.trim()}, load ${load.join(' ')} at the end`;
}

/** The rows as a table in Markdown. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => `| ${cells(row).join(' | ')} |`);
  return [
    '| | what | on what | rounds | min | median | max | goal | met |',
    '|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function cells({ id, what, on, values, unit = '', goal }: Row): string[] {
  const wanted = 'atLeast' in goal ? `≥ ${goal.atLeast}${unit}` : `≤ ${goal.atMost}${unit}`;
  if (values.length === 0) return [id, what, on, '0', '', '', '', wanted, 'not measured'];
  const { min, median, max } = summarise(values);
  const isMet = 'atLeast' in goal ? median >= goal.atLeast : median <= goal.atMost;
  const figures = [min, median, max].map((value) => `${value.toPrecision(3)}${unit}`);
  return [id, what, on, String(values.length), ...figures, wanted, isMet ? 'yes' : '**no**'];
}

/** The name of a table in README.md. */
export type Part = 'measured' | 'measured everyday' | 'measured producer' | 'measured room';

/** Puts a text in the place of a measured part of a file, between the lines that name it. */
export function replaceMeasured(file: string, part: Part, text: string): void {
  const [begin, end] = [`<!-- ${part}: written by --write -->`, `<!-- end of ${part} -->`];
  const [before, rest] = readFileSync(file, 'utf8').split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${file} has no lines "${begin}" and "${end}" to write between`);
  writeFileSync(file, `${before}${begin}\n${text}\n${end}${after}`);
}

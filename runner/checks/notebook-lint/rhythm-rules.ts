/** The rhythm: short cells, a text before each, and a checkpoint after every step. */
import { hasTag } from '../../notebook.js';
import { countWords } from './prose.js';
import { type Complaint, codeCells, type Rule, stepsOf, textCells } from './subject.js';

/** Measured on the notebooks that are held up as models, such as norvig/pytudes and ageron/handson-ml3. */
const LIMITS = {
  mainPathCells: 25,
  codeCells: { least: 30, most: 50 },
  linesPerCell: { median: 4, ninetieth: 10, most: 15 },
  wordsPerCodeCell: { least: 50, most: 80 },
  steps: 8,
};

export const mainPathLength: Rule = (subject) => {
  const count = codeCells(subject).filter((cell) => !cell.isDetour).length;
  if (count <= LIMITS.mainPathCells) return [];
  const what = `its main path has ${count} code cells, ${LIMITS.mainPathCells} at most`;
  return [{ what, remedy: 'Join two, or give one that can be skipped the tag "detour".' }];
};

export const wholeLength: Rule = (subject) => {
  const count = codeCells(subject).length;
  const { least, most } = LIMITS.codeCells;
  if (count >= least && count <= most) return [];
  const remedy = count < least ? 'Show more failures and remedies.' : 'Leave a detour out.';
  return [{ what: `it has ${count} code cells, not ${least} to ${most}`, remedy }];
};

/** Lines with something on them. */
function lineCount(source: string): number {
  return source.split('\n').filter((line) => line.trim() !== '').length;
}

export const cellLength: Rule = (subject) =>
  codeCells(subject)
    .map((cell) => ({ cell, lines: lineCount(cell.source) }))
    .filter(({ lines }) => lines > LIMITS.linesPerCell.most)
    .map(({ cell, lines }) => ({
      cell,
      what: `has ${lines} lines, ${LIMITS.linesPerCell.most} at most`,
      remedy: 'Split it, or move what teaches nothing here into a helper.',
    }));

export const usualCellLength: Rule = (subject) => {
  const lines = codeCells(subject)
    .map(({ source }) => lineCount(source))
    .sort((a, b) => a - b);
  const { median, ninetieth } = LIMITS.linesPerCell;
  const measured: [string, number, number][] = [
    ['median', percentile(lines, 50), median],
    ['90th percentile', percentile(lines, 90), ninetieth],
  ];
  return measured
    .filter(([, found, most]) => found > most)
    .map(([name, found, most]) => ({
      what: `the ${name} of its cells' lines is ${found}, ${most} at most`,
      remedy: 'Split the longest cells.',
    }));
};

/** The smallest value that so many percent of the values do not exceed. */
function percentile(sorted: number[], percent: number): number {
  return sorted[Math.max(Math.ceil((sorted.length * percent) / 100), 1) - 1] ?? 0;
}

export const wordsPerCell: Rule = (subject) => {
  const words = textCells(subject).reduce((sum, { source }) => sum + countWords(source), 0);
  const mean = Math.round(words / Math.max(codeCells(subject).length, 1));
  const { least, most } = LIMITS.wordsPerCodeCell;
  if (mean >= least && mean <= most) return [];
  const remedy = mean < least ? 'Say what to expect, and why.' : 'Shorten texts, or split one by code.';
  return [{ what: `it has ${mean} words of text per code cell, not ${least} to ${most}`, remedy }];
};

export const textBeforeCode: Rule = (subject) =>
  codeCells(subject)
    .filter(({ number }) => {
      const before = subject.cells[number - 2];
      return before?.cell.cell_type !== 'markdown' || countWords(before.source) === 0;
    })
    .map((cell) => ({
      cell,
      what: 'follows no text',
      remedy: 'Say before it what it does and what to expect.',
    }));

export const noBlankCells: Rule = ({ cells }) =>
  cells
    .filter(({ source }) => source.trim() === '')
    .map((cell) => ({ cell, what: 'is blank', remedy: 'Remove it.' }));

export const stepsInOrder: Rule = (subject) => {
  const found = stepsOf(subject).map(({ number }) => number);
  const wanted = Array.from({ length: LIMITS.steps }, (_, index) => index + 1);
  if (found.join() === wanted.join()) return [];
  const remedy = 'Head each with "## Step N: …", counted from 1.';
  return [{ what: `its steps are ${found.join(', ') || 'none'}, not 1 to ${LIMITS.steps}`, remedy }];
};

export const stepTimeAndCost: Rule = (subject) =>
  stepsOf(subject)
    .filter(({ heading }) => !/^\*On AWS: .+\*$/ms.test(heading.source))
    .map(({ heading, number }) => ({
      cell: heading,
      what: `Step ${number} does not say how long it takes and what it costs`,
      remedy: 'Write a line such as "*On AWS: about a minute, free.*" below the heading.',
    }));

export const stepCheckpoint: Rule = (subject) =>
  stepsOf(subject).flatMap(({ number, heading, cells }): Complaint[] => {
    const path = cells.filter(({ cell }) => cell.cell_type === 'code' && !hasTag(cell, 'detour'));
    if (path.some(({ cell }) => hasTag(cell, 'checkpoint'))) return [];
    return [
      {
        cell: heading,
        what: `Step ${number} has no checkpoint on the main path`,
        remedy: 'End it with a cell that compares with the service, and give it the tag "checkpoint".',
      },
    ];
  });

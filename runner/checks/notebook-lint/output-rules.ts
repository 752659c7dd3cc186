/** The outputs that are kept: from one clean run, meant, and short enough to be read. */
import type { Output } from '../../kernel/outputs.js';
import { hasTag } from '../../notebook.js';
import { plainText } from '../../terminal/plain-text.js';
import { type CodeCell, type Complaint, codeCells, type Rule } from './subject.js';

const REGENERATE = 'Run `npm run notebook`.';

/** More than that is scrolled past, not read. */
const LONGEST_OUTPUT = { lines: 40, bytes: 4096 };

/** What a cell has shown, as text. In a file, a text may be a list of lines. */
function outputsOf({ cell }: CodeCell): { output: Output; text: string }[] {
  return (cell.outputs ?? []).map((output) => ({ output, text: [plainText(output)].flat().join('') }));
}

export const cleanRun: Rule = (subject) =>
  codeCells(subject)
    .map((cell, index) => ({ cell, wanted: index + 1, found: cell.cell.execution_count ?? null }))
    .filter(({ wanted, found }) => found !== wanted)
    .map(({ cell, wanted, found }) => ({
      cell,
      what: `has the execution count ${found}, not ${wanted}`,
      remedy: REGENERATE,
    }));

export const checkpointsHold: Rule = (subject) =>
  codeCells(subject)
    .filter(({ cell }) => hasTag(cell, 'checkpoint'))
    .filter((cell) => {
      const lines = outputsOf(cell).flatMap(({ text }) => text.split('\n'));
      return !lines.some((line) => line.startsWith('✔')) || lines.some((line) => line.startsWith('✘'));
    })
    .map((cell) => ({ cell, what: 'is a checkpoint whose output does not say ✔', remedy: REGENERATE }));

export const errorsMeant: Rule = (subject) =>
  codeCells(subject).flatMap((cell): Complaint[] => {
    const error = outputsOf(cell).find(({ output }) => output.output_type === 'error');
    const isMeant = hasTag(cell.cell, 'raises-exception');
    if (error && !isMeant) {
      const [what = ''] = error.text.split('\n');
      const remedy = 'Mend it, or give it the tag "raises-exception" if the failure is the lesson.';
      return [{ cell, what: `has failed: ${what}`, remedy }];
    }
    if (error || !isMeant) return [];
    return [{ cell, what: 'is tagged "raises-exception", and nothing failed', remedy: 'Remove the tag.' }];
  });

export const noWarnings: Rule = (subject) =>
  codeCells(subject).flatMap((cell) =>
    outputsOf(cell)
      .filter(({ output }) => output.output_type === 'stream' && output.name === 'stderr')
      .map(({ text }) => ({
        cell,
        what: `writes to standard error: ${text.split('\n')[0]}`,
        remedy: 'Mend what it warns of.',
      })),
  );

export const noWalls: Rule = (subject) =>
  codeCells(subject).flatMap((cell): Complaint[] => {
    const text = outputsOf(cell)
      .map((each) => each.text.trimEnd())
      .join('\n');
    const [lines, bytes] = [text.split('\n').length, Buffer.byteLength(text)];
    if (lines <= LONGEST_OUTPUT.lines && bytes <= LONGEST_OUTPUT.bytes) return [];
    const { lines: mostLines, bytes: mostBytes } = LONGEST_OUTPUT;
    const what = `shows ${lines} lines of ${bytes} bytes, ${mostLines} lines and ${mostBytes} bytes at most`;
    return [{ cell, what, remedy: 'Show the part that the text speaks of.' }];
  });

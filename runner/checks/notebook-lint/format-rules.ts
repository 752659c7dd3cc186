/** The file: what Jupyter needs to read it well, and what the runner reads from it. */
import type { Output } from '../../kernel/outputs.js';
import { type Complaint, codeCells, type LintedCell, type Rule, type Subject } from './subject.js';

/** As in jupyter/kernels/tslab/kernel.json, and as the kernel introduces itself. */
const METADATA = {
  kernelspec: { name: 'tslab', display_name: 'TypeScript (tslab)', language: 'typescript' },
  language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' },
};

/** The first release of the format in which cells have ids. */
const OLDEST_MINOR = 5;

const TAGS = ['checkpoint', 'detour', 'local', 'raises-exception'];

export const formatVersion: Rule = ({ notebook: { nbformat, nbformat_minor: minor } }) =>
  nbformat === 4 && minor >= OLDEST_MINOR
    ? []
    : [
        {
          what: `its format is ${nbformat}.${minor}`,
          remedy: `Write format 4.${OLDEST_MINOR}, whose cells have ids.`,
        },
      ];

export const kernelMetadata: Rule = ({ notebook }) =>
  Object.entries(METADATA).flatMap(([part, wanted]) => {
    const found = (notebook.metadata[part] ?? {}) as Record<string, unknown>;
    return Object.entries(wanted)
      .filter(([key, value]) => found[key] !== value)
      .map(([key, value]) => ({
        what: `metadata.${part}.${key} is ${JSON.stringify(found[key])}`,
        remedy: `Write ${JSON.stringify(value)}: Jupyter chooses kernel and colours by it.`,
      }));
  });

export const cellIds: Rule = ({ cells }) => {
  const seen = new Map<unknown, number>();
  return cells.flatMap((cell): Complaint[] => {
    const { id } = cell.cell;
    const before = seen.get(id);
    seen.set(id, cell.number);
    if (typeof id !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(id)) {
      const remedy = 'Give it one of 1 to 64 letters, digits, - or _.';
      return [{ cell, what: `its id is ${JSON.stringify(id)}`, remedy }];
    }
    if (before === undefined) return [];
    return [{ cell, what: `has the id of cell ${before}`, remedy: 'Give it an id of its own.' }];
  });
};

export const cellFields: Rule = ({ cells }) =>
  cells.flatMap((cell) =>
    wrongFields(cell).map((what) => ({ cell, what, remedy: 'See https://nbformat.readthedocs.io.' })),
  );

function wrongFields({ cell }: LintedCell): string[] {
  const wrong: string[] = [];
  if (typeof cell.metadata !== 'object' || cell.metadata === null) wrong.push('it has no metadata');
  if (cell.cell_type !== 'code') {
    const extra = ['outputs', 'execution_count'].filter((field) => field in cell);
    return [...wrong, ...extra.map((field) => `it has ${field}, which only code cells have`)];
  }
  const { execution_count: count, outputs } = cell;
  if (count !== null && !Number.isInteger(count)) wrong.push('its execution_count is no number');
  if (!Array.isArray(outputs)) return [...wrong, 'it has no list of outputs'];
  return [...wrong, ...outputs.filter((output) => !isOutput(output)).map(() => 'an output of it is none')];
}

function isOutput(output: Output): boolean {
  switch (output.output_type) {
    case 'stream':
      return output.name === 'stdout' || output.name === 'stderr';
    case 'display_data':
    case 'execute_result':
      return typeof output.data === 'object' && typeof output.metadata === 'object';
    case 'error':
      return typeof output.ename === 'string' && Array.isArray(output.traceback);
    default:
      return false;
  }
}

export const knownTags: Rule = ({ cells }) =>
  cells.flatMap((cell) =>
    (cell.cell.metadata?.tags ?? [])
      .filter((tag) => !TAGS.includes(tag))
      .map((tag) => ({
        cell,
        what: `has the tag "${tag}", which nothing reads`,
        remedy: `Use ${TAGS.join(', ')}.`,
      })),
  );

export const checkpointHint: Rule = (subject: Subject) =>
  codeCells(subject)
    .filter(({ cell }) => cell.metadata.tags?.includes('checkpoint'))
    .filter(({ cell }) => {
      const { hint } = cell.metadata;
      return typeof hint !== 'string' || hint.trim() === '';
    })
    .map((cell) => ({
      cell,
      what: 'is a checkpoint without a hint',
      remedy: 'Write where to look when it does not hold into its metadata.hint.',
    }));

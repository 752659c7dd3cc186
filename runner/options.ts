import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UsageProblem } from './problem.js';

export interface RunnerOptions {
  notebook: string;
  /** Where to write the executed notebook. */
  output?: string;
  timeoutMs: number;
  /** Run everything without waiting for a key. */
  yes: boolean;
  /** For a screen reader. */
  plain: boolean;
  skipDetours: boolean;
  /** The number of the one step of the lesson to go through. */
  step?: number;
  help: boolean;
}

const TUTORIAL = fileURLToPath(new URL('../pipeline.ipynb', import.meta.url));
/** Longer than the longest wait of a helper, ten minutes, which says by itself when it gives up. */
const TIME_LIMIT_SECONDS = 900;

export const HELP = `Steps through the tutorial in this terminal; every cell runs on the same kernel as in Jupyter.

Usage: npm start -- [options]

  --yes               run everything without waiting for a key, as happens when no terminal is attached
  --skip-detours      leave out the cells that lead aside: failures on purpose, and experiments
  --step N            go through Step N alone; what it needs is run first
  --plain             for a screen reader: words instead of symbols, no colours, nothing is drawn again
  --notebook FILE     the notebook to run (the tutorial's pipeline.ipynb); it is not changed
  --output FILE       write the executed notebook there, also when a cell fails
  --timeout SECONDS   how long one cell may run (${TIME_LIMIT_SECONDS})
  --help              show this

Keys: ? shows them. Where you stop is kept in .runner.json beside the notebook; the next start offers to go on there.
Colours need a terminal; NO_COLOR=1 turns them off, and with them the drawing of live outputs.

Exit code: 0 if every cell ran and every checkpoint held, or you quit by q; 1 if one failed; 2 for a wrong option;
129, 130 or 143 when a signal ended it (Ctrl-C: 130).
`;

/**
 * Reads the command line. Paths are taken from the folder `cwd`.
 *
 * @throws UsageProblem naming the option that is wrong
 */
export function parseOptions(args: readonly string[], cwd: string): RunnerOptions {
  const values = parse(args);
  return {
    notebook: values.notebook === undefined ? TUTORIAL : resolve(cwd, fileName('notebook', values.notebook)),
    ...(values.output !== undefined && { output: resolve(cwd, fileName('output', values.output)) }),
    timeoutMs: seconds(values.timeout) * 1000,
    yes: values.yes ?? false,
    plain: values.plain ?? false,
    skipDetours: values['skip-detours'] ?? false,
    ...(values.step !== undefined && { step: stepNumber(values.step) }),
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        yes: { type: 'boolean' },
        plain: { type: 'boolean' },
        'skip-detours': { type: 'boolean' },
        step: { type: 'string' },
        notebook: { type: 'string' },
        output: { type: 'string' },
        timeout: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (cause) {
    throw new UsageProblem((cause as Error).message, { cause });
  }
}

function fileName(option: string, value: string): string {
  if (value === '') throw new UsageProblem(`--${option} needs the name of a file.`);
  return value;
}

function stepNumber(value: string): number {
  if (/^\d{1,3}$/.test(value)) return Number(value);
  throw new UsageProblem(`--step is "${value}": the number of a step is needed, such as 3.`);
}

/** A timer in Node.js cannot wait longer than this, about 24 days. */
const LONGEST_SECONDS = 2_147_483;

function seconds(value: string | undefined): number {
  if (value === undefined) return TIME_LIMIT_SECONDS;
  const number = Number(value);
  if (value.trim() !== '' && number > 0 && number <= LONGEST_SECONDS) return number;
  throw new UsageProblem(
    `--timeout is "${value}": a number of seconds above 0 is needed, such as 60 or 0.5.`,
  );
}

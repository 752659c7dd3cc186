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
  help: boolean;
}

const TUTORIAL = fileURLToPath(new URL('../pipeline.ipynb', import.meta.url));
const TIME_LIMIT_SECONDS = 300;

export const HELP = `Steps through the tutorial in this terminal; every cell runs on the same kernel as in Jupyter.

Usage: npm start -- [options]

  --yes               run everything without waiting for a key, as happens when no terminal is attached
  --notebook FILE     the notebook to run (the tutorial's pipeline.ipynb); it is not changed
  --output FILE       write the executed notebook there, also when a cell fails
  --timeout SECONDS   how long one cell may run (${TIME_LIMIT_SECONDS})
  --help              show this

Exit code: 0 if every cell ran and every checkpoint held, 1 if not, 2 for a wrong option.
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
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        yes: { type: 'boolean' },
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

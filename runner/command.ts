/** What the small commands have in common: options, exit codes, and an end when somebody presses Ctrl-C. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageProblem } from './problem.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads a command line. @throws UsageProblem naming the option that is wrong */
export function readOptions<T extends Options>(args: string[], options: T) {
  try {
    return parseArgs({ args, options }).values;
  } catch (cause) {
    throw new UsageProblem((cause as Error).message, { cause });
  }
}

/**
 * Runs a command and sets the exit code: what `work` gives, 1 when it throws, 2 for a wrong option. Errors are
 * shown without a stack. `signal` is aborted by the first Ctrl-C; the second ends the process.
 */
export async function runCommand(
  help: string,
  work: (args: string[], signal: AbortSignal) => Promise<number>,
): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(help);
    return;
  }
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => stop.abort(new Error(`Stopped by ${name}.`)));
  }
  try {
    process.exitCode = await work(args, stop.signal);
  } catch (error) {
    const isUsage = error instanceof UsageProblem;
    console.error((error as Error).message);
    if (isUsage) console.error(`\n${help}`);
    process.exitCode = isUsage ? 2 : 1;
  }
}

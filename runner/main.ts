import { dirname } from 'node:path';
import { askToGoOn } from './ask.js';
import { type Kernel, startKernel } from './kernel.js';
import { checkWritable, clearOutputs, type Notebook, readNotebook, writeNotebook } from './notebook.js';
import { HELP, parseOptions, type RunnerOptions } from './options.js';
import { Problem, UsageProblem } from './problem.js';
import { newProgress } from './progress.js';
import { type ProgressFile, progressFile } from './resume.js';
import { type Outcome, runSession, type SessionOptions } from './session.js';
import { describeFailure, describeStep, say } from './show.js';
import { type Lesson, type Part, toLesson } from './steps.js';
import { type Keys, openKeys } from './terminal/keys.js';
import { createScreen, type Screen } from './terminal/screen.js';

/** Exit codes of a process that a signal ended, as shells count them. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, process.cwd());
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const notebook = readNotebook(options.notebook);
  const lesson = toLesson(notebook);
  if (lesson.steps.length === 0)
    throw new Problem(`The notebook ${options.notebook} has no code cell to run.`);
  if (options.output !== undefined) checkWritable(options.output);
  clearOutputs(notebook);
  return run(options, notebook, lesson);
}

async function run(options: RunnerOptions, notebook: Notebook, lesson: Lesson): Promise<number> {
  const started = performance.now();
  const part = options.step === undefined ? undefined : partNumbered(lesson, options.step);
  const screen = createScreen(process.stdout, options.plain);
  const stop = new AbortController();
  let cell: AbortController | undefined;
  let stoppedWith: number | undefined;

  const stopWith = (code: number) => {
    stoppedWith ??= code;
    stop.abort();
  };
  const onInterrupt = () => {
    if (!cell || cell.signal.aborted) return stopWith(SIGNALS.SIGINT);
    cell.abort();
    say(screen, '\nInterrupting the cell. Press Ctrl-C again to leave.');
  };
  process.on('SIGINT', onInterrupt);
  process.once('SIGTERM', () => stopWith(SIGNALS.SIGTERM));
  process.once('SIGHUP', () => stopWith(SIGNALS.SIGHUP));
  // The reader of the output has gone: a closed terminal, or `| head`.
  process.stdout.on('error', () => stopWith(1));

  const attended = !options.yes && process.stdin.isTTY && process.stdout.isTTY;
  const keys: Keys | undefined = attended ? openKeys(process.stdin, onInterrupt) : undefined;
  const kernel = startKernel({ cwd: dirname(options.notebook), signal: stop.signal });
  // A kernel that does not start is reported when the first cell needs it.
  kernel.catch(() => {});
  try {
    const progress = newProgress(options.skipDetours);
    const file = keys && !part ? progressFile(options.notebook, lesson) : undefined;
    const session: SessionOptions = {
      ...{ lesson, part, kernel, screen, keys, progress, folder: dirname(options.notebook) },
      ...{ timeoutMs: options.timeoutMs, stop: stop.signal },
      onCell: (controller) => {
        cell = controller;
      },
      onProgress: () => file?.write(progress),
    };
    if (keys && file && !(await resume(session, keys, file))) return stoppedWith ?? 0;
    const outcome = await runSession(session);
    if (!outcome.failed && !outcome.quitAt) file?.remove();
    report(screen, lesson, outcome, performance.now() - started);
    if (options.output !== undefined) writeNotebook(options.output, notebook);
    return stoppedWith ?? (outcome.failed ? 1 : 0);
  } catch (error) {
    if (stoppedWith !== undefined) return stoppedWith;
    throw error;
  } finally {
    keys?.close();
    await kernel.then(end, () => {});
    process.off('SIGINT', onInterrupt);
  }
}

function partNumbered({ parts }: Lesson, number: number): Part {
  const part = parts.find((each) => each.number === number);
  if (part) return part;
  const there = parts.map((each) => each.number).join(', ');
  throw new UsageProblem(`--step is ${number}: there is no such step. There are ${there}.`);
}

/** Takes up what the session before has kept, if the learner wants that. Returns whether to start at all. */
async function resume(session: SessionOptions, keys: Keys, file: ProgressFile): Promise<boolean> {
  const kept = file.read();
  if (kept === 'changed') {
    say(session.screen, 'The notebook has changed since you stopped: it begins anew.');
    file.remove();
  } else if (kept && kept.done.size > 0) {
    const progress = { ...kept, skipDetours: kept.skipDetours || session.progress.skipDetours };
    const answer = await askToGoOn({ ...session, progress }, keys);
    if (answer === 'go on') Object.assign(session.progress, progress);
    else if (answer === 'anew') file.remove();
    return answer !== undefined;
  }
  return true;
}

async function end(kernel: Kernel): Promise<void> {
  await kernel.shutdown();
}

function report(screen: Screen, lesson: Lesson, outcome: Outcome, milliseconds: number): void {
  const { run, checkpoints, failed, quitAt } = outcome;
  screen.line();
  if (failed) say(screen, describeFailure('Stopped at', lesson, failed, screen));
  if (quitAt) say(screen, `Left at ${describeStep(lesson, quitAt)}.`);
  const figures = [
    `${count(run, 'cell')} run`,
    `${count(checkpoints, 'checkpoint')} held`,
    `${failed ? 1 : 0} failed`,
  ];
  say(screen, `${figures.join(', ')}, in ${Math.round(milliseconds / 1000)} s`);
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageProblem) console.error(`${error.message}\n\n${HELP}`);
  else console.error(error instanceof Problem ? error.message : error);
  process.exitCode = error instanceof UsageProblem ? 2 : 1;
}

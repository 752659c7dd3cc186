import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { nowAndThen } from '../helpers/pictures/now-and-then.js';
import type { CellResult } from './kernel/execution.js';
import type { OutputEvent } from './kernel/outputs.js';
import type { Kernel } from './kernel.js';
import { importsOfOwnFiles, neededBy } from './needs.js';
import { recordResult } from './notebook.js';
import { type Progress, stepsOnTheWay } from './progress.js';
import type { Failed } from './show.js';
import type { Lesson, Step } from './steps.js';
import { showBusy } from './terminal/busy.js';
import { eraseLines } from './terminal/footer.js';
import { createOutputPrinter, howFar } from './terminal/output-printer.js';
import { isTerminal, type Screen } from './terminal/screen.js';
import { failureOf } from './verdict.js';

export interface PlayerOptions {
  lesson: Lesson;
  /** The notebook's, from which cells import. */
  folder: string;
  /** May still be starting while the first text is read. */
  kernel: Promise<Kernel>;
  screen: Screen;
  /** How long one cell may run, in milliseconds. */
  timeoutMs: number;
  /** Ends the session where it is. */
  stop: AbortSignal;
  /** Told before a cell runs what interrupts it, and `undefined` after it. */
  onCell(cell: AbortController | undefined): void;
  /** Kept up to date with every cell that has run. */
  progress: Progress;
}

/** Runs cells, each after those that it needs. */
export interface Player {
  /** The cells that have run in this kernel without a failure. */
  ran: ReadonlySet<Step>;
  /** Runs one cell, what it prints going to the screen. Returns what failed, if anything did: it, or one that it needs. */
  run(step: Step): Promise<Failed | undefined>;
  /** Runs, without showing what they print, the cells on the way to `step` that are not done, and those that it needs. */
  runUpTo(step: Step): Promise<Failed | undefined>;
}

export function createPlayer(options: PlayerOptions): Player {
  const { lesson, screen, progress, stop } = options;
  const ran = new Set<Step>();
  let readAt = Date.now();

  const execute = async (
    code: string,
    onOutput?: (event: OutputEvent) => void,
    onInterrupt = () => {},
  ): Promise<CellResult> => {
    const kernel = await options.kernel;
    const cell = new AbortController();
    cell.signal.addEventListener('abort', onInterrupt);
    options.onCell(cell);
    const result = await kernel.execute(code, {
      timeoutMs: options.timeoutMs,
      signal: cell.signal,
      onOutput,
    });
    options.onCell(undefined);
    return result;
  };

  const conclude = (step: Step, result: CellResult): Failed | undefined => {
    recordResult(step.cell, result);
    const failure = failureOf(step, result);
    if (failure) {
      progress.done.delete(step.number);
      return { step, failure, isFinal: result.status === 'dead' };
    }
    ran.add(step);
    progress.done.add(step.number);
    return undefined;
  };

  const show = (result: CellResult) => {
    const printer = createOutputPrinter(screen, options.folder);
    for (const output of result.outputs) printer.show({ output, update: false });
    printer.finish();
  };

  const runQuietly = async (steps: Step[]): Promise<Failed | undefined> => {
    let shown: string[] = [];
    const say = (text: string) => {
      eraseLines(screen, shown);
      shown = [screen.paint('gray', text)];
      screen.write(screen.isLive ? (shown[0] ?? '') : `${text}\n`);
    };
    if (steps.length > 0 && !screen.isLive) say(`Running what it needs first (cells: ${steps.length}).`);
    const isTime = nowAndThen();
    for (const [index, step] of steps.entries()) {
      const what = `  Running what it needs first: ${index + 1}/${steps.length}  ${step.heading}`;
      if (screen.isLive) say(what);
      const result = await execute(step.code, ({ output, displayId }) => {
        if (displayId === undefined) return;
        if (screen.isLive) say(`${what}: ${howFar(output)}`);
        else if (isTerminal(screen) && isTime()) say(howFar(output));
      });
      if (stop.aborted) return undefined;
      const failed = conclude(step, result);
      if (!failed) continue;
      eraseLines(screen, shown);
      show(result);
      return failed;
    }
    if (shown.length > 0) eraseLines(screen, shown);
    return undefined;
  };

  /** Imports the helpers again that were edited since. What they import in turn, the kernel has read for good. */
  const readAgain = async (step: Step): Promise<Failed | undefined> => {
    const now = Date.now();
    const imports = [...ran].flatMap(({ code }) => importsOfOwnFiles(code));
    const edited = imports.filter((line) => editedSince(line, options.folder, readAt));
    if (edited.length > 0) {
      const result = await execute(edited.join('\n'));
      show(result);
      if (result.error) return { step, failure: result.error, isFinal: result.status === 'dead' };
    }
    readAt = now;
    return undefined;
  };

  return {
    ran,
    runUpTo(step) {
      const before = stepsOnTheWay(lesson.steps, { ...progress, skipDetours: true }).filter(
        ({ number }) => number < step.number && !progress.done.has(number),
      );
      const needed = [...before, step].flatMap((each) => neededBy(each, lesson.steps, ran));
      const all = new Set([...before, ...needed]);
      return runQuietly([...all].sort((a, b) => a.number - b.number));
    },
    async run(step) {
      const failed = (await runQuietly(neededBy(step, lesson.steps, ran))) ?? (await readAgain(step));
      if (failed || stop.aborted) return failed;
      const printer = createOutputPrinter(screen, options.folder);
      const endBusy = showBusy(screen, options.timeoutMs);
      let isSilent = true;
      const onOutput = (event: OutputEvent) => {
        endBusy();
        if (isSilent) screen.line();
        isSilent = false;
        printer.show(event);
      };
      const result = await execute(step.code, onOutput, endBusy).finally(endBusy);
      printer.finish();
      if (stop.aborted) return undefined;
      return conclude(step, result);
    },
  };
}

function editedSince(importLine: string, folder: string, time: number): boolean {
  const path = /['"](.*)['"]/.exec(importLine)?.[1] ?? '';
  const file = resolve(folder, path.replace(/\.js$/, '.ts'));
  return (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > time;
}

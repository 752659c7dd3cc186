import type { CellResult } from './kernel/execution.js';
import type { Failure } from './kernel/outputs.js';
import type { Kernel } from './kernel.js';
import { recordResult } from './notebook.js';
import { headingsIn, type Lesson, type Step } from './steps.js';
import { renderCode } from './terminal/code.js';
import type { Keys } from './terminal/keys.js';
import { renderMarkdown } from './terminal/markdown.js';
import { createOutputPrinter } from './terminal/output-printer.js';
import type { Screen } from './terminal/screen.js';
import { failureOf } from './verdict.js';

export interface SessionOptions {
  lesson: Lesson;
  /** May still be starting while the first text is read. */
  kernel: Promise<Kernel>;
  screen: Screen;
  /** Waits for a key before every cell; runs everything at once when absent. */
  keys?: Keys;
  /** How long one cell may run, in milliseconds. */
  timeoutMs: number;
  /** Ends the session where it is. */
  stop: AbortSignal;
  /** Told before a cell runs what interrupts it, and `undefined` after it. */
  onCell(cell: AbortController | undefined): void;
}

/** Longer lines of text are hard to read; in columns. */
const WIDEST_TEXT = 100;

/** How far a session has come. */
export interface Outcome {
  /** Cells that have run, the one that failed included. */
  run: number;
  checkpoints: number;
  /** Set when the session ended at a cell that failed. */
  failed?: { step: Step; failure: Failure };
  /** Set when the user ended the session before this step. */
  quitAt?: Step;
}

/** Goes through the lesson: text, code, output, step after step, until one fails or the user leaves. */
export async function runSession(options: SessionOptions): Promise<Outcome> {
  const { lesson, stop } = options;
  const outcome: Outcome = { run: 0, checkpoints: 0 };
  let { keys } = options;

  for (const step of lesson.steps) {
    showTexts(options, step.texts, keys !== undefined);
    showCode(options, step, keys !== undefined);

    let failed: Outcome['failed'];
    do {
      const answer = keys ? await askToRun(options, keys, step, failed !== undefined) : 'run';
      if (answer === 'quit' || stop.aborted) return leave(outcome, step, failed);
      if (answer === 'all') keys = undefined;

      const result = await runStep(options, step);
      if (stop.aborted) return leave(outcome, step, failed);
      const failure = failureOf(step, result);
      failed = failure && { step, failure };
      if (failed && (!keys || result.status === 'dead')) return leave(outcome, step, failed);
      if (failed) options.screen.line(describeFailure('Failed:', lesson, failed, options.screen));
    } while (failed);

    outcome.run += 1;
    if (step.isCheckpoint) outcome.checkpoints += 1;
  }
  showTexts(options, lesson.closing, keys !== undefined);
  return outcome;
}

function leave(outcome: Outcome, quitAt: Step, failed: Outcome['failed']): Outcome {
  return failed ? { ...outcome, run: outcome.run + 1, failed } : { ...outcome, quitAt };
}

/** One line saying which cell failed, and why. */
export function describeFailure(
  verb: string,
  lesson: Lesson,
  { step, failure }: NonNullable<Outcome['failed']>,
  { paint }: Screen,
): string {
  const [reason = ''] = `${failure.ename}: ${failure.evalue}`.split('\n');
  return paint('red', `${verb} ${describeStep(lesson, step)}: ${reason}`);
}

/** A step by number and heading. */
export function describeStep(lesson: Lesson, step: Step): string {
  const heading = step.heading === '' ? '' : ` ("${step.heading}")`;
  return `cell ${step.number} of ${lesson.steps.length}${heading}`;
}

async function runStep(options: SessionOptions, step: Step): Promise<CellResult> {
  const { screen, timeoutMs } = options;
  const kernel = await options.kernel;
  const printer = createOutputPrinter(screen);
  const cell = new AbortController();
  options.onCell(cell);
  const result = await kernel.execute(step.code, { timeoutMs, onOutput: printer.show, signal: cell.signal });
  options.onCell(undefined);
  printer.finish();
  recordResult(step.cell, result);
  return result;
}

/** All of the text for a reader; only its headings for a log. */
function showTexts({ screen }: SessionOptions, texts: string[], isRead: boolean): void {
  const { paint } = screen;
  const blocks = isRead
    ? texts.map((text) => renderMarkdown(text, Math.min(screen.columns(), WIDEST_TEXT), paint))
    : texts.flatMap(headingsIn).map((heading) => paint(['bold', 'cyan'], heading.text));
  for (const block of blocks) screen.line(`\n${block}`);
}

function showCode({ screen, lesson }: SessionOptions, step: Step, isRead: boolean): void {
  const progress = screen.paint('gray', `[${step.number}/${lesson.steps.length}]`);
  screen.line(screen.isTerminal && !isRead ? `\n${progress}` : '');
  screen.line(renderCode(step.code, screen.columns(), screen.paint));
}

type Answer = 'run' | 'all' | 'quit';

const ANSWERS: Record<string, Answer> = { '\r': 'run', '\n': 'run', a: 'all', q: 'quit' };

async function askToRun({ screen, stop, lesson }: SessionOptions, keys: Keys, step: Step, again: boolean) {
  const run = again ? 'run it again' : 'run';
  const question = `  ${step.number}/${lesson.steps.length} · Enter ${run} · a run all · q quit `;
  screen.write(screen.paint('gray', question));
  const key = await keys.next(Object.keys(ANSWERS), stop);
  const rowsAbove = Math.floor(question.length / screen.columns());
  screen.control(`${'\x1b[A'.repeat(rowsAbove)}\r\x1b[J`);
  return ANSWERS[key ?? 'q'] ?? 'quit';
}

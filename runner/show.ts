import wrapAnsi from 'wrap-ansi';
import type { Failure } from './kernel/outputs.js';
import { countPart, type Progress } from './progress.js';
import { headingsIn, hintFor, type Lesson, partOf, type Step } from './steps.js';
import { renderCode } from './terminal/code.js';
import { renderMarkdown } from './terminal/markdown.js';
import type { Screen } from './terminal/screen.js';

/** Longer lines of text are hard to read; in columns. */
const WIDEST_TEXT = 96;

/** A cell that has failed, and why. */
export interface Failed {
  step: Step;
  failure: Failure;
  /** Whether nothing can run any more, because the kernel has ended. */
  isFinal: boolean;
}

/** A sentence of the runner's own. */
export function say(screen: Screen, text: string): void {
  screen.line(wrapAnsi(text, textWidth(screen)));
}

/** All of a text, for a reader. */
export function showTexts(screen: Screen, texts: string[]): void {
  for (const text of texts) screen.line(`\n${renderMarkdown(text, textWidth(screen), screen.paint)}`);
}

function textWidth(screen: Screen): number {
  const columns = screen.columns();
  return Number.isFinite(columns) ? Math.min(columns, WIDEST_TEXT) : columns;
}

/** Only the headings of a text, for a log. */
export function showHeadings({ line, paint }: Screen, texts: string[]): void {
  for (const heading of texts.flatMap(headingsIn)) line(`\n${paint(['bold', 'cyan'], heading.text)}`);
}

/** A cell for a reader: its text, then its code. */
export function showStep(screen: Screen, step: Step): void {
  if (step.isDetour) screen.line(`\n${screen.paint('yellow', 'Detour: it can be skipped.')}`);
  showTexts(screen, step.texts);
  showCode(screen, step);
}

export function showCode(screen: Screen, step: Step): void {
  screen.line(`\n${renderCode(step.code, screen.columns(), screen.paint)}`);
}

/** Where to look when a step does not do what it should. */
export function showHint(screen: Screen, lesson: Lesson, step: Step): void {
  const hint = hintFor(lesson, step);
  if (hint !== undefined) showTexts(screen, [`**Hint.** ${hint}`]);
  else
    screen.line(
      '\nThere is no hint here: the text above the cell says what it should do (p shows texts again).',
    );
}

/** What a learner sees of a failure: what failed, where to look, what to press. */
export function showFailure(screen: Screen, lesson: Lesson, failed: Failed): void {
  say(screen, describeFailure('Failed:', lesson, failed, screen));
  if (failed.failure.ename === 'Interrupted') return;
  if (hintFor(lesson, failed.step) !== undefined) showHint(screen, lesson, failed.step);
  say(screen, '\nPut it right (in dl.cfg, or in a helper: it is read again), then press r.');
}

/** The parts of the lesson, with what is done. The part that `at` belongs to is pointed at. */
export function showList(screen: Screen, lesson: Lesson, progress: Progress, at: Step): void {
  const { paint } = screen;
  const current = partOf(lesson, at);
  screen.line();
  for (const part of lesson.parts) {
    const { done, total } = countPart(part, progress);
    const mark = done === total ? paint('green', '✔') : '·';
    const title = part.title.replace(/^Step \d+\W*/, '') || 'The beginning';
    const here = part === current ? paint('cyan', ' ← you are here') : '';
    const cells = paint('gray', `(${done}/${total})`);
    screen.line(`  ${mark} ${String(part.number).padStart(2)}  ${title} ${cells}${here}`);
  }
}

/** All keys, one a line. */
export function showHelp(screen: Screen): void {
  const lines = KEYS.map(([key, does]) => `${key.padEnd(8)}${does}`);
  const hanging = lines.map((line) =>
    wrapAnsi(line, textWidth(screen) - 10).replaceAll('\n', `\n${' '.repeat(8)}`),
  );
  screen.line(`\n${hanging.join('\n').replace(/^/gm, '  ')}`);
}

const KEYS: [key: string, does: string][] = [
  ['Enter', 'run the cell; when it has run, go to the next one (also n)'],
  ['r', 'run the cell again, with what you have changed in dl.cfg or in a helper'],
  ['h', 'hint: where to look'],
  ['p', 'the text before, once more; p again goes further back'],
  ['l', 'list of the steps, with what is done'],
  ['j', 'jump to a step; what it needs is run first'],
  ['a', 'run all the rest without waiting'],
  ['s', 'skip the detours, or no longer'],
  ['q', 'quit; the next npm start goes on from here'],
  ['Ctrl-C', 'interrupt the cell that runs; once more, or between cells: leave'],
];

/** One line saying which cell failed, and why. */
export function describeFailure(
  verb: string,
  lesson: Lesson,
  { step, failure }: Pick<Failed, 'step' | 'failure'>,
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

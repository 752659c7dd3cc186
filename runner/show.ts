import wrapAnsi from 'wrap-ansi';
import type { Failure } from './kernel/outputs.js';
import { countPart, type Progress } from './progress.js';
import { headingsIn, hintFor, type Lesson, partOf, type Step, type Text } from './steps.js';
import { renderCode } from './terminal/code.js';
import { renderMarkdown, textWidth } from './terminal/markdown.js';
import type { Screen } from './terminal/screen.js';

/** A cell that has failed, and why. */
export interface Failed {
  step: Step;
  failure: Failure;
  /** Whether nothing can run any more, because the kernel has ended. */
  isFinal: boolean;
}

/** A sentence of the runner's own. */
export function say(screen: Screen, text: string): void {
  screen.line(wrapAnsi(text, textWidth(screen.columns())));
}

/** All of a text, for a reader. */
export function showTexts(screen: Screen, texts: Text[]): void {
  for (const { source } of texts) screen.line(`\n${renderMarkdown(source, screen.columns(), screen.paint)}`);
}

/** Only the headings of a text, for a log. */
export function showHeadings({ line, paint }: Screen, texts: Text[]): void {
  const headings = texts.flatMap(({ source }) => headingsIn(source));
  for (const heading of headings) line(`\n${paint(['bold', 'cyan'], heading.text)}`);
}

export function showCode(screen: Screen, step: Step): void {
  screen.line(`\n${renderCode(step.code, screen.columns(), screen.paint)}`);
}

/** Where to look when a step does not do what it should. */
export function showHint(screen: Screen, lesson: Lesson, step: Step): void {
  const hint = hintFor(lesson, step);
  if (hint !== undefined) showTexts(screen, [{ source: `**Hint.** ${hint}` }]);
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

/** Stays on one line, by spaces that do not break it. */
const HERE = '← you are here'.replaceAll(' ', '\u00a0');

/** Breaks a text that stands right of `indent` columns, and keeps its later lines there. */
function hang(text: string, indent: number, screen: Screen): string {
  const lines = wrapAnsi(text, textWidth(screen.columns()) - indent);
  return lines.replaceAll('\n', `\n${' '.repeat(indent)}`).replaceAll('\u00a0', ' ');
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
    const here = part === current ? ` ${paint('cyan', HERE)}` : '';
    const cells = paint('gray', `(${done}/${total})`);
    const number = String(part.number).padStart(2);
    screen.line(`  ${mark} ${number}  ${hang(`${title} ${cells}${here}`, 8, screen)}`);
  }
}

/** All keys, one a line. */
export function showHelp(screen: Screen): void {
  screen.line();
  for (const [key, does] of KEYS) screen.line(`  ${key.padEnd(8)}${hang(does, 10, screen)}`);
}

const KEYS: [key: string, does: string][] = [
  ['Enter', 'run the cell; when it has run, go to the next one (also n)'],
  ['r', 'run the cell again, with what you have changed in dl.cfg or in a helper'],
  ['h', 'hint: where to look'],
  ['p', 'the text before, once more; p again goes further back'],
  ['l', 'list of the steps, with what is done'],
  ['j', 'jump to a step; what it needs is run first'],
  ['a', 'run all the rest without waiting'],
  ['d', 'skip this detour, with all its cells'],
  ['s', 'skip all detours from here on, or no longer'],
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

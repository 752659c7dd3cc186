import { say, showCode, showTexts } from './show.js';
import {
  type Detour,
  headingsIn,
  type Lesson,
  partOf,
  type Step,
  type Text,
  withoutOpening,
} from './steps.js';
import type { Screen } from './terminal/screen.js';

/** A cell for a reader: the texts that lead to it, then its code. Where a detour begins, it says so. */
export function showStep(screen: Screen, step: Step, texts: Text[]): void {
  const { detour } = step;
  if (detour?.steps[0] === step) {
    const own = texts.filter((text) => text.detour === detour);
    const before = texts.filter((text) => text.detour !== detour);
    showTexts(screen, before);
    showDetour(screen, detour);
    for (const { source } of own) showTexts(screen, [{ source: withoutOpening(source) }]);
  } else {
    showTexts(screen, texts);
  }
  showCode(screen, step);
}

function showDetour(screen: Screen, { name, steps }: Detour, isContinued = false): void {
  const what = `Detour${name === '' ? '.' : `: ${name}`}${isContinued ? ' (continued)' : ''}`;
  const size = steps.length === 1 ? 'It' : `It has ${steps.length} cells, and`;
  say(screen, `\n${screen.paint('yellow', what)} ${screen.paint('gray', `${size} can be skipped.`)}`);
}

/** For somebody who begins in the middle: the heading and the detour that the texts do not name. */
export function showWhere(screen: Screen, lesson: Lesson, step: Step, texts: Text[]): void {
  const title = partOf(lesson, step)?.title ?? '';
  const isNamed = texts.some(({ source }) => headingsIn(source).some(({ text }) => text === title));
  if (title !== '' && !isNamed) say(screen, `\n${screen.paint(['bold', 'cyan'], `${title} (continued)`)}`);
  if (step.detour && step.detour.steps[0] !== step) showDetour(screen, step.detour, true);
}

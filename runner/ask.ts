import { countProgress, stepsOnTheWay } from './progress.js';
import type { SessionOptions } from './session.js';
import { describeStep, type Failed, say, showList } from './show.js';
import type { Step } from './steps.js';
import { type KeyHelp, showFooter } from './terminal/footer.js';
import type { Keys } from './terminal/keys.js';
import type { Screen } from './terminal/screen.js';

/** Where the learner stands with one cell. */
export interface Visit {
  step: Step;
  isDone: boolean;
  failed?: Failed;
  /** How many texts `p` has gone back. */
  back: number;
}

/** What keys mean; those that are not named here are called by themselves. */
type Meanings = Record<string, 'run' | 'next'>;

const RUN: Meanings = { '\r': 'run', '\n': 'run', r: 'run' };
const NEXT: Meanings = { '\r': 'next', '\n': 'next', n: 'next', r: 'run' };
const AGAIN: Meanings = { r: 'run' };
const ALWAYS = ['h', 'l', 'j', 's', 'a', 'p', 'q', '?'];

/** Shows how far the learner has come, and waits for a key: `run`, `next`, or the key itself. */
export async function askForKey(
  { screen, lesson, progress, stop }: SessionOptions,
  keys: Keys,
  visit: Visit,
): Promise<string> {
  const meanings = visit.failed ? AGAIN : visit.isDone ? NEXT : RUN;
  const remove = showFooter(screen, {
    ...countProgress(lesson, progress),
    keys: keysFor(visit, progress.skipDetours),
  });
  const wanted = [...Object.keys(meanings), ...(visit.step.detour ? ['d'] : []), ...ALWAYS];
  const key = await keys.next(wanted, stop);
  remove();
  return key === undefined ? 'q' : (meanings[key] ?? key);
}

function keysFor({ step, failed, isDone }: Visit, skipsDetours: boolean): KeyHelp[] {
  const first = failed
    ? [{ key: 'r', does: 'run it again' }]
    : isDone
      ? [
          { key: 'Enter', does: 'next' },
          { key: 'r', does: 're-run' },
        ]
      : [{ key: 'Enter', does: 'run' }];
  return [
    ...first,
    ...(step.detour ? [{ key: 'd', does: 'skip detour' }] : []),
    { key: 'h', does: 'hint' },
    { key: 'l', does: 'list' },
    { key: 'j', does: 'jump' },
    { key: 'a', does: 'all' },
    { key: 's', does: skipsDetours ? 'detours' : 'no detours' },
    { key: 'p', does: 'before' },
    { key: 'q', does: 'quit' },
    { key: '?', does: 'help' },
  ];
}

const ESCAPE = '\x1b';
const ENTER = ['\r', '\n'];

/** Asks for the number of a part, until there is one of that number or the learner stays. */
export async function askWhere(
  { lesson, progress, screen, stop }: SessionOptions,
  keys: Keys,
  at: Step,
): Promise<Step | undefined> {
  showList(screen, lesson, progress, at);
  const numbers = lesson.parts.map((part) => String(part.number));
  for (;;) {
    screen.write('\n  Jump to which number? (Esc: stay) ');
    const typed = await typeNumber(screen, keys, numbers, stop);
    screen.line();
    if (typed === '') return undefined;
    const part = lesson.parts.find(({ number }) => String(number) === typed);
    if (part) return stepsOnTheWay(part.steps, progress)[0] ?? part.steps[0];
    screen.line(`  There is no step ${typed}: ${numbers[0]} to ${numbers.at(-1)}.`);
  }
}

/** Reads a number, which is whole as soon as none of `numbers` goes on. Empty when there is to be none. */
async function typeNumber(screen: Screen, keys: Keys, numbers: string[], stop: AbortSignal): Promise<string> {
  let typed = '';
  while (numbers.some((each) => each !== typed && each.startsWith(typed))) {
    const key = await keys.next([...'0123456789', ...ENTER, ESCAPE], stop);
    if (key === undefined || key === ESCAPE) return '';
    if (ENTER.includes(key)) break;
    typed += key;
    screen.write(key);
  }
  return typed;
}

/** Offers to go on where the learner stopped. Returns whether to go on or to begin anew; `undefined` to leave. */
export async function askToGoOn(
  { lesson, screen, progress, stop }: SessionOptions,
  keys: Keys,
): Promise<'go on' | 'anew' | undefined> {
  const step = lesson.steps[progress.at - 1];
  if (!step) return 'anew';
  say(screen, `\nYou stopped at ${describeStep(lesson, step)}.`);
  const remove = showFooter(screen, {
    ...countProgress(lesson, progress),
    keys: [
      { key: 'Enter', does: 'go on there' },
      { key: 'b', does: 'begin anew' },
      { key: 'q', does: 'quit' },
    ],
  });
  const key = await keys.next([...ENTER, 'b', 'q'], stop);
  remove();
  if (key === undefined || key === 'q') return undefined;
  return key === 'b' ? 'anew' : 'go on';
}

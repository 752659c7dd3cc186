import { countProgress, stepsOnTheWay } from './progress.js';
import type { SessionOptions } from './session.js';
import { describeStep, type Failed, say, showList } from './show.js';
import type { Step } from './steps.js';
import { type KeyHelp, showFooter } from './terminal/footer.js';
import type { Keys } from './terminal/keys.js';

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
  const key = await keys.next([...Object.keys(meanings), ...ALWAYS], stop);
  remove();
  return key === undefined ? 'q' : (meanings[key] ?? key);
}

function keysFor({ failed, isDone }: Visit, skipsDetours: boolean): KeyHelp[] {
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
    { key: 'h', does: 'hint' },
    { key: 'l', does: 'list' },
    { key: 'j', does: 'jump' },
    { key: 'a', does: 'all' },
    { key: 's', does: skipsDetours ? 'show detours' : 'skip detours' },
    { key: 'p', does: 'before' },
    { key: 'q', does: 'quit' },
    { key: '?', does: 'help' },
  ];
}

const ESCAPE = '\x1b';
const ENTER = ['\r', '\n'];

/** Asks for the number of a part. It is taken as soon as no longer number begins like it. */
export async function askWhere(
  { lesson, progress, screen, stop }: SessionOptions,
  keys: Keys,
  at: Step,
): Promise<Step | undefined> {
  showList(screen, lesson, progress, at);
  screen.write('\n  Jump to which number? (Esc: stay) ');
  const numbers = lesson.parts.map((part) => String(part.number));
  let typed = '';
  for (;;) {
    const possible = [...'0123456789'].filter((digit) =>
      numbers.some((each) => each.startsWith(typed + digit)),
    );
    if (possible.length === 0) break;
    const key = await keys.next([...possible, ...ENTER, ESCAPE], stop);
    if (key === undefined || key === ESCAPE || (ENTER.includes(key) && typed === '')) typed = '';
    if (key === undefined || key === ESCAPE || ENTER.includes(key)) break;
    typed += key;
    screen.write(key);
  }
  screen.line();
  const part = lesson.parts.find(({ number }) => String(number) === typed);
  return part && (stepsOnTheWay(part.steps, progress)[0] ?? part.steps[0]);
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

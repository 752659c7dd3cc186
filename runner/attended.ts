import { askForKey, askWhere, type Visit } from './ask.js';
import type { Player } from './player.js';
import { countProgress, isFinished, stepsOnTheWay } from './progress.js';
import type { Ending, SessionOptions } from './session.js';
import { say, showFailure, showHelp, showHint, showList, showStep } from './show.js';
import type { Step } from './steps.js';
import type { Keys } from './terminal/keys.js';
import { runAll } from './unattended.js';

/** Goes through the lesson with somebody who presses keys. */
export async function attend(options: SessionOptions, keys: Keys, player: Player): Promise<Ending> {
  const { lesson, part, progress, stop, onProgress } = options;
  const steps = (part ?? lesson).steps;
  const isAhead = ({ number }: Step) => number >= progress.at && !progress.done.has(number);
  const first = steps.find(isAhead) ?? steps.at(-1);
  if (!first) return {};
  let visit = await arrive(options, player, first);

  while (!stop.aborted) {
    const key = await askForKey(options, keys, visit);
    if (key === 'q') return leave(visit);
    const next = await answer(key, visit, { options, keys, player });
    if (stop.aborted) return leave(visit);
    if (next === 'end') return {};
    visit = next;
    onProgress();
    if (visit.failed?.isFinal) return leave(visit);
  }
  return leave(visit);
}

function leave({ step, failed }: Visit): Ending {
  return failed ? { failed } : { quitAt: step };
}

/** Shows a step, after the cells that it needs have run. When one of those fails, that is where the learner is. */
async function arrive(options: SessionOptions, player: Player, step: Step): Promise<Visit> {
  const { lesson, screen, progress, stop } = options;
  const failed = await player.runUpTo(step);
  if (stop.aborted) return { step, isDone: false, back: 0 };
  if (failed) showFailure(screen, lesson, failed);
  else showStep(screen, step);
  const at = failed?.step ?? step;
  progress.at = at.number;
  return { step: at, isDone: progress.done.has(at.number), back: 0, ...(failed && { failed }) };
}

interface Hands {
  options: SessionOptions;
  keys: Keys;
  player: Player;
}

/** Does what a key asks for. */
async function answer(key: string, visit: Visit, hands: Hands): Promise<Visit | 'end'> {
  const { options, keys, player } = hands;
  const { lesson, screen, progress } = options;
  const { step } = visit;
  switch (key) {
    case 'run':
      return run(step, hands);
    case 'next':
      return goOn(step, hands);
    case 'a':
      return runTheRest(visit, hands);
    case 's':
      progress.skipDetours = !progress.skipDetours;
      say(screen, `\nDetours are ${progress.skipDetours ? 'skipped from here on' : 'shown again'}.`);
      return progress.skipDetours && step.isDetour && !visit.failed ? goOn(step, hands) : visit;
    case 'j': {
      const target = await askWhere(options, keys, step);
      if (target && isFinished(lesson, progress)) progress.done.clear();
      return target ? arrive(options, player, target) : visit;
    }
    case 'p': {
      const back = Math.min(visit.back + 1, step.number - 1);
      const earlier = lesson.steps[step.number - 1 - back];
      if (earlier) showStep(screen, earlier);
      return { ...visit, back };
    }
    case 'h':
      showHint(screen, lesson, step);
      return visit;
    case 'l':
      showList(screen, lesson, progress, step);
      return visit;
    default:
      showHelp(screen);
      return visit;
  }
}

async function run(step: Step, { options, player }: Hands): Promise<Visit> {
  const { lesson, screen, progress, stop } = options;
  const failed = await player.run(step);
  if (failed) {
    progress.at = failed.step.number;
    if (!stop.aborted) showFailure(screen, lesson, failed);
    return { step: failed.step, isDone: false, failed, back: 0 };
  }
  if (step.isCheckpoint && !stop.aborted) {
    const { checkpoints } = countProgress(lesson, progress);
    screen.line(screen.paint('green', `Checkpoint holds: ${checkpoints.done} of ${checkpoints.total}.`));
  }
  return { step, isDone: true, back: 0 };
}

function goOn(step: Step, { options }: Hands): Visit | 'end' {
  const { lesson, part, progress, screen } = options;
  const ahead = stepsOnTheWay((part ?? lesson).steps, progress);
  const next = ahead.find(({ number }) => number > step.number);
  if (!next) return 'end';
  progress.at = next.number;
  showStep(screen, next);
  return { step: next, isDone: progress.done.has(next.number), back: 0 };
}

async function runTheRest(visit: Visit, { options, player }: Hands): Promise<Visit | 'end'> {
  const { lesson, screen, progress, stop } = options;
  if (visit.isDone) progress.at += 1;
  const { failed, quitAt } = await runAll(options, player);
  if (stop.aborted) return { step: quitAt ?? visit.step, isDone: false, back: 0 };
  if (!failed) return 'end';
  progress.at = failed.step.number;
  showFailure(screen, lesson, failed);
  return { step: failed.step, isDone: false, failed, back: 0 };
}

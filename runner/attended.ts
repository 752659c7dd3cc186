import { askForKey, askWhere, type Visit } from './ask.js';
import type { Player } from './player.js';
import { countProgress, isFinished, stepsOnTheWay, textsBefore } from './progress.js';
import type { Ending, SessionOptions } from './session.js';
import { say, showFailure, showHelp, showHint, showList } from './show.js';
import { showStep, showWhere } from './show-step.js';
import type { Step } from './steps.js';
import type { Keys } from './terminal/keys.js';
import { runAll } from './unattended.js';

/** Goes through the lesson with somebody who presses keys. */
export async function attend(options: SessionOptions, keys: Keys, player: Player): Promise<Ending> {
  const { lesson, part, progress, stop, onProgress } = options;
  const steps = (part ?? lesson).steps;
  const isAhead = ({ number }: Step) => number >= progress.at && !progress.done.has(number);
  const first = stepsOnTheWay(steps, progress).find(isAhead) ?? steps.at(-1);
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
  else {
    const texts = textsBefore(lesson, step, progress);
    showWhere(screen, lesson, step, texts);
    showStep(screen, step, texts);
  }
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
    case 'd':
      return goOn(step, hands, ({ detour }) => detour !== step.detour);
    case 's':
      progress.skipDetours = !progress.skipDetours;
      say(screen, `\nDetours are ${progress.skipDetours ? 'skipped from here on' : 'shown again'}.`);
      return progress.skipDetours && step.detour && !visit.failed ? goOn(step, hands) : visit;
    case 'j': {
      const target = await askWhere(options, keys, step);
      if (target && isFinished(lesson, progress)) progress.done.clear();
      return target ? arrive(options, player, target) : visit;
    }
    case 'p': {
      const way = stepsOnTheWay(lesson.steps, progress).filter(({ number }) => number < step.number);
      const back = Math.min(visit.back + 1, way.length);
      const earlier = way.at(-back) ?? step;
      showStep(screen, earlier, textsBefore(lesson, earlier, progress));
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

/** Goes to the next step on the way that is wanted. */
function goOn(step: Step, { options }: Hands, isWanted = (_: Step) => true): Visit | 'end' {
  const { lesson, part, progress, screen } = options;
  const ahead = stepsOnTheWay((part ?? lesson).steps, progress);
  const next = ahead.find((each) => each.number > step.number && isWanted(each));
  if (!next) return 'end';
  progress.at = next.number;
  showStep(screen, next, textsBefore(lesson, next, progress, step));
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

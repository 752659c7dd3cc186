import type { Detour, Lesson, Part, Step, Text } from './steps.js';

/** How far a learner has come. */
export interface Progress {
  /** The cell to go on with, by its number. */
  at: number;
  /** The numbers of the cells that have run without a failure. */
  done: Set<number>;
  skipDetours: boolean;
}

export function newProgress(skipDetours = false): Progress {
  return { at: 1, done: new Set(), skipDetours };
}

/** How many of how many. */
export interface Count {
  done: number;
  total: number;
}

/** Counts cells and checkpoints, without the detours where they are skipped. */
export function countProgress(lesson: Lesson, progress: Progress): { cells: Count; checkpoints: Count } {
  const steps = stepsOnTheWay(lesson.steps, progress);
  return {
    cells: count(steps, progress),
    checkpoints: count(
      steps.filter((step) => step.isCheckpoint),
      progress,
    ),
  };
}

/** One part's cells. */
export function countPart(part: Part, progress: Progress): Count {
  return count(stepsOnTheWay(part.steps, progress), progress);
}

function count(steps: Step[], { done }: Progress): Count {
  return { done: steps.filter((step) => done.has(step.number)).length, total: steps.length };
}

/** The steps that are to be done: all, or all but the detours. */
export function stepsOnTheWay(steps: readonly Step[], { skipDetours }: Progress): Step[] {
  return steps.filter((step) => !(skipDetours && step.detour));
}

/**
 * The texts to be read before a step, or after the last one: its own, and those of the steps before it that are not on
 * the way. What speaks of a detour is for those who go it, and how it ends for those who have gone it.
 *
 * @param after the step that was read before; when absent, the one before on the way
 */
export function textsBefore(
  { steps, closing }: Lesson,
  step: Step | undefined,
  progress: Progress,
  after?: Step,
): Text[] {
  const end = step?.number ?? steps.length + 1;
  const before =
    after ??
    stepsOnTheWay(steps, progress)
      .filter(({ number }) => number < end)
      .at(-1);
  const between = steps.filter(({ number }) => number > (before?.number ?? 0) && number <= end);
  const hasGone = ({ steps: cells }: Detour) => cells.every(({ number }) => progress.done.has(number));
  return [...between.flatMap(({ texts }) => texts), ...(step ? [] : closing)].filter(
    ({ detour }) => !detour || detour === step?.detour || (!progress.skipDetours && hasGone(detour)),
  );
}

/** After the last checkpoint everything that the lesson has made is gone: whoever goes back begins with nothing. */
export function isFinished({ steps }: Lesson, { done }: Progress): boolean {
  const last = steps.filter((step) => step.isCheckpoint).at(-1);
  return last !== undefined && done.has(last.number);
}

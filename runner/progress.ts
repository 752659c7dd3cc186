import type { Lesson, Part, Step } from './steps.js';

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
  return steps.filter((step) => !(skipDetours && step.isDetour));
}

/** After the last checkpoint everything that the lesson has made is gone: whoever goes back begins with nothing. */
export function isFinished({ steps }: Lesson, { done }: Progress): boolean {
  const last = steps.filter((step) => step.isCheckpoint).at(-1);
  return last !== undefined && done.has(last.number);
}

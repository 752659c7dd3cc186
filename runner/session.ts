import { attend } from './attended.js';
import { createPlayer, type PlayerOptions } from './player.js';
import { textsBefore } from './progress.js';
import { type Failed, showHeadings, showTexts } from './show.js';
import type { Part, Step } from './steps.js';
import type { Keys } from './terminal/keys.js';
import { runAll } from './unattended.js';

export interface SessionOptions extends PlayerOptions {
  /** Waits for a key before every cell; runs everything at once when absent. */
  keys?: Keys;
  /** Goes through this part alone. */
  part?: Part;
  /** Called whenever the learner has come further. */
  onProgress(): void;
}

/** How far a session has come. */
export interface Outcome {
  /** Cells that have run, the one that failed included. */
  run: number;
  checkpoints: number;
  /** Set when the session ended at a cell that failed. */
  failed?: Failed;
  /** Set when the user ended the session before this step. */
  quitAt?: Step;
}

/** How a session ends. */
export type Ending = Pick<Outcome, 'failed' | 'quitAt'>;

/** Goes through the lesson: text, code, output, step after step, until one fails or the user leaves. */
export async function runSession(options: SessionOptions): Promise<Outcome> {
  const { keys, part, screen, lesson, progress } = options;
  const player = createPlayer(options);
  const ending = await (keys ? attend(options, keys, player) : runAll(options, player));
  const isThrough = !part && !ending.failed && !ending.quitAt;
  if (isThrough) (keys ? showTexts : showHeadings)(screen, textsBefore(lesson, undefined, progress));
  const ran = [...player.ran];
  return {
    run: ran.length + (ending.failed && !player.ran.has(ending.failed.step) ? 1 : 0),
    checkpoints: ran.filter((step) => step.isCheckpoint).length,
    ...ending,
  };
}

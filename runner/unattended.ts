import type { Player } from './player.js';
import { stepsOnTheWay, textsBefore } from './progress.js';
import type { Ending, SessionOptions } from './session.js';
import { showCode, showHeadings } from './show.js';

/** Runs everything that is left, without waiting for a key. */
export async function runAll(options: SessionOptions, player: Player): Promise<Ending> {
  const { lesson, part, screen, progress, stop, onProgress } = options;
  const steps = stepsOnTheWay((part ?? lesson).steps, progress).filter(({ number }) => number >= progress.at);
  const first = steps[0];
  const missing = first && (await player.runUpTo(first));
  if (missing) return { failed: missing };
  for (const step of steps) {
    if (stop.aborted) return { quitAt: step };
    progress.at = step.number;
    showHeadings(screen, textsBefore(lesson, step, progress));
    if (screen.isLive) screen.line(`\n${screen.paint('gray', `[${step.number}/${lesson.steps.length}]`)}`);
    showCode(screen, step);
    const failed = await player.run(step);
    if (stop.aborted) return { quitAt: step };
    if (failed) return { failed };
    onProgress();
  }
  return {};
}

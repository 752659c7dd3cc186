import { nowAndThen } from '../../helpers/pictures/now-and-then.js';
import { formatTimeLeft } from '../../helpers/pictures/text.js';
import { eraseLines } from './footer.js';
import { isTerminal, type Screen } from './screen.js';

/** What is over by then needs no word; in seconds. */
const SHORT_SECONDS = 2;

/**
 * Says of a cell that has shown nothing yet that it runs, and for how long: it may load packages, or wait for a service.
 *
 * @param limitMs how long it may run, in milliseconds
 * @returns what ends it, and takes its line away
 */
export function showBusy(screen: Screen, limitMs: number): () => void {
  if (!isTerminal(screen)) return () => {};
  const start = Date.now();
  const isTime = nowAndThen(Date.now);
  let drawn: string[] = [];
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - start) / 1000);
    const text = `Running … ${seconds} s, at most ${formatTimeLeft(limitMs / 1000)}`;
    if (!screen.isLive) {
      if (isTime()) screen.line(text);
      return;
    }
    if (seconds < SHORT_SECONDS) return;
    eraseLines(screen, drawn);
    drawn = [screen.paint('gray', text)];
    screen.write(drawn.join());
  }, 1_000);
  return () => {
    clearInterval(timer);
    if (drawn.length > 0) eraseLines(screen, drawn);
    drawn = [];
  };
}

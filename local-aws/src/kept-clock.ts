import { type MovableClock, systemClock } from './clock.js';
import type { Store } from './store/store.js';

/**
 * The machine's clock, as far ahead as it had been moved when the store was last in use: otherwise what was
 * made then would lie in the future.
 */
export function keptClock(store: Store, scale?: number): MovableClock {
  const kept = store.table<{ milliseconds: number }>('clock');
  const clock = systemClock(scale, kept.get('ahead')?.milliseconds);
  return {
    ...clock,
    advance(ms) {
      clock.advance(ms);
      kept.put('ahead', { milliseconds: clock.now() - Date.now() });
    },
  };
}

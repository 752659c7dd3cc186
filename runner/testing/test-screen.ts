import type { Screen } from '../terminal/screen.js';
import { plain } from '../terminal/style.js';

/** A screen that keeps what is written to it, control sequences included. */
export interface TestScreen extends Screen {
  printed(): string;
}

/** @param columns infinite when absent, as in a log */
export function createTestScreen({
  isLive = false,
  isPlain = false,
  columns = Number.POSITIVE_INFINITY,
} = {}): TestScreen {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  return {
    paint: plain,
    isLive,
    isPlain,
    columns: () => columns,
    rows: () => 24,
    write,
    line: (more = '') => write(`${more}\n`),
    control: (sequence) => {
      if (isLive) write(sequence);
    },
    onResize: () => () => {},
    printed: () => text,
  };
}

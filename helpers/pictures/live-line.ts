/** One line about something that goes on: in Jupyter, in the terminal runner, or on the terminal of a script. */
import { createLiveDisplay } from './display.js';

export interface LiveLine {
  /** Shows this line in the place of the one before, unless that has just been drawn. */
  show(line: string): void;
  /** Shows how it ended, where a line stays; on a terminal it goes. Nothing, when nothing was shown before. */
  end(line: string): void;
}

/** A line that shows nothing yet. Where there is neither kernel nor terminal it never does. */
export function createLiveLine(): LiveLine {
  const display = createLiveDisplay();
  let isShown = false;
  const pictureOf = (line: string) => () => ({ text: line, line });
  return {
    show(line) {
      isShown = true;
      display.draw(pictureOf(line));
    },
    end(line) {
      if (isShown) display.leave(pictureOf(line));
    },
  };
}

/** The last lines of the log, in memory, for whoever asks why something was denied or did not arrive. */

const LINES_KEPT = 1_000;

export interface LogLine {
  /** The machine's time, as in the log file. */
  at: string;
  text: string;
}

export class LogBook {
  #lines: LogLine[] = [];

  /** The newest last. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  add(text: string): void {
    this.#lines.push({ at: new Date().toISOString(), text });
    if (this.#lines.length > LINES_KEPT) this.#lines.shift();
  }
}

import type { ReadStream } from 'node:tty';

/** Single keys from a terminal. */
export interface Keys {
  /**
   * The next of the wanted keys; `undefined` when there will be none, or once `signal` aborts. Other keys, and what was
   * typed before, are dropped.
   */
  next(wanted: readonly string[], signal: AbortSignal): Promise<string | undefined>;
  /** Gives the terminal back as it was. */
  close(): void;
}

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const ESCAPE = '\x1b';

/**
 * Reads keys without waiting for Enter, until `close`. The terminal is given back on every way out of this process.
 *
 * @param onCtrlC called instead of the SIGINT that the terminal no longer sends
 */
export function openKeys(stdin: ReadStream, onCtrlC: () => void): Keys {
  let deliver: ((key: string | undefined) => void) | undefined;
  let ended = false;

  const onData = (chunk: string) => {
    // Arrows and other special keys come as one sequence.
    const keys = chunk.startsWith(ESCAPE) ? [chunk] : [...chunk];
    for (const key of keys) {
      if (key === CTRL_C) onCtrlC();
      else if (key === CTRL_D) onEnd();
      else deliver?.(key);
    }
  };
  const onEnd = () => {
    ended = true;
    deliver?.(undefined);
  };
  const restore = () => stdin.setRawMode(false);

  stdin.setEncoding('utf8');
  stdin.setRawMode(true);
  stdin.on('data', onData).on('end', onEnd).on('error', onEnd);
  process.once('exit', restore);

  return {
    next(wanted, signal) {
      if (ended || signal.aborted) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const onAbort = () => deliver?.(undefined);
        signal.addEventListener('abort', onAbort);
        deliver = (key) => {
          if (key !== undefined && !wanted.includes(key)) return;
          deliver = undefined;
          signal.removeEventListener('abort', onAbort);
          resolve(key);
        };
      });
    },
    close() {
      stdin.off('data', onData).off('end', onEnd).off('error', onEnd);
      process.off('exit', restore);
      restore();
      stdin.pause();
    },
  };
}

/** Shows a picture wherever the code runs: in Jupyter, in the terminal runner, or in a script. */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { nowAndThen } from './now-and-then.js';

/** One picture in several forms, of which each place shows the best that it can. */
export interface Picture {
  /** For terminals, logs, and everything else that shows no picture. */
  text: string;
  /** At most one of these two. */
  svg?: string;
  html?: string;
}

/** A picture of something that goes on. */
export interface LivePicture extends Picture {
  /** One line that says how far it is. */
  line: string;
}

type WriteDisplayData = (
  content: {
    data: Record<string, string>;
    metadata: Record<string, never>;
    transient: { display_id?: string };
  },
  isUpdate: boolean,
) => void;

/**
 * What tslab writes outputs with, when this runs in a cell of its kernel. tslab's public `display` writes one form per
 * output, and we want all in one; `lastWriteDisplayData` is what it is made of (tslab 1.0.22, dist/jupyter.js).
 */
function kernelsWrite(): WriteDisplayData | undefined {
  const { cache } = createRequire(`${process.cwd()}/`);
  const file = Object.keys(cache).find((name) => /[/\\]tslab[/\\]dist[/\\]jupyter\.js$/.test(name));
  return file === undefined ? undefined : (cache[file]?.exports.lastWriteDisplayData ?? undefined);
}

function formsOf({ text, svg, html }: Picture): Record<string, string> {
  return {
    'text/plain': text,
    ...(svg !== undefined && { 'image/svg+xml': svg }),
    ...(html !== undefined && { 'text/html': html }),
  };
}

/** Shows a picture once. Outside the kernel it prints its text. */
export function show(picture: Picture): void {
  const write = kernelsWrite();
  if (write) write({ data: formsOf(picture), metadata: {}, transient: {} }, false);
  else console.log(picture.text);
}

/** How often a live picture is drawn at most, in milliseconds. */
const SHORTEST_PAUSE = 250;

/** A place where a picture is drawn again and again. Nothing of it stays behind: it has no timer. */
export interface LiveDisplay {
  /** Draws what `picture` returns, unless it has just been drawn. */
  draw(picture: () => LivePicture): void;
  /** Draws it in any case, to be drawn over later. */
  drawNow(picture: () => LivePicture): void;
  /** Draws it in any case. Where nothing can be drawn again, this is the only one that is printed. */
  drawLast(picture: () => LivePicture): void;
  /** Draws it in any case where it stays, and leaves a terminal as if nothing had been drawn. */
  leave(picture: () => LivePicture): void;
}

export function createLiveDisplay(): LiveDisplay {
  const transient = { display_id: randomUUID() };
  const terminal = createTerminalPlace();
  let drawnAt: number | undefined;

  /** Whether the kernel has taken it: there, the last state is one like all others. */
  const putInKernel = (picture: () => LivePicture): boolean => {
    const write = kernelsWrite();
    if (!write) return false;
    write({ data: formsOf(picture()), metadata: {}, transient }, drawnAt !== undefined);
    drawnAt = performance.now();
    return true;
  };

  const drawNow = (picture: () => LivePicture) => {
    if (putInKernel(picture)) return;
    terminal.write(picture().line);
    drawnAt = performance.now();
  };

  return {
    draw(picture) {
      if (drawnAt === undefined || performance.now() - drawnAt >= SHORTEST_PAUSE) drawNow(picture);
    },
    drawNow,
    drawLast(picture) {
      if (putInKernel(picture)) return;
      terminal.erase();
      console.log(picture().text);
    },
    leave(picture) {
      if (!putInKernel(picture)) terminal.erase();
    },
  };
}

const ERASE_LINE = '\r\x1b[K';

/** A line of the terminal that is written again in place; now and then a new one, where that cannot be done. */
function createTerminalPlace() {
  const isTime = nowAndThen();
  const { stdout } = process;
  // As the runner has it: what shows no colours (NO_COLOR, TERM=dumb) is not to be sent control characters.
  const isLive = () => stdout.isTTY && stdout.hasColors();
  return {
    write(line: string): void {
      const { columns = 80 } = stdout;
      if (isLive()) stdout.write(ERASE_LINE + line.slice(0, columns - 1));
      else if (stdout.isTTY && isTime()) stdout.write(`${line}\n`);
    },
    erase(): void {
      if (isLive()) stdout.write(ERASE_LINE);
    },
  };
}

/** What a terminal showed, and for how long, in milliseconds. */
export interface Frame {
  screen: string;
  milliseconds: number;
}

export interface Pace {
  /** Of the whole recording, in milliseconds. */
  longest: number;
  mostFrames: number;
}

/** No picture stands longer than this, however long the terminal waited; in milliseconds. */
const LONGEST_STILL = 1_500;
/** The last picture, which says how it ended. */
const END = 4_000;

/** Shortens the waits of a recording, and leaves out its shortest pictures, until it keeps the pace. */
export function keepPace(recorded: readonly Frame[], { longest, mostFrames }: Pace): Frame[] {
  const frames = recorded.map(({ screen, milliseconds }) => ({
    screen,
    milliseconds: Math.min(milliseconds, LONGEST_STILL),
  }));
  while (frames.length > mostFrames) dropShortest(frames);
  const last = frames.pop();
  if (!last) return [];
  const total = frames.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const scale = Math.min((longest - END) / Math.max(total, 1), 1);
  const paced = frames.map(({ screen, milliseconds }) => ({ screen, milliseconds: milliseconds * scale }));
  return [...paced, { screen: last.screen, milliseconds: END }];
}

/** Its time goes to the picture before it. The first and the last stay. */
function dropShortest(frames: Frame[]): void {
  const inner = frames.slice(1, -1).map(({ milliseconds }) => milliseconds);
  const at = inner.indexOf(Math.min(...inner)) + 1;
  const [dropped] = frames.splice(at, 1);
  const before = frames[at - 1];
  if (dropped && before) before.milliseconds += dropped.milliseconds;
}

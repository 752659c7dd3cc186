/** What the text forms of the pictures are made of. They need no colour. */

/** How wide a text form may be, in columns: it fits on narrow terminals, whose width a cell cannot know. */
export const TEXT_WIDTH = 60;

/** `2922` as `2,922`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A number of bytes with one decimal, in the unit that suits it. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes / 1024;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  // What would be rounded to 1024.0 is 1.0 of the next unit.
  while (value >= 1023.95 && units.length > 1) {
    value /= 1024;
    units.shift();
  }
  return `${value.toFixed(1)} ${units[0]}`;
}

/** A time that is left, in seconds, and from two minutes on in minutes; never less than none. */
export function formatTimeLeft(seconds: number): string {
  const left = Math.max(Math.ceil(seconds), 0);
  return left < 120 ? `${left} s` : `${Math.ceil(left / 60)} min`;
}

/** About how much time the rest takes at the pace so far: `1,500 of 2,922 sent; about 12 s left`. */
export function describePace(done: number, of: number, did: string, seconds: number): string {
  const left = done === 0 ? '' : `; about ${formatTimeLeft((seconds / done) * (of - done))} left`;
  return `${formatCount(done)} of ${formatCount(of)} ${did}${left}`;
}

/** A bar that is full at 1, and never before. */
export function gauge(ratio: number, columns: number): string {
  const full = Math.floor(Math.min(Math.max(ratio, 0), 1) * columns);
  return '█'.repeat(full) + '░'.repeat(columns - full);
}

const LEVELS = '▁▂▃▄▅▆▇█';

/** One column per value, as high as it is between `lowest` and `highest`; a blank for what is not there. */
export function sparkline(values: readonly (number | undefined)[], lowest: number, highest: number): string {
  const range = highest - lowest || 1;
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      const level = Math.round(((value - lowest) / range) * (LEVELS.length - 1));
      return LEVELS[Math.min(Math.max(level, 0), LEVELS.length - 1)];
    })
    .join('');
}

/** The text, or its two ends around an ellipsis when it is longer. Control characters become blanks. */
export function shortenMiddle(text: string, columns: number): string {
  const characters = printable(text);
  if (characters.length <= columns) return characters.join('');
  const tail = Math.floor((columns - 1) / 2);
  const head = columns - 1 - tail;
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - tail).join('')}`;
}

/** The text, or its beginning before an ellipsis when it is longer. Control characters become blanks. */
export function shortenEnd(text: string, columns: number): string {
  const characters = printable(text);
  if (characters.length <= columns) return characters.join('');
  return `${characters.slice(0, columns - 1).join('')}…`;
}

function printable(text: string): string[] {
  return [...text.replace(/\p{Cc}/gu, ' ')];
}

/** Random JSON for properties, from a seed, so that a failure can be repeated. */

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Text with everything in it that a splitter could stumble over. */
export function randomText(random: () => number): string {
  const signs = ['{', '}', '"', '\\', '[', ']', ',', ':', '\n', '\t', 'é', '💧', 'a', ' ', '\\"', '}{'];
  const length = Math.floor(random() * 12);
  return Array.from({ length }, () => signs[Math.floor(random() * signs.length)]).join('');
}

export function randomValue(random: () => number, depth = 3): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 7 : 5));
  if (kind === 0) return null;
  if (kind === 1) return random() < 0.5;
  if (kind === 2) return Math.round((random() - 0.5) * 1e6) / 8;
  if (kind === 3 || kind === 4) return randomText(random);
  if (kind === 5)
    return Array.from({ length: Math.floor(random() * 4) }, () => randomValue(random, depth - 1));
  return randomObject(random, depth);
}

export function randomObject(random: () => number, depth = 3): Record<string, unknown> {
  const entries = Array.from({ length: Math.floor(random() * 5) }, (): [string, unknown] => [
    randomText(random),
    randomValue(random, depth - 1),
  ]);
  return Object.fromEntries(entries);
}

import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Progress } from './progress.js';
import type { Lesson } from './steps.js';

/** Keeps how far a learner has come, from one `npm start` to the next. */
export interface ProgressFile {
  /** What was kept; `changed` when it was kept for a notebook of other cells. */
  read(): Progress | 'changed' | undefined;
  /** A folder that cannot be written to keeps nothing, and the lesson goes on. */
  write(progress: Progress): void;
  remove(): void;
}

/** The file's name, beside the notebook. */
const FILE = '.runner.json';

interface Kept {
  lesson: string;
  at: number;
  done: number[];
  skipDetours: boolean;
}

export function progressFile(notebook: string, lesson: Lesson): ProgressFile {
  const file = join(dirname(notebook), FILE);
  const fingerprint = fingerprintOf(lesson);
  return {
    read() {
      const kept = readKept(file);
      if (!kept) return undefined;
      if (kept.lesson !== fingerprint) return 'changed';
      return { at: kept.at, done: new Set(kept.done), skipDetours: kept.skipDetours };
    },
    write({ at, done, skipDetours }) {
      const kept: Kept = { lesson: fingerprint, at, done: [...done].sort((a, b) => a - b), skipDetours };
      const part = `${file}.${process.pid}.part`;
      try {
        writeFileSync(part, `${JSON.stringify(kept)}\n`);
        renameSync(part, file);
      } catch {
        rmSync(part, { force: true });
      }
    },
    remove: () => rmSync(file, { force: true }),
  };
}

/** How far somebody has come is no longer true when what the cells have made is gone. */
export function forgetProgress(folder: string): void {
  rmSync(join(folder, FILE), { force: true });
}

/** The code alone: a text that was mended changes nothing about what is done. */
function fingerprintOf({ steps }: Lesson): string {
  return createHash('sha256')
    .update(JSON.stringify(steps.map(({ code }) => code)))
    .digest('hex');
}

/** What was cut off, or written by hand, counts as not there. */
function readKept(file: string): Kept | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept>;
    const isWhole =
      Number.isInteger(kept.at) &&
      Array.isArray(kept.done) &&
      kept.done.every((each) => Number.isInteger(each));
    return isWhole
      ? { lesson: '', skipDetours: false, ...kept, at: kept.at ?? 1, done: kept.done ?? [] }
      : undefined;
  } catch {
    return undefined;
  }
}

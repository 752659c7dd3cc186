/** Somebody who reads a lesson and presses keys, with neither a terminal nor a kernel: every cell succeeds. */
import type { Kernel } from '../kernel.js';
import { newProgress, type Progress } from '../progress.js';
import { runSession } from '../session.js';
import type { Lesson } from '../steps.js';
import type { Keys } from '../terminal/keys.js';
import { createTestScreen } from './test-screen.js';

interface Reading {
  /** Keys in their order; Enter follows until the lesson ends. Absent where no terminal is attached. */
  pressed?: string[];
  progress?: Progress;
  /** Infinite when absent: no line is broken. */
  columns?: number;
}

/** What they see. */
export async function read(lesson: Lesson, { pressed, progress, columns }: Reading): Promise<string> {
  const screen = createTestScreen({ columns });
  const left = [...(pressed ?? [])];
  const keys: Keys = {
    async next(wanted) {
      const key = left.shift() ?? '\r';
      if (wanted.includes(key)) return key;
      throw new Error(`The key ${JSON.stringify(key)} does nothing here:\n${screen.printed()}`);
    },
    close: () => {},
  };
  await runSession({
    ...{ lesson, screen, folder: '.', timeoutMs: 1_000, progress: progress ?? newProgress() },
    ...{ kernel: Promise.resolve(SUCCEEDING), stop: new AbortController().signal },
    ...(pressed && { keys }),
    onCell: () => {},
    onProgress: () => {},
  });
  return screen.printed();
}

const SUCCEEDING = {
  async execute() {
    const held = { output_type: 'stream' as const, name: 'stdout' as const, text: '✔\n' };
    return { status: 'ok' as const, executionCount: 1, outputs: [held] };
  },
} as unknown as Kernel;

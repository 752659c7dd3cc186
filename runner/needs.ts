import { namesLeft, namesUsed } from './checks/notebook-lint/code.js';
import type { Step } from './steps.js';

/**
 * The earlier cells that `step` cannot run without in a kernel where only `ran` have run: those that give the names
 * which it uses, and those that these need themselves; in order.
 */
export function neededBy(step: Step, steps: readonly Step[], ran: ReadonlySet<Step>): Step[] {
  const wanted = new Set(namesTaken(step.code));
  const needed: Step[] = [];
  for (const earlier of steps.slice(0, step.number - 1).reverse()) {
    const gives = [...namesLeft(earlier.code)].filter((name) => wanted.delete(name));
    if (gives.length === 0 || ran.has(earlier)) continue;
    needed.unshift(earlier);
    for (const name of namesTaken(earlier.code)) wanted.add(name);
  }
  return needed;
}

/** What a cell uses and does not make itself. */
function namesTaken(code: string): string[] {
  const own = namesLeft(code);
  return [...namesUsed(code)].filter((name) => !own.has(name));
}

/** The `import` lines of a cell that read files of this folder, which a learner may have edited. */
export function importsOfOwnFiles(code: string): string[] {
  return code.match(/^import\b[^'"]*from\s*(['"])\.{1,2}\/[^'"]*\1;?/gm) ?? [];
}

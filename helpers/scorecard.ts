/** What the lesson's checkpoints noted: which held, and how long each step took. */

interface Row {
  claim: string;
  seconds: number;
}

const STEPS = [1, 2, 3, 4, 5, 6, 7, 8];

const rows = new Map<number, Row>();
let since = performance.now();

/** Lets the first step's time begin now. */
export function startClock(): void {
  since = performance.now();
}

/** Notes that a step's checkpoint held. Its time runs from the checkpoint before, or from the clock's start. */
export function note(step: number, claim: string): void {
  const now = performance.now();
  rows.set(step, { claim, seconds: (now - since) / 1_000 });
  since = now;
}

/** A line for each step: its checkpoint, and its time. Steps of before a restart of the kernel have none. */
export function scorecard(): string {
  const lines = STEPS.map((step) => {
    const row = rows.get(step);
    if (!row) return `  Step ${step}  not run since the kernel started`;
    return `✔ Step ${step}  ${row.seconds.toFixed(1).padStart(6)} s  ${row.claim}`;
  });
  const total = [...rows.values()].reduce((sum, { seconds }) => sum + seconds, 0);
  return [...lines, `  ${rows.size} of ${STEPS.length}  ${total.toFixed(1).padStart(6)} s`].join('\n');
}

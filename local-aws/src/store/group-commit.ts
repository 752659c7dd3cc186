/**
 * Brings changes to the disk in groups: what is changed while one group is being written goes with the
 * next. So many callers share one write and one sync, and none waits for a timer.
 */

/** How often a write had failed. */
export type Mark = number;

export interface GroupCommit<Change> {
  /** Takes note of a change that was made in memory. Never writes before the caller's turn is over. */
  add(change: Change): void;
  /** As of `Store`. */
  durable(since?: Mark): Promise<void>;
  mark(): Mark;
  /** Runs `between` as soon as no group is being written, as it does after every group. */
  wake(): void;
  /** Resolves when nothing is left to write and nothing is being done. */
  idle(): Promise<void>;
}

export interface GroupCommitOptions<Change> {
  /** Makes a group durable, all of it or nothing. */
  write(group: readonly Change[]): Promise<void>;
  /** Takes changes back in memory that could not be made durable; the last one first. */
  undo(changes: readonly Change[]): void;
  /**
   * Called in the same turn as a group is taken, when memory is what the disk will be after it. May return
   * work to be done before the next group, which must not fail.
   */
  between(): (() => Promise<void>) | undefined;
}

interface Group<Change> {
  changes: Change[];
  /** Made when somebody waits. */
  outcome?: { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void };
}

export function groupCommit<Change>({
  write,
  undo,
  between,
}: GroupCommitOptions<Change>): GroupCommit<Change> {
  let pending: Group<Change> = { changes: [] };
  let writing: Group<Change> | undefined;
  let running: Promise<void> | undefined;
  let failures: Mark = 0;
  let lastFailure: unknown;

  const run = async () => {
    // Later in this turn of the event loop: after the caller's turn, and with what other calls of it change.
    await new Promise((resume) => setImmediate(resume));
    do {
      const group = pending;
      pending = { changes: [] };
      writing = group;
      const work = between();
      try {
        if (group.changes.length > 0) await write(group.changes);
      } catch (error) {
        fail(group, error);
        continue;
      } finally {
        writing = undefined;
      }
      group.outcome?.resolve();
      await work?.();
    } while (pending.changes.length > 0);
    running = undefined;
  };

  /** What was changed while the write was failing may rest on what it was to make durable: all is undone. */
  const fail = (group: Group<Change>, error: unknown) => {
    const doomed = pending;
    pending = { changes: [] };
    failures += 1;
    lastFailure = error;
    undo([...group.changes, ...doomed.changes]);
    group.outcome?.reject(error);
    doomed.outcome?.reject(error);
  };

  const wake = () => {
    running ??= run();
  };

  return {
    add(change) {
      pending.changes.push(change);
      wake();
    },
    durable(since = failures) {
      if (since !== failures) return Promise.reject(lastFailure);
      const group = pending.changes.length > 0 ? pending : writing;
      if (!group || group.changes.length === 0) return Promise.resolve();
      group.outcome ??= outcome();
      return group.outcome.promise;
    },
    mark: () => failures,
    wake,
    async idle() {
      while (running) await running;
    },
  };
}

function outcome() {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

import assert from 'node:assert/strict';

/** The state of what is not there. */
export const GONE = 'gone';

/**
 * What may be found after a crash: of every name the state that was acknowledged last, or one that was asked
 * for since. One change of a name at a time.
 */
export class Expectations {
  readonly #possible = new Map<string, ReadonlySet<string>>();
  /** How many changes were acknowledged. */
  acknowledged = 0;

  /** Names that are known to be there, or not to be. */
  state(name: string): string {
    const [state = GONE] = this.#possible.get(name) ?? [];
    return state;
  }

  /** Asks for a change of each of these names to a state. Should `ask` fail, it may have happened or not. */
  async change(names: readonly string[], state: string, ask: () => Promise<unknown>): Promise<void> {
    for (const name of names) {
      this.#possible.set(name, new Set([...(this.#possible.get(name) ?? [GONE]), state]));
    }
    await ask();
    for (const name of names) this.#possible.set(name, new Set([state]));
    this.acknowledged += 1;
  }

  /** Compares with what is there, which from now on is what must be there. */
  check(kind: string, found: ReadonlyMap<string, string>): void {
    for (const name of new Set([...this.#possible.keys(), ...found.keys()])) {
      const state = found.get(name) ?? GONE;
      const possible = this.#possible.get(name) ?? new Set([GONE]);
      assert.ok(possible.has(state), `${kind} ${name} is ${state} and not ${[...possible].join(' or ')}`);
      this.#possible.set(name, new Set([state]));
    }
  }
}

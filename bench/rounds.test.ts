import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Party, summarise, takeTurns } from './rounds.js';

describe('takeTurns', () => {
  it('warms every party first, and lets another one begin each round', async () => {
    const done: string[] = [];
    const party = (name: string): Party => ({
      name,
      warmUp: async () => void done.push(`warm ${name}`),
      block: async () => {
        done.push(name);
        return { recordsPerSecond: 1, serverCpuSecondsPerRecord: 1 };
      },
      close: () => done.push(`close ${name}`),
    });
    const rounds = await takeTurns([party('a'), party('b')], 2, () => {});
    assert.equal(done.join(), 'warm a,warm b,a,b,b,a,close a,close b');
    assert.deepEqual(
      rounds.map((round) => [...round.keys()].sort()),
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
    );
  });

  it('closes the parties when one fails', async () => {
    let closed = 0;
    const failing: Party = {
      name: 'a',
      warmUp: () => Promise.reject(new Error('no answer')),
      block: () => Promise.reject(new Error('not reached')),
      close: () => {
        closed += 1;
      },
    };
    await assert.rejects(
      takeTurns([failing], 1, () => {}),
      /no answer/,
    );
    assert.equal(closed, 1);
  });
});

describe('summarise', () => {
  it('takes the middle of an odd number of values, and the mean of the two middle ones of an even number', () => {
    assert.deepEqual(summarise([10, 9, 1]), { min: 1, median: 9, max: 10 });
    assert.deepEqual(summarise([4, 1, 2, 10]), { min: 1, median: 3, max: 10 });
  });
});

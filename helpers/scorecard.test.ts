import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

type Scorecard = typeof import('./scorecard.js');

let card: Scorecard;
let loaded = 0;
/** Each test has its own state, as each kernel has. */
beforeEach(async () => {
  loaded += 1;
  card = (await import(`./scorecard.js?${loaded}`)) as Scorecard;
});

describe('scorecard', () => {
  it('has a line for each step, with claim and time, and their sum', (t) => {
    let now = 10_000;
    t.mock.method(performance, 'now', () => now);
    card.startClock();
    now += 1_500;
    card.note(1, 'STS knows us');
    now += 20_250;
    card.note(2, 'The bucket is there');
    const lines = card.scorecard().split('\n');
    assert.equal(lines[0], '✔ Step 1     1.5 s  STS knows us');
    assert.equal(lines[1], '✔ Step 2    20.3 s  The bucket is there');
    assert.equal(lines[8], '  2 of 8    21.8 s');
  });

  it('says which steps it knows nothing of, as after a restart', () => {
    card.note(8, 'Nothing is left');
    const lines = card.scorecard().split('\n');
    assert.equal(lines.length, 9);
    assert.equal(lines[6], '  Step 7  not run since the kernel started');
    assert.match(lines[7] ?? '', /^✔ Step 8 .* Nothing is left$/);
  });

  it('counts a step that is run again once', () => {
    card.note(3, 'first');
    card.note(3, 'second');
    assert.match(card.scorecard(), /^✔ Step 3 .* second$/m);
    assert.doesNotMatch(card.scorecard(), /first/);
    assert.match(card.scorecard(), / 1 of 8 /);
  });
});

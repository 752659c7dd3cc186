import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineOnTerminal } from '../testing/terminal.js';
import { drawSentAndLanded, type Moment, showSentAndLanded } from './sent-landed.js';
import { readSvg } from './testing/svg.js';

const START: Moment = { seconds: 0, sent: 0, landed: 0 };

describe('sent and landed as text', () => {
  it('draws both over time on one scale, with what is on its way', () => {
    const moments = [START, { seconds: 2, sent: 2922, landed: 0 }, { seconds: 4, sent: 2922, landed: 1461 }];
    const { text, line } = drawSentAndLanded(moments);
    assert.equal(
      text,
      [
        `sent    ${'▁'.repeat(19)}${'█'.repeat(21)}  2,922`,
        `landed  ${'▁'.repeat(39)}▅  1,461`,
        '        0 s                                4.0 s',
        '1,461 on their way: Firehose buffers them.',
      ].join('\n'),
    );
    const state = '1,461 on their way: Firehose buffers them.';
    assert.equal(line, `${state} 2,922 sent, 1,461 landed, after 4.0 s`);
  });

  it('begins with nothing', () => {
    const { text } = drawSentAndLanded([START]);
    const flat = '▁'.repeat(40);
    const axis = '        0 s                                0.0 s';
    assert.equal(text, `sent    ${flat}  0\nlanded  ${flat}  0\n${axis}\nNothing sent yet.`);
  });

  it('holds the last state, wherever the clock stands', () => {
    for (let seconds = 0.1; seconds < 100; seconds += 0.7) {
      const { text } = drawSentAndLanded([START, { seconds, sent: 1, landed: 1 }]);
      assert.equal(text.match(/▁{39}█/g)?.length, 2, `${seconds} s`);
    }
  });

  it('ends with all of them, or with more than were sent', () => {
    const last = (landed: number) =>
      drawSentAndLanded([START, { seconds: 1, sent: 10, landed }])
        .text.split('\n')
        .at(-1);
    assert.equal(last(10), 'All 10 have landed.');
    assert.equal(last(12), '2 more landed than were sent.');
  });
});

describe('what is left', () => {
  const stateOf = (moment: Moment, ahead: Parameters<typeof drawSentAndLanded>[1]) =>
    drawSentAndLanded([START, moment], ahead).text.split('\n').at(-1);

  it('is told at the pace so far, while records are sent', () => {
    const of = 2922;
    assert.equal(stateOf({ seconds: 0, sent: 0, landed: 0 }, { of }), 'Nothing sent yet.');
    const quick = { seconds: 2, sent: 974, landed: 0 };
    assert.equal(stateOf(quick, { of }), '974 of 2,922 sent; about 4 s left.');
    const slow = { seconds: 300, sent: 974, landed: 500 };
    assert.equal(stateOf(slow, { of }), '974 of 2,922 sent; about 10 min left.');
    const all = { seconds: 6, sent: 2922, landed: 500 };
    assert.equal(stateOf(all, { of }), '2,422 on their way: Firehose buffers them.');
  });

  it('is told as who waits has it, until all have landed', () => {
    const left = 'about 29 s until the buffer flushes';
    const some = { seconds: 6, sent: 10, landed: 4 };
    assert.equal(stateOf(some, { left }), `6 on their way; ${left}.`);
    assert.equal(stateOf(some, { left, of: 12 }), `6 on their way; ${left}.`, 'two were not measured');
    assert.equal(stateOf({ ...some, landed: 10 }, { left }), 'All 10 have landed.');
  });

  it('is shown with every draw, and no more when the chart is done', (t) => {
    const shown = lineOnTerminal(t);
    const print = t.mock.method(console, 'log', () => {});
    let ms = 0;
    t.mock.method(performance, 'now', () => ms);
    const chart = showSentAndLanded({ of: 10 });
    const at = (seconds: number, draw: () => void) => {
      ms = seconds * 1_000;
      draw();
    };
    at(1, () => chart.sent(4));
    at(2, () => chart.sent(8)); // two were not measured
    at(3, () => chart.landed(3, 'about 29 s until the buffer flushes'));
    at(4, () => chart.landed(8));
    chart.done();
    const states = shown().map((line) => line.replace(/[.;] \d+ sent, .*/, ''));
    assert.deepEqual(states, [
      'Nothing sent yet',
      '4 of 10 sent; about 2 s left',
      '8 of 10 sent; about 1 s left',
      '5 on their way; about 29 s until the buffer flushes',
      'All 8 have landed',
      '',
    ]);
    assert.match(String(print.mock.calls[0]?.arguments[0]), /\nAll 8 have landed\.$/);
  });
});

describe('the end of sending', () => {
  it('is drawn however short it is ago that something was drawn, with all that were sent', (t) => {
    const shown = lineOnTerminal(t);
    t.mock.method(performance, 'now', () => 1_000);
    const chart = showSentAndLanded({ of: 10 });
    for (const count of [1, 2, 8]) chart.sent(count); // two were not measured
    assert.equal(shown().length, 1);
    chart.allSent();
    assert.match(shown().at(-1) ?? '', /^8 on their way: Firehose buffers them\. 8 sent, 0 landed/);
    chart.landed(8);
    chart.allSent();
    assert.match(shown().at(-1) ?? '', /^All 8 have landed/);
  });
});

describe('sent and landed as a picture', () => {
  it('is well-formed, names both lines at their ends, and has units on its axes', () => {
    const svg = drawSentAndLanded([START, { seconds: 4, sent: 2922, landed: 1461 }]).svg ?? '';
    const { texts, title } = readSvg(svg);
    const expected = [
      '2,922 sent',
      '1,461 landed',
      'records',
      '0 s',
      '3 s',
      '3,000',
      '1,461 on their way: Firehose buffers them.',
    ];
    assert.deepEqual(
      expected.filter((text) => !texts.includes(text)),
      [],
    );
    assert.equal(title, '2,922 sent, 1,461 landed, after 4.0 s. 1,461 on their way: Firehose buffers them.');
  });

  it('does not grow with the number of moments', () => {
    const moments = Array.from({ length: 50_000 }, (_, index) => ({
      seconds: index,
      sent: index,
      landed: index,
    }));
    const { svg = '' } = drawSentAndLanded(moments);
    assert.ok(svg.length < 60_000, `${svg.length} characters`);
    assert.ok(readSvg(svg).texts.includes('49,999 landed'));
  });
});

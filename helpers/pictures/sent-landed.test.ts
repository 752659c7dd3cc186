import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawSentAndLanded, type Moment } from './sent-landed.js';
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
    assert.equal(line, '2,922 sent, 1,461 landed, after 4.0 s');
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

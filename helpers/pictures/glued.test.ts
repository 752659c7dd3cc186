import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawGlued } from './glued.js';
import { readSvg } from './testing/svg.js';

const RECORD = '{"sensorId":1,"station":"Seattle","measuredAt":"2012-01-01","currentTemperature":12.8}';
const GLUED = RECORD.repeat(3);
const LINES = `${RECORD}\n`.repeat(3);

describe('glued versus newline', () => {
  it('shows as text the seams between records, and what JSON.parse says of each line', () => {
    const record = '{"sensorI…re":12.8}';
    assert.equal(
      drawGlued(GLUED, LINES).text,
      [
        '✘ without newline: 1 line, JSON.parse fails',
        `  ${record.repeat(3)}`,
        '✔ with newline: 3 lines, each parses',
        `  ${record}`,
        `  ${record}`,
        `  ${record}`,
      ].join('\n'),
    );
  });

  it('is as wide as it may be, however many records are glued together', () => {
    const [, line = ''] = drawGlued(RECORD.repeat(500), '').text.split('\n');
    assert.equal(line.length, 60);
    assert.ok(line.endsWith('…'));
  });

  it('judges the texts, not their names', () => {
    const { text } = drawGlued(RECORD, `${LINES}{"cut`);
    assert.match(text, /^✔ without newline: 1 line, it parses$/m);
    assert.match(text, /^✘ with newline: 4 lines, JSON\.parse fails$/m);
    assert.match(drawGlued('', '').text, /^✘ without newline: 0 lines, JSON\.parse fails\n✘/);
  });

  it('shows the first lines of many', () => {
    const { text } = drawGlued('', `${RECORD}\n`.repeat(1000));
    assert.match(text, /1000 lines, each parses\n(.*\n){5} {2}… and 995 more$/);
  });

  it('is HTML with both sides, in which nothing of the records is taken for HTML', () => {
    const html = drawGlued('<script>alert("&")</script>', LINES).html ?? '';
    const { counts } = readSvg(html);
    assert.deepEqual(counts, { div: 1, section: 2, strong: 2, pre: 2 });
    assert.match(html, /&#60;script/);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Output } from '../kernel/outputs.js';
import type { Cell } from '../notebook.js';
import { lastingOutput, VOLATILE } from './normalise-outputs.js';

function cellOf(...outputs: Output[]): Cell {
  return { cell_type: 'code', source: '', metadata: {}, outputs };
}

function printing(text: string): Cell {
  return cellOf({ output_type: 'stream', name: 'stdout', text });
}

const KEY = 'measurements/2026/11/23/05/stream-1-2026-11-23-05-01-26-f72321e1-5f2a-4ca1-b501-eec6bed6280f.gz';
const OTHER_KEY = KEY.replaceAll('11/23/05', '12/31/23')
  .replace('11-23-05-01-26', '12-31-23-59-00')
  .replace('eec6bed6280f', '000000000000');

/** One line as two runs may print it, for each thing that may differ, in the order of the list. */
const SAME: [one: string, other: string][] = [
  ['endpoint  http://127.0.0.1:40023', 'endpoint  http://127.0.0.1:4566'],
  ['├─ firehose…-8386-3cdf08879b04.gz', '├─ firehose…-9777-0cdf08879b04.gz'],
  ['a-1-2026-11-23-05-01-26-b', 'a-1-2027-01-01-00-00-00-b'],
  ['a/2026/11/23/05/b-1-2026-11-23-05-mm-ss-c', 'a/2026/11/23/06/b-1-2026-11-23-06-mm-ss-c'],
  ['at 2026-11-23T05:01:26.123Z', 'at 2026-11-24T00:00:00Z'],
  ['{"id":"mwsst52u0x/1"} {"sensorI…52u0x/1"}', '{"id":"mwsvvvvvvv/1"} {"sensorI…vvvvv/1"}'],
  ['accepted: RecordId aB3+aB3+aB3=…', 'accepted: RecordId 7Qx/7Qx/7Qx=…'],
  ['✔ Step 2     5.7 s  It holds', '✔ Step 2    15.0 s  It holds'],
  ['942 records a second', '12,042 records a second'],
  ['sent    ▁▁▂▂▂▃█  2,922', 'sent    ▁███▁█▁  2,922'],
  ['<Buffer 1f 8b> 134 bytes; unpacked: 360', '<Buffer 1f 8b> 1,138 bytes; unpacked: 360'],
  ['2922 sent in 6 calls', '2922 sent in 11 calls'],
  ['ok  Node 20.20.2', 'ok  Node 24.1.0'],
  ['refused: not yet\nrefused: not yet\naccepted', 'refused: not yet\naccepted'],
];

describe('what lasts of an output', () => {
  for (const [index, { why }] of VOLATILE.entries()) {
    const [one, other] = SAME[index] ?? ['no example', ''];
    it(`is the same although ${why}`, () => {
      assert.equal(lastingOutput(printing(one)), lastingOutput(printing(other)));
      const rest = VOLATILE.filter((_, at) => at !== index);
      const without = (text: string) =>
        rest.reduce((left, { pattern, becomes }) => left.replace(pattern, becomes), text);
      assert.notEqual(without(one), without(other), 'this entry of the list is not needed');
    });
  }

  it('is the same for two listings of the same objects', () => {
    const listing = (key: string) => `   133 bytes  ${key}\n   253 bytes  ${key}\n2 objects, 386 B`;
    const other = `  4.1 KiB  ${OTHER_KEY}\n3 objects, 1.2 MiB`.replace('4.1 KiB', '137 bytes');
    assert.equal(lastingOutput(printing(listing(KEY))), lastingOutput(printing(other)));
  });

  const KEPT: [one: string, other: string][] = [
    ['✔ Nothing is left', '✘ Nothing is left'],
    ['created', 'found'],
    ['sent = accepted = landed: 2922', 'sent = accepted = landed: 2921'],
    ['Seattle 16.4 °C', 'Seattle 16.5 °C'],
    ['in S3: 0 objects', 'in S3: 1 objects'],
    ['5 MiB or 60 s, whichever comes first', '1 MiB or 60 s, whichever comes first'],
    ['5 MiB or 60 s, whichever comes first', '5 MiB or 300 s, whichever comes first'],
    ["measuredAt: '2012-01-01'", "measuredAt: '2012-01-02'"],
    ['"version-1-2026-11-23-05-01-26"', '"version-2-2026-11-23-05-01-26"'],
    ['Seattle  ▃▃▄▅', 'Seattle  ▃▃▄▄'],
    ['<Buffer 1f 8b> 134 bytes', '<Buffer 7b 22> 134 bytes'],
    ['134 bytes; unpacked: 360', '134 bytes; unpacked: 480'],
    ['HTTP 403', 'HTTP 404'],
    ['http://127.0.0.1:40023', 'http://localhost:40023'],
    ['a\nb\na', 'a\nb'],
  ];
  for (const [one, other] of KEPT) {
    it(`tells ${JSON.stringify(one)} from ${JSON.stringify(other)}`, () => {
      assert.notEqual(lastingOutput(printing(one)), lastingOutput(printing(other)));
    });
  }

  it('holds the text of a picture, and in which forms it was shown', () => {
    const picture = (data: Record<string, unknown>) =>
      lastingOutput(cellOf({ output_type: 'display_data', data, metadata: {} }));
    const one = picture({ 'text/plain': 'a\nb', 'image/svg+xml': '<svg>1</svg>' });
    assert.equal(one, '[image/svg+xml text/plain]\na\nb\n');
    assert.equal(one, picture({ 'image/svg+xml': ['<svg>', '2</svg>'], 'text/plain': ['a\n', 'b'] }));
    assert.notEqual(one, picture({ 'text/plain': 'a\nb' }));
  });

  it('tells an error, and a warning, from a text that reads the same', () => {
    const error = cellOf({ output_type: 'error', ename: 'E', evalue: 'a', traceback: ['E: a'] });
    assert.notEqual(lastingOutput(error), lastingOutput(printing('E: a')));
    const warning = cellOf({ output_type: 'stream', name: 'stderr', text: 'E: a' });
    assert.notEqual(lastingOutput(warning), lastingOutput(printing('E: a')));
  });

  it('is the same for a text in one piece and in several', () => {
    const piece = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text });
    assert.equal(lastingOutput(cellOf(piece('a\n'), piece('b\n'))), lastingOutput(printing('a\nb\n')));
    const warning: Output = { output_type: 'stream', name: 'stderr', text: 'b\n' };
    assert.notEqual(lastingOutput(cellOf(piece('a\n'), warning)), lastingOutput(printing('a\nb\n')));
  });

  it('is nothing for a cell that shows nothing', () => {
    assert.equal(lastingOutput(cellOf()), '');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PRINTED_BY_JAVA } from './java-time/printed-by-java.testing.js';
import { compilePattern, formatPattern, PatternError } from './java-time.js';

const ASCII_LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];

/** How often each letter may stand in a row; as OpenJDK 17 accepts them. */
const COUNTS: Record<string, number[]> = {
  GEeLMQqXxZ: [1, 2, 3, 4, 5],
  ANgnuy: Array.from({ length: 19 }, (_, i) => i + 1),
  Y: Array.from({ length: 22 }, (_, i) => i + 1),
  S: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  z: [1, 2, 3, 4],
  c: [1, 3, 4, 5],
  B: [1, 4, 5],
  D: [1, 2, 3],
  HKdhkmsw: [1, 2],
  Ov: [1, 4],
  V: [2],
  FWa: [1],
};

function format(pattern: string, instant: string, zone = 'UTC'): string {
  return formatPattern(pattern, Date.parse(instant), zone);
}

function isAccepted(pattern: string): boolean {
  try {
    compilePattern(pattern);
    return true;
  } catch (error) {
    assert.ok(error instanceof PatternError, String(error));
    return false;
  }
}

describe('java.time patterns', () => {
  it('print what OpenJDK 17 prints', () => {
    for (const [pattern, instant, zone, text] of PRINTED_BY_JAVA) {
      assert.equal(format(pattern, instant, zone), text, `${pattern} of ${instant} in ${zone}`);
    }
  });

  it('print the examples of the Java documentation', () => {
    const examples = [
      ['yyyy MM dd', '2011 12 03'],
      ['d MMM uuuu', '3 Dec 2011'],
      ["yyyy-MM-dd'T'HH:mm:ssXXX'['VV']'", '2011-12-03T10:15:30+01:00[Europe/Paris]'],
      ['EEE, d MMM yyyy HH:mm:ss Z', 'Sat, 3 Dec 2011 10:15:30 +0100'],
      ['yyyyMMdd', '20111203'],
    ] as const;
    for (const [pattern, text] of examples) {
      assert.equal(format(pattern, '2011-12-03T09:15:30Z', 'Europe/Paris'), text);
    }
  });

  it('refuse, as single letters, those that AWS refuses and no others (measured by cdk-preflight)', () => {
    const refused = ASCII_LETTERS.filter((letter) => !isAccepted(letter));
    assert.equal(refused.join(' '), 'C I J P R T U V b f i j l o p r t');
  });

  it('accept each letter as often in a row as OpenJDK 17 does', () => {
    for (const letter of ASCII_LETTERS) {
      const accepted = Array.from({ length: 22 }, (_, i) => i + 1).filter((n) =>
        isAccepted(letter.repeat(n)),
      );
      const expected = Object.entries(COUNTS).find(([letters]) => letters.includes(letter))?.[1] ?? [];
      assert.deepEqual(accepted, expected, letter);
    }
  });

  it('give the last days of December to the week-based year YYYY of the new year', () => {
    assert.equal(format('YYYY', '2018-12-29T23:59:59Z'), '2018');
    assert.equal(format('YYYY/MM/dd', '2018-12-31T00:00:00Z'), '2019/12/31');
    assert.equal(format('yyyy/MM/dd', '2018-12-31T00:00:00Z'), '2018/12/31');
  });

  it('count the days of the year with DD, those of the month with dd', () => {
    assert.equal(format('yyyy/MM/DD', '2018-08-27T10:30:00Z'), '2018/08/239');
    assert.equal(format('yyyy/MM/dd', '2018-08-27T10:30:00Z'), '2018/08/27');
  });

  it('tell the four letters for hours apart at midnight and at noon', () => {
    assert.equal(format('HH kk KK hh a', '2018-08-27T00:00:00Z'), '00 24 00 12 AM');
    assert.equal(format('HH kk KK hh a', '2018-08-27T12:00:00Z'), '12 12 00 12 PM');
  });

  it('follow the clocks of a zone into summer time and back', () => {
    assert.equal(format('HH:mm:ss xxx', '2018-03-25T00:59:59Z', 'Europe/Paris'), '01:59:59 +01:00');
    assert.equal(format('HH:mm:ss xxx', '2018-03-25T01:00:00Z', 'Europe/Paris'), '03:00:00 +02:00');
    assert.equal(format('HH:mm:ss xxx', '2018-10-28T01:00:00Z', 'Europe/Paris'), '02:00:00 +01:00');
  });

  it('read quoted text, doubled quotes and optional sections', () => {
    const texts = {
      "yyyy'T'HH": '2018T10',
      "''yy''": "'18'",
      "'it''s'": "it's",
      'yyyy[-MM[-dd]]': '2018-08-27',
    };
    for (const [pattern, text] of Object.entries(texts)) {
      assert.equal(format(pattern, '2018-08-27T10:30:00Z'), text);
    }
  });

  it('accept a section that is not closed, as Java does', () => {
    assert.equal(format('yyyy[MM', '2018-08-27T10:30:00Z'), '201808');
  });

  for (const [pattern, what] of [
    ['yyyy{', 'the reserved {'],
    ['yyyy}', 'the reserved }'],
    ['#yyyy', 'the reserved #'],
    ["yyyy'T", 'a quote that is not closed'],
    ["'it''s", 'a quote that is not closed after a doubled one'],
    ['yyyy]', 'a ] without its ['],
    ['yyyypp', 'a p at the end'],
    ["pp'x'", 'a p before a quoted text'],
    ['p[d]', 'a p before a section'],
  ] as const) {
    it(`refuse ${what}: ${pattern}`, () => {
      assert.throws(() => compilePattern(pattern), PatternError);
    });
  }

  it('refuse an instant that is longer than its padding, as Java does', () => {
    assert.equal(format('pd', '2018-08-07T00:00:00Z'), '7');
    assert.throws(() => format('pd', '2018-08-27T00:00:00Z'), {
      name: 'PatternError',
      message: 'Cannot print "27": it exceeds the pad width of 1',
    });
  });

  it('print an offset where a zone has no abbreviation', () => {
    assert.equal(format('z', '2018-08-27T10:30:00Z', 'Asia/Katmandu'), 'GMT+05:45');
  });

  it('print years before the common era, and those with more than four digits', () => {
    assert.equal(formatPattern('yyyy G uuuu', Date.UTC(-43, 2, 15), 'UTC'), '0044 BC -0043');
    assert.equal(formatPattern('yyyy', Date.UTC(12018, 0, 1), 'UTC'), '+12018');
  });
});

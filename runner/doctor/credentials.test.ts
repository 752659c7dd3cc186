import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeSkew } from './clock.js';
import { describeCredentials } from './credentials.js';

const NOW = Date.UTC(2026, 0, 1);
const session = (minutes?: number) => ({
  accessKeyId: 'ASIAIOSFODNN7ABCDEFG',
  sessionToken: 'token',
  expiration: minutes === undefined ? undefined : new Date(NOW + minutes * 60_000),
});

describe('describeCredentials', () => {
  it('tells temporary from long-lived, and for how long they hold', () => {
    const rows: [
      credentials: Parameters<typeof describeCredentials>[0],
      what: string,
      isFine: boolean,
      hasAdvice: boolean,
    ][] = [
      [{ accessKeyId: 'AKIAIOSFODNN7ABCDEFG' }, 'long-lived', true, true],
      [session(), 'temporary; when they end is not told', true, false],
      [session(60), 'temporary, for 60 more minutes', true, false],
      [session(14), 'temporary, for 14 more minutes', true, true],
      [session(0), 'temporary, and expired', false, true],
      [session(-60), 'temporary, and expired', false, true],
    ];
    for (const [credentials, what, isFine, hasAdvice] of rows) {
      const finding = describeCredentials(credentials, 'somewhere', NOW);
      assert.equal(finding.what, `credentials: from somewhere, ${what}`);
      assert.deepEqual([finding.isFine, finding.remedy !== ''], [isFine, hasAdvice], what);
    }
  });
});

describe('describeSkew', () => {
  it('counts seconds, notices half a minute, and minds five minutes, in either direction', () => {
    const rows: [seconds: number, what: string, isFine: boolean, hasRemedy: boolean][] = [
      [0.4, "the clock agrees with AWS's", true, false],
      [-29, "the clock agrees with AWS's", true, false],
      [31, "the clock is 31 s ahead of AWS's", true, true],
      [-299, "the clock is 299 s behind AWS's", true, true],
      [300, "the clock is 300 s ahead of AWS's: calls are refused", false, true],
      [-3_600, "the clock is 3600 s behind AWS's: calls are refused", false, true],
    ];
    for (const [seconds, what, isFine, hasRemedy] of rows) {
      const finding = describeSkew(seconds);
      assert.deepEqual([finding.what, finding.isFine, finding.remedy !== ''], [what, isFine, hasRemedy]);
    }
  });
});

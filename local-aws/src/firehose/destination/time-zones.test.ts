import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkTimeZone, isSupportedTimeZone, SUPPORTED_TIME_ZONES } from './time-zones.js';

describe('custom time zones of Firehose', () => {
  for (const name of ['UTC', 'Asia/Tokyo', 'Asia/Calcutta', 'Europe/Kiev']) {
    it(`include ${name} (measured on AWS by cdk-preflight)`, () => {
      assert.equal(isSupportedTimeZone(name), true);
    });
  }

  for (const name of ['Asia/Kolkata', 'Europe/Kyiv', 'EST', 'Mars/Phobos']) {
    it(`do not include ${name} (measured on AWS by cdk-preflight)`, () => {
      assert.equal(isSupportedTimeZone(name), false);
    });
  }

  for (const name of ['GMT', 'Etc/UTC', 'utc', 'America/Port-au-Prince', '__proto__', 'Africa/', ' UTC']) {
    it(`do not include ${name} (AWS documentation: it is not in the list)`, () => {
      assert.equal(isSupportedTimeZone(name), false);
    });
  }

  it('are zones whose time Node can tell', () => {
    assert.equal(SUPPORTED_TIME_ZONES.size, 293);
    for (const zone of SUPPORTED_TIME_ZONES) {
      assert.match(zone, /^[A-Z][A-Za-z]+(\/[A-Z][A-Za-z_]+)?$/);
      new Intl.DateTimeFormat('en-US', { timeZone: zone });
    }
  });

  it('are refused in the words of AWS (measured by cdk-preflight)', () => {
    assert.throws(() => checkTimeZone('Mars/Phobos'), {
      code: 'InvalidArgumentException',
      status: 400,
      message:
        'Provided custom time zone is not supported. Custom time zones are limited to UTC and non-3-letter IANA time zones.',
    });
  });

  it('may be left out or empty', () => {
    checkTimeZone();
    checkTimeZone('');
    checkTimeZone('Europe/Paris');
  });
});

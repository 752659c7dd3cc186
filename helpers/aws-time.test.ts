import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { awsLimit, awsTime, awsTimeAndHere, here } from './aws-time.js';

describe('a time that AWS takes', () => {
  it('is told in seconds where they are the same for all', () => {
    assert.equal(awsTime(39.24), '39.2 s');
    assert.equal(awsTimeAndHere(39, 1), '39.0 s');
    assert.equal(awsLimit(600), '600 s');
    assert.equal(here(), '');
  });

  it("is told in AWS's seconds where these pass faster, and how long it was here", () => {
    assert.equal(awsTime(1.3, 30), '39.0 AWS seconds');
    assert.equal(awsTimeAndHere(1.307, 30), '39.2 AWS seconds (1.3 s here)');
    assert.equal(awsLimit(80 / 30, 30), '80 AWS seconds (2.7 s here)');
    assert.equal(here(30), ' here');
  });
});

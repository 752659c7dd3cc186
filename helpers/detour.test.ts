import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from './config.js';
import { detourNames } from './detour.js';
import { nameResources } from './names.js';

const aws = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/u', region: 'eu-west-1' };

describe('detourNames', () => {
  it('shares no name with the lesson, whatever is configured, so that no clean-up of the one hits the other', () => {
    for (const text of [
      '',
      '[IAM]\nrole_name = r\npolicy_name = p\n[Firehose]\nstream_name = s\n[S3]\nbucket_name = bbb',
    ]) {
      const config = parseConfig(text);
      const lesson = new Set(Object.values(nameResources(config, aws)));
      const shared = Object.values(detourNames(config, aws)).filter((name) => lesson.has(name));
      assert.deepEqual(shared, []);
    }
  });

  it('begins as the policy of the README allows, in the account and region of the caller', () => {
    const { stream, roleArn } = detourNames(parseConfig(''), aws);
    assert.equal(stream, 'firehose-tutorial-detour-123456789012-eu-west-1');
    assert.equal(roleArn, `arn:aws:iam::123456789012:role/${stream}`);
  });

  it("ends as the lesson's do, so that people who share an account do not meet", () => {
    const config = parseConfig('[AWS]\nparticipant = p7\n[S3]\nbucket_name = bbb');
    assert.equal(detourNames(config, aws).stream, 'firehose-tutorial-detour-123456789012-eu-west-1-p7');
  });
});

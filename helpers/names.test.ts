import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from './config.js';
import { detourNames, namesFor } from './detour.js';
import { isOurs, nameResources, TUTORIAL_TAG } from './names.js';

const ME = { account: '123456789012', region: 'eu-west-1', arn: 'arn:aws:iam::123456789012:user/me' };

describe('nameResources', () => {
  it('ends every name in account and region, and builds the ARNs from them', () => {
    assert.deepEqual(nameResources(parseConfig(''), ME), {
      bucket: 'firehose-tutorial-123456789012-eu-west-1',
      bucketArn: 'arn:aws:s3:::firehose-tutorial-123456789012-eu-west-1',
      role: 'firehose-tutorial-role-123456789012-eu-west-1',
      roleArn: 'arn:aws:iam::123456789012:role/firehose-tutorial-role-123456789012-eu-west-1',
      policy: 'firehose-tutorial-policy-123456789012-eu-west-1',
      policyArn: 'arn:aws:iam::123456789012:policy/firehose-tutorial-policy-123456789012-eu-west-1',
      stream: 'firehose-tutorial-stream-123456789012-eu-west-1',
    });
  });

  it('takes the names of the settings as they are', () => {
    const config = parseConfig(
      '[IAM]\nrole_name = r\npolicy_name = p\n[Firehose]\nstream_name = s\n[S3]\nbucket_name = bbb',
    );
    const { role, policy, stream, bucket, roleArn, bucketArn } = nameResources(config, ME);
    assert.deepEqual([role, policy, stream, bucket], ['r', 'p', 's', 'bbb']);
    assert.deepEqual([roleArn, bucketArn], ['arn:aws:iam::123456789012:role/r', 'arn:aws:s3:::bbb']);
  });

  it("puts the ARNs into the caller's partition", () => {
    const inChina = { account: '1', region: 'cn-north-1', arn: 'arn:aws-cn:iam::1:user/me' };
    const { bucketArn, roleArn, policyArn } = nameResources(parseConfig(''), inChina);
    for (const arn of [bucketArn, roleArn, policyArn]) assert.match(arn, /^arn:aws-cn:/);
  });

  it('stays within the lengths that AWS allows, also in the region with the longest name', () => {
    const names = nameResources(parseConfig(''), { ...ME, region: 'ap-southeast-99' });
    assert.ok(names.bucket.length <= 63);
    for (const name of [names.role, names.policy, names.stream]) assert.ok(name.length <= 64);
  });
});

describe('the names of a participant', () => {
  const named = (text: string, region = 'eu-west-1') => nameResources(parseConfig(text), { ...ME, region });

  it('all end in the participant, given or not, and so do their ARNs', () => {
    const dlCfg = '[IAM]\nrole_name = r\n[Firehose]\nstream_name = s\n[S3]\nbucket_name = bbb';
    for (const text of ['[AWS]\nparticipant = anna', `[AWS]\nparticipant = anna\n${dlCfg}`]) {
      for (const name of Object.values(named(text))) assert.match(name, /[^-]-anna$/);
    }
  });

  it('differ from those of everybody else', () => {
    const names = ['', 'participant = a', 'participant = anna', 'participant = nna'].flatMap((line) =>
      Object.values(named(`[AWS]\n${line}`)),
    );
    assert.equal(new Set(names).size, names.length);
  });

  it('stay within the lengths that AWS allows, for the longest participant in the region with the longest name', () => {
    const config = parseConfig(`[AWS]\nparticipant = ${'x'.repeat(7)}`);
    const me = { ...ME, region: 'ap-southeast-99' };
    const own = nameResources(config, me);
    for (const names of [own, detourNames(config, me), namesFor('exercise', config, me)]) {
      assert.ok(names.bucket.length <= 63, names.bucket);
      for (const name of [names.role, names.policy, names.stream]) assert.ok(name.length <= 64, name);
      for (const name of Object.values(names)) assert.match(name, /-x{7}$/);
    }
  });
});

describe('isOurs', () => {
  it('asks for key and value of the tag', () => {
    assert.equal(isOurs([{ Key: 'team', Value: 'x' }, TUTORIAL_TAG]), true);
    assert.equal(isOurs([{ Key: TUTORIAL_TAG.Key, Value: 'somebody else' }]), false);
    assert.equal(isOurs([{ Key: 'other', Value: TUTORIAL_TAG.Value }]), false);
    assert.equal(isOurs([]), false);
    assert.equal(isOurs(undefined), false);
  });
});

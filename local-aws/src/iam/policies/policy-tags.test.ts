import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreatePolicyCommand,
  ListPolicyTagsCommand,
  type Tag,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow } from '../../testing/user-with.js';
import { failure } from '../failure.testing.js';

const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: allow('s3:*') });

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

async function createPolicy(PolicyName: string, Tags: Tag[]): Promise<string> {
  const command = new CreatePolicyCommand({ PolicyName, PolicyDocument, Tags });
  return (await local.iam.send(command)).Policy?.Arn ?? '';
}

describe('tags of a policy', () => {
  it('are added, listed and taken off', async () => {
    const PolicyArn = await createPolicy('tagged', [{ Key: 'a', Value: '1' }]);
    await local.iam.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'b', Value: '2' }] }));
    await local.iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['a'] }));
    const { Tags } = await local.iam.send(new ListPolicyTagsCommand({ PolicyArn }));
    assert.deepEqual(Tags, [{ Key: 'b', Value: '2' }]);
  });

  it('differ by case, unlike those of users and roles', async () => {
    const Tags = [
      { Key: 'a', Value: 'lower' },
      { Key: 'A', Value: 'upper' },
    ];
    const PolicyArn = await createPolicy('cased', Tags);
    await local.iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['a'] }));
    const list = await local.iam.send(new ListPolicyTagsCommand({ PolicyArn }));
    assert.deepEqual(list.Tags, Tags.slice(1));
    await assert.rejects(
      local.iam.send(new TagPolicyCommand({ PolicyArn, Tags: [...Tags, ...Tags] })),
      failure('InvalidInput', 400, 'Duplicate tag keys found.'),
    );
  });

  it('have keys of a form that is told once, in the words recorded on AWS', async () => {
    const TagKeys = ['k'.repeat(129), 'bad!'];
    await assert.rejects(
      local.iam.send(
        new UntagPolicyCommand({ PolicyArn: 'arn:aws:iam::000000000000:policy/tagged', TagKeys }),
      ),
      failure(
        'ValidationError',
        400,
        "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: " +
          'Member must satisfy constraint: [Member must have length less than or equal to 128, ' +
          'Member must have length greater than or equal to 1, Member must satisfy regular expression ' +
          'pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]',
      ),
    );
  });
});

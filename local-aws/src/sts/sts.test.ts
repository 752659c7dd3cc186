import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';

describe('GetCallerIdentity', () => {
  let local: LocalAwsUnderTest;
  before(async () => {
    local = await startLocalAws();
  });
  after(() => local.close());

  it('names the first user, an administrator', async () => {
    const { Account, Arn, UserId } = await local.sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Account, '000000000000');
    assert.equal(Arn, 'arn:aws:iam::000000000000:user/admin');
    assert.match(UserId ?? '', /^AIDA[A-Z2-7]{17}$/);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { GetAccessKeyInfoCommand } from '@aws-sdk/client-sts';
import { assertRefused } from '../../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { userWith } from '../../testing/user-with.js';
import { ACCOUNT, assume, makeRole } from '../testing/roles.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

async function accountOf(AccessKeyId = '', { sts }: Clients = local): Promise<string | undefined> {
  return (await sts.send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account;
}

describe('GetAccessKeyInfo', () => {
  it('names the account of the keys that are here, also of temporary ones', async () => {
    assert.equal(await accountOf(local.server.credentials.accessKeyId), ACCOUNT);
    const { Credentials } = await assume(local, { RoleArn: await makeRole(local, 'with-key') });
    assert.equal(await accountOf(Credentials?.AccessKeyId), ACCOUNT);
  });

  it('names the account that any other key id holds (reported)', async () => {
    assert.equal(await accountOf('AKIAIOSFODNN7EXAMPLE'), '581039954779');
    assert.equal(await accountOf('ASIAQNZGKIQY56JQ7WML'), '029608264753');
  });

  it('refuses what is no key id, or is not for the caller', async () => {
    const nonsense = accountOf('nonsense_nonsense');
    await assertRefused(nonsense, 'ValidationError', 400, 'nonsense_nonsense is invalid');
    const short = accountOf('AKIA');
    await assertRefused(short, 'ValidationError', 400, /at 'accessKeyId' .* greater than or equal to 16$/);
    const denied = accountOf('AKIAIOSFODNN7EXAMPLE', userWith(local));
    await assertRefused(
      denied,
      'AccessDenied',
      403,
      /sts:GetAccessKeyInfo on resource: \* because no identity/,
    );
  });
});

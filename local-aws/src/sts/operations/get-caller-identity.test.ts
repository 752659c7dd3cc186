import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  DecodeAuthorizationMessageCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { assertRefused } from '../../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { userWith } from '../../testing/user-with.js';
import { ACCOUNT, makeRole, sessionOf, settings } from '../testing/roles.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

describe('GetCallerIdentity', () => {
  async function identity({ sts }: Clients) {
    const { Account, Arn, UserId } = await sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Account, ACCOUNT);
    return { Arn, UserId };
  }

  it('names the first user, an administrator', async () => {
    const { Arn, UserId } = await identity(local);
    assert.equal(Arn, `arn:aws:iam::${ACCOUNT}:user/admin`);
    assert.match(UserId ?? '', /^AIDA[A-Z2-7]{17}$/);
  });

  it('names a user the same by his own keys and by temporary ones (documented)', async () => {
    const { Credentials } = await local.sts.send(new GetSessionTokenCommand({}));
    assert.deepEqual(await identity(local.as(settings(Credentials))), await identity(local));
  });

  it('names the session of a role', async () => {
    const RoleArn = await makeRole(local, 'named');
    const { Arn, UserId } = await identity(await sessionOf(local, local, { RoleArn, RoleSessionName: 'me' }));
    assert.equal(Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/named/me`);
    assert.match(UserId ?? '', /^AROA[A-Z2-7]{17}:me$/);
  });

  it('names a federated user', async () => {
    const { Credentials } = await local.sts.send(new GetFederationTokenCommand({ Name: 'guest' }));
    assert.deepEqual(await identity(local.as(settings(Credentials))), {
      Arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
      UserId: `${ACCOUNT}:guest`,
    });
  });

  it('answers whoever may do nothing at all (documented)', async () => {
    const user = userWith(local, { Effect: 'Deny', Action: '*', Resource: '*' });
    assert.match((await identity(user)).Arn ?? '', /:user\/user-\d+$/);
  });
});

describe('an operation of STS that is not in local-aws', () => {
  it('says so by name', async () => {
    const call = local.sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: 'x' }));
    await assertRefused(call, 'NotImplemented', 501, /sts:DecodeAuthorizationMessage is not in local-aws/);
  });
});

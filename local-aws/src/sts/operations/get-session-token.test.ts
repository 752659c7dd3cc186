import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  GetAccessKeyInfoCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  type GetSessionTokenCommandInput,
} from '@aws-sdk/client-sts';
import { assertRefused } from '../../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { assume, makeRole, sessionOf, settings } from '../testing/roles.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

async function token({ sts }: Clients, input: GetSessionTokenCommandInput = {}) {
  return (await sts.send(new GetSessionTokenCommand(input))).Credentials;
}

describe('GetSessionToken', () => {
  it('gives a user temporary credentials with his rights, also without any permission for it', async () => {
    const deny = { Effect: 'Deny', Action: 'sts:*', Resource: '*' };
    const user = local.as(settings(await token(userWith(local, allow('s3:ListAllMyBuckets'), deny))));
    await user.s3.send(new ListBucketsCommand({}));
    const create = user.s3.send(new CreateBucketCommand({ Bucket: 'not-his' }));
    await assertRefused(create, 'AccessDenied', 403, /because no identity-based policy allows/);
  });

  it('lasts 12 hours, or from 15 minutes to 36 hours (documented)', async () => {
    const now = Math.floor(local.clock.now() / 1000);
    for (const [DurationSeconds, expected] of [
      [undefined, 43_200],
      [900, 900],
      [129_600, 129_600],
    ]) {
      const issued = await token(local, { DurationSeconds });
      assert.equal((issued?.Expiration?.getTime() ?? 0) / 1000 - now, expected);
    }
    await assertRefused(
      token(local, { DurationSeconds: 129_601 }),
      'ValidationError',
      400,
      "1 validation error detected: Value '129601' at 'durationSeconds' failed to satisfy constraint: " +
        'Member must have value less than or equal to 129600',
    );
  });

  it('refuses temporary credentials (reported)', async () => {
    const RoleArn = await makeRole(local, 'caller');
    const session = await sessionOf(local, local, { RoleArn });
    const user = local.as(settings(await token(local)));
    for (const clients of [session, user]) {
      const text = 'Cannot call GetSessionToken with session credentials';
      await assertRefused(token(clients), 'AccessDenied', 403, text);
    }
  });

  it('knows no MFA device', async () => {
    const call = token(local, { SerialNumber: 'GAHT12345678', TokenCode: '123456' });
    await assertRefused(call, 'AccessDenied', 403, /^MultiFactorAuthentication failed/);
  });
});

describe('the temporary credentials of a user', () => {
  it('are of no use for IAM, nor for STS but AssumeRole and GetCallerIdentity (documented)', async () => {
    const user = local.as(settings(await token(local)));
    await assertRefused(
      user.iam.send(new ListRolesCommand({})),
      'InvalidClientTokenId',
      403,
      'The security token included in the request is invalid',
    );
    await assume(user, { RoleArn: await makeRole(local, 'next') });
    const calls = {
      GetFederationToken: user.sts.send(new GetFederationTokenCommand({ Name: 'guest' })),
      GetAccessKeyInfo: user.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })),
    };
    for (const [name, call] of Object.entries(calls)) {
      const text = `Cannot call ${name} with session credentials`;
      await assertRefused(call, 'AccessDenied', 403, text);
    }
  });

  it('are worth nothing to another user who gets the same name', async () => {
    const user = userWith(local, allow('s3:*'));
    const session = local.as(settings(await token(user)));
    await session.s3.send(new ListBucketsCommand({}));
    const { iam } = local.server.account;
    const row = iam.users().at(-1);
    assert.ok(row);
    iam.putUser({ ...row, id: 'AIDAANOTHERUSERANOTHER' });
    const call = session.s3.send(new ListBucketsCommand({}));
    await assertRefused(call, 'AccessDenied', 403, /because no identity-based policy allows/);
  });

  it('tell conditions that they are temporary, and without MFA (documented)', async () => {
    const list = ({ s3 }: Clients) => s3.send(new ListBucketsCommand({}));
    const withoutMfa = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } };
    const user = userWith(local, allow('s3:*', '*', withoutMfa));
    await list(local.as(settings(await token(user))));
    await assertRefused(list(user), 'AccessDenied', 403, /identity-based/); // the key is absent there
    const later = new Date(local.clock.now() + 1000).toISOString();
    const revoked = {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { DateLessThan: { 'aws:TokenIssueTime': later } },
    };
    const other = userWith(local, allow('s3:*'), revoked);
    await list(other);
    const session = local.as(settings(await token(other)));
    await assertRefused(
      list(session),
      'AccessDenied',
      403,
      /with an explicit deny in an identity-based policy/,
    );
  });
});

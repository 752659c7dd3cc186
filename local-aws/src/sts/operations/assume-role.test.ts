import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { assertRefused } from '../../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { ACCOUNT, assume, makeRole, sessionOf, settings, trusting } from '../testing/roles.js';

const BOTH = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
const LIST = allow('s3:ListAllMyBuckets');
const EVERYTHING = allow('*');
/** What may be passed along a chain of roles. */
const OPEN = { trust: [trusting(ACCOUNT, BOTH)], rights: [EVERYTHING] };

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

async function arnOf({ sts }: Clients): Promise<string> {
  return (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? '';
}

function denial(caller: string, action: string, resource: string, reason: string): string {
  return `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}

describe('AssumeRole', () => {
  it('gives credentials that act as a session of the role (recorded)', async () => {
    const RoleArn = await makeRole(local, 'plain', { rights: [LIST] });
    const { Credentials, AssumedRoleUser, PackedPolicySize, SourceIdentity } = await assume(local, {
      RoleArn,
    });
    assert.match(Credentials?.AccessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/);
    assert.equal(Credentials?.SecretAccessKey?.length, 40);
    assert.ok((Credentials?.SessionToken?.length ?? 0) > 300);
    assert.deepEqual([PackedPolicySize, SourceIdentity], [undefined, undefined]);
    assert.equal(AssumedRoleUser?.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/plain/session`);
    assert.match(AssumedRoleUser?.AssumedRoleId ?? '', /^AROA[A-Z2-7]{17}:session$/);

    const session = local.as(settings(Credentials));
    const { Arn, UserId, Account } = await session.sts.send(new GetCallerIdentityCommand({}));
    assert.deepEqual([Arn, UserId, Account], [AssumedRoleUser?.Arn, AssumedRoleUser?.AssumedRoleId, ACCOUNT]);
    await session.s3.send(new ListBucketsCommand({}));
    const create = session.s3.send(new CreateBucketCommand({ Bucket: 'not-allowed' }));
    await assertRefused(create, 'AccessDenied', 403, /because no identity-based policy allows/);
  });

  it('lasts an hour unless it is told otherwise', async () => {
    const RoleArn = await makeRole(local, 'lasting', { MaxSessionDuration: 7200 });
    const now = Math.floor(local.clock.now() / 1000);
    for (const [DurationSeconds, expected] of [
      [undefined, 3600],
      [900, 900],
      [7200, 7200],
    ]) {
      const { Credentials } = await assume(local, { RoleArn, DurationSeconds });
      assert.equal((Credentials?.Expiration?.getTime() ?? 0) / 1000 - now, expected);
    }
  });

  it('lasts no longer than the role allows, nor an hour in a chain (reported)', async () => {
    const RoleArn = await makeRole(local, 'short', OPEN);
    await assertRefused(
      assume(local, { RoleArn, DurationSeconds: 3601 }),
      'ValidationError',
      400,
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
    const long = await makeRole(local, 'long', { ...OPEN, MaxSessionDuration: 43_200 });
    await assume(local, { RoleArn: long, DurationSeconds: 43_200 });
    const session = await sessionOf(local, local, { RoleArn });
    await assume(session, { RoleArn: long, DurationSeconds: 3600 });
    await assertRefused(
      assume(session, { RoleArn: long, DurationSeconds: 3601 }),
      'ValidationError',
      400,
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  });

  const limits: [wrong: object, message: string][] = [
    [{ RoleArn: 'nothing-valid-in-here' }, 'nothing-valid-in-here is invalid'],
    [{ RoleArn: 'arn::b:::something/test-role' }, 'arn::b:::something/test-role is invalid'],
    [{ RoleArn: 'arn:a::::something/test-role' }, 'arn:a::::something/test-role is invalid'],
    [{ RoleArn: 'arn:a:::something/test-role' }, 'arn:a:::something/test-role is invalid'],
    [{ RoleArn: 'arn:a:a::aaaaaaaaaa:' }, 'arn:a:a::aaaaaaaaaa: is invalid'],
    [
      { RoleSessionName: 'Session1:2' },
      "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [\\w+=,.@-]*',
    ],
    [
      { RoleSessionName: 's'.repeat(65) },
      `1 validation error detected: Value '${'s'.repeat(65)}' at 'roleSessionName' failed to satisfy ` +
        'constraint: Member must have length less than or equal to 64',
    ],
    [
      { DurationSeconds: 899 },
      "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: " +
        'Member must have value greater than or equal to 900',
    ],
    [
      { ExternalId: '1' },
      "1 validation error detected: Value '1' at 'externalId' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 2',
    ],
  ];
  for (const [wrong, message] of limits) {
    it(`refuses ${JSON.stringify(wrong).slice(0, 60)} before it looks for the role (recorded)`, async () => {
      const call = assume(local, { RoleArn: 'arn:aws:iam::000000000000:role/not-looked-for', ...wrong });
      await assertRefused(call, 'ValidationError', 400, message);
    });
  }

  it('names what is not in local-aws, and knows no MFA device', async () => {
    const RoleArn = await makeRole(local, 'unsupported');
    const ProvidedContexts = [
      { ProviderArn: `arn:aws:iam::aws:contextProvider/x`, ContextAssertion: 'abcd' },
    ];
    await assertRefused(
      assume(local, { RoleArn, ProvidedContexts }),
      'NotImplemented',
      501,
      /ProvidedContexts/,
    );
    const SerialNumber = `arn:aws:iam::${ACCOUNT}:mfa/admin`;
    const call = assume(local, { RoleArn, SerialNumber, TokenCode: '123456' });
    await assertRefused(call, 'AccessDenied', 403, /^MultiFactorAuthentication failed, unable to validate/);
  });
});

describe('a trust policy', () => {
  it('that names the user himself needs no policy of his', async () => {
    const user = userWith(local);
    await makeRole(local, 'for-one', { trust: [trusting(await arnOf(user))] });
    await assume(user, { RoleArn: `arn:aws:iam::${ACCOUNT}:role/for-one` });
  });

  it('that names the account leaves it to the policies of its users', async () => {
    const RoleArn = await makeRole(local, 'for-all', { trust: [trusting(`arn:aws:iam::${ACCOUNT}:root`)] });
    await assume(userWith(local, allow('sts:AssumeRole', RoleArn)), { RoleArn });
    const user = userWith(local);
    const reason = 'because no identity-based policy allows the sts:AssumeRole action';
    const text = denial(await arnOf(user), 'sts:AssumeRole', RoleArn, reason);
    await assertRefused(assume(user, { RoleArn }), 'AccessDenied', 403, text);
  });

  it('refuses an administrator whom it does not name, as if there were no role (documented)', async () => {
    const service = {
      Effect: 'Allow',
      Principal: { Service: 'firehose.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    const RoleArn = await makeRole(local, 'for-firehose', { trust: [service] });
    const missing = [
      `arn:aws:iam::${ACCOUNT}:role/missing`,
      `arn:aws:iam::${ACCOUNT}:role/path/for-firehose`,
      'arn:aws:iam::111111111111:role/elsewhere',
    ];
    for (const arn of [RoleArn, ...missing]) {
      const reason = 'because no role trust policy allows the sts:AssumeRole action';
      const text = denial(await arnOf(local), 'sts:AssumeRole', arn, reason);
      await assertRefused(assume(local, { RoleArn: arn }), 'AccessDenied', 403, text);
    }
  });

  it('that denies wins over all that allows', async () => {
    const deny = { ...trusting('*'), Effect: 'Deny' };
    const RoleArn = await makeRole(local, 'denying', { trust: [trusting(ACCOUNT), deny] });
    const call = assume(local, { RoleArn });
    await assertRefused(call, 'AccessDenied', 403, /with an explicit deny in the role trust policy$/);
  });

  const conditions: [name: string, condition: object, right: object, wrong: object][] = [
    [
      'the external id',
      { StringEquals: { 'sts:ExternalId': 'e-1' } },
      { ExternalId: 'e-1' },
      { ExternalId: 'e-2' },
    ],
    ['that there is one', { Null: { 'sts:ExternalId': 'false' } }, { ExternalId: 'e-1' }, {}],
    [
      "the session's name",
      { StringLike: { 'sts:RoleSessionName': 'ok-*' } },
      { RoleSessionName: 'ok-1' },
      { RoleSessionName: 'no' },
    ],
    [
      'the source identity',
      { StringEquals: { 'sts:SourceIdentity': 'ann' } },
      { SourceIdentity: 'ann' },
      { SourceIdentity: 'bob' },
    ],
    [
      'a passed tag',
      { StringEquals: { 'aws:RequestTag/team': 'red' } },
      { Tags: [{ Key: 'team', Value: 'red' }] },
      { Tags: [{ Key: 'team', Value: 'blue' }] },
    ],
    [
      'the keys of transitive tags',
      { 'ForAnyValue:StringEquals': { 'sts:TransitiveTagKeys': 'team' } },
      { Tags: [{ Key: 'team', Value: 'red' }], TransitiveTagKeys: ['team'] },
      { Tags: [{ Key: 'team', Value: 'red' }] },
    ],
  ];
  for (const [index, [name, Condition, right, wrong]] of conditions.entries()) {
    it(`may ask for ${name} (documented)`, async () => {
      const trust = [trusting(ACCOUNT, BOTH, { Condition })];
      const RoleArn = await makeRole(local, `asking-${index}`, { trust });
      await assume(local, { RoleArn, ...right });
      await assertRefused(assume(local, { RoleArn, ...wrong }), 'AccessDenied', 403, /no role trust policy/);
    });
  }
});

describe('a session of a role that is made again', () => {
  it('has no rights of the new one', async () => {
    const RoleArn = await makeRole(local, 'again', { rights: [LIST] });
    const session = await sessionOf(local, local, { RoleArn });
    local.server.account.iam.deleteRole('again');
    await makeRole(local, 'again', { rights: [LIST] });
    assert.match(await arnOf(session), /assumed-role\/again\/session$/);
    await assertRefused(session.s3.send(new ListBucketsCommand({})), 'AccessDenied', 403, /identity-based/);
  });
});

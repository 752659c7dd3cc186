import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { assertRefused } from '../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { allow } from '../testing/user-with.js';
import { ACCOUNT, assume, makeRole, sessionOf, settings, trusting } from './testing/roles.js';

/** A role that takes what may be passed along a chain of roles. */
const OPEN = {
  trust: [trusting(ACCOUNT, ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'])],
  rights: [allow('*')],
};

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

describe('session tags', () => {
  const red = { Key: 'team', Value: 'red' };
  const teamOf = (team: string) =>
    allow('s3:ListAllMyBuckets', '*', { StringEquals: { 'aws:PrincipalTag/team': team } });

  it('need sts:TagSession in the trust policy (documented)', async () => {
    const RoleArn = await makeRole(local, 'untaggable');
    const text =
      `User: arn:aws:iam::${ACCOUNT}:user/admin is not authorized to perform: sts:TagSession on resource: ` +
      `${RoleArn} because no role trust policy allows the sts:TagSession action`;
    await assertRefused(assume(local, { RoleArn, Tags: [red] }), 'AccessDenied', 403, text);
  });

  it("are the principal's tags, and override those of the role", async () => {
    const settings = { ...OPEN, rights: [teamOf('red')], Tags: [{ Key: 'Team', Value: 'blue' }] };
    const RoleArn = await makeRole(local, 'tagged', settings);
    const list = (clients: Clients) => clients.s3.send(new ListBucketsCommand({}));
    await list(await sessionOf(local, local, { RoleArn, Tags: [red] }));
    const untagged = await sessionOf(local, local, { RoleArn });
    await assertRefused(list(untagged), 'AccessDenied', 403, /no identity-based policy/);
  });

  const mistakes: [name: string, input: object, text: string][] = [
    [
      'that are not passed cannot be transitive',
      { Tags: [red], TransitiveTagKeys: ['other'] },
      'The specified transitive tag key must be included in the requested tags.',
    ],
    [
      'come once, whatever their case',
      { Tags: [red, { Key: 'TEAM', Value: 'x' }] },
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ],
  ];
  for (const [name, input, text] of mistakes) {
    it(`${name} (recorded)`, async () => {
      const RoleArn = await makeRole(local, `mistake-${mistakes.findIndex(([, , t]) => t === text)}`, OPEN);
      await assertRefused(assume(local, { RoleArn, ...input }), 'InvalidParameterValue', 400, text);
    });
  }

  it('that are transitive pass on to the next role, and only those; they stay as they are (recorded)', async () => {
    const first = await makeRole(local, 'chain-1', OPEN);
    const second = await makeRole(local, 'chain-2', { ...OPEN, rights: [teamOf('red')] });
    const Tags = [red, { Key: 'own', Value: 'x' }];
    const session = await sessionOf(local, local, { RoleArn: first, Tags, TransitiveTagKeys: ['TEAM'] });
    const next = await sessionOf(local, session, { RoleArn: second });
    await next.s3.send(new ListBucketsCommand({}));
    await assume(session, { RoleArn: second, Tags: [{ Key: 'own', Value: 'y' }] });
    for (const Key of ['team', 'TEAM']) {
      await assertRefused(
        assume(session, { RoleArn: second, Tags: [{ Key, Value: 'blue' }] }),
        'InvalidParameterValue',
        400,
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key " +
          'from the calling session.',
      );
    }
    const untaggable = await makeRole(local, 'chain-3');
    const call = assume(session, { RoleArn: untaggable });
    await assertRefused(call, 'AccessDenied', 403, /no role trust policy allows the sts:TagSession action$/);
  });
});

describe('a source identity', () => {
  it('needs sts:SetSourceIdentity, is answered, and stays for the whole chain (documented)', async () => {
    const condition = { StringEquals: { 'aws:SourceIdentity': 'ann' } };
    const first = await makeRole(local, 'source-1', OPEN);
    const second = await makeRole(local, 'source-2', { ...OPEN, rights: [allow('s3:*', '*', condition)] });
    const closed = await makeRole(local, 'source-3');
    const given = await assume(local, { RoleArn: first, SourceIdentity: 'ann' });
    assert.equal(given.SourceIdentity, 'ann');
    const session = local.as(settings(given.Credentials));
    const next = await assume(session, { RoleArn: second });
    assert.equal(next.SourceIdentity, 'ann');
    await local.as(settings(next.Credentials)).s3.send(new ListBucketsCommand({}));
    const text = /because no role trust policy allows the sts:SetSourceIdentity action$/;
    await assertRefused(assume(session, { RoleArn: closed }), 'AccessDenied', 403, text);
    await assertRefused(
      assume(session, { RoleArn: second, SourceIdentity: 'bob' }),
      'AccessDenied',
      403,
      /source identity/,
    );
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetRoleCommand,
  ListPoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Need, Principal } from '../operation.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { authorize } from './authorize.js';
import type { StatementDocument } from './evaluation/compiled-policy.js';
import { failure } from './failure.testing.js';

const ACCOUNT = '000000000000';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/tutorial-role`;
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'firehose.amazonaws.com' }, Action: 'sts:AssumeRole' },
});

let local: LocalAwsUnderTest;
let users = 0;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

function documentOf(...Statement: StatementDocument[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** A user who may do just this, with his keys. */
function newUser(...statements: StatementDocument[]) {
  const { iam } = local.server.account;
  const number = String(++users).padStart(2, '0');
  const name = `user-${number}`;
  const tags = [{ Key: 'team', Value: 'red' }];
  const inline: Record<string, string> = statements.length > 0 ? { rights: documentOf(...statements) } : {};
  iam.putUser({
    name,
    id: `AIDA${'A'.repeat(15)}${number.replace(/[01]/g, 'B')}`,
    path: '/',
    created: 0,
    tags,
    attached: [],
    inline,
  });
  const accessKeyId = `AKIA${'A'.repeat(12)}U${number.padStart(3, 'A')}`;
  iam.putAccessKey(accessKeyId, { secret: 's'.repeat(40), userName: name, created: 0 });
  const principal = iam.accessKey(accessKeyId)?.principal as Principal;
  return { name, principal, clients: local.as({ accessKeyId, secretAccessKey: 's'.repeat(40) }) };
}

describe('the rights of a user', () => {
  const need: Need = { action: 's3:PutObject', resource: 'arn:aws:s3:::b/k' };
  const decide = (statement: Omit<StatementDocument, 'Effect'>, more: Partial<Need> = {}) => {
    const { principal } = newUser({ Effect: 'Allow', ...statement });
    return authorize(local.server.account, principal, { ...need, ...more });
  };
  const all = { Action: '*', Resource: '*' };

  it('are nothing until something is allowed', () => {
    const { principal } = newUser();
    const { allowed, reason } = authorize(local.server.account, principal, need);
    assert.equal(allowed, false);
    assert.equal(reason, 'because no identity-based policy allows the s3:PutObject action');
  });

  it('never matter for sts:GetCallerIdentity', async () => {
    const { name, clients, principal } = newUser({ Effect: 'Deny', ...all });
    const answer = await clients.sts.send(new GetCallerIdentityCommand({}));
    assert.equal(answer.Arn, `arn:aws:iam::${ACCOUNT}:user/${name}`);
    const identity = { action: 'sts:GetCallerIdentity', resource: '*' };
    assert.ok(authorize(local.server.account, principal, identity).allowed);
  });

  it('may depend on the condition keys that every request has', () => {
    const equals = (key: string, value: string, more?: Partial<Need>) =>
      decide({ ...all, Condition: { StringEquals: { [key]: value } } }, more).allowed;
    const next = String(users + 1).padStart(2, '0');
    assert.ok(equals('aws:username', `user-${next}`));
    assert.ok(equals('aws:PrincipalAccount', ACCOUNT));
    assert.ok(equals('aws:PrincipalType', 'User'));
    assert.ok(equals('aws:PrincipalTag/team', 'red'));
    assert.ok(equals('aws:RequestedRegion', 'us-east-1'));
    assert.ok(equals('aws:ResourceAccount', ACCOUNT));
    assert.ok(
      equals('aws:ResourceAccount', '111111111111', { resource: 'arn:aws:iam::111111111111:role/r' }),
    );
    assert.ok(equals('iam:PassedToService', 'x', { context: { 'iam:PassedToService': 'x' } }));
    assert.ok(decide({ ...all, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }).allowed);
    assert.ok(decide({ ...all, Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } }).allowed);
    const soon = new Date(local.clock.now() + 1000).toISOString();
    assert.ok(decide({ ...all, Condition: { DateLessThan: { 'aws:CurrentTime': soon } } }).allowed);
    assert.ok(!decide({ ...all, Condition: { DateGreaterThan: { 'aws:CurrentTime': soon } } }).allowed);
    const epoch = String(Math.floor(local.clock.now() / 1000));
    assert.ok(decide({ ...all, Condition: { NumericEquals: { 'aws:EpochTime': epoch } } }).allowed);
  });

  it('may come from the resource', () => {
    const { principal } = newUser();
    const statement = { Effect: 'Allow' as const, Principal: { AWS: principal.arn }, ...all };
    const { account } = local.server;
    const bucket = { owner: ACCOUNT, region: account.region, created: 0, tags: [] };
    account.s3.putBucket('b', { ...bucket, policy: documentOf(statement) });
    assert.ok(authorize(account, principal, need).allowed);
    account.s3.deleteBucket('b');
  });
});

describe('IAM’s denials', () => {
  let denied: Clients;
  let arn: string;
  before(() => {
    const user = newUser();
    denied = user.clients;
    arn = user.principal.arn;
  });

  const cases: [action: string, shown: string, call: (iam: Clients['iam']) => Promise<unknown>][] = [
    [
      'iam:CreateRole',
      `arn:aws:iam::${ACCOUNT}:role/team/r`,
      (iam) =>
        iam.send(new CreateRoleCommand({ RoleName: 'r', Path: '/team/', AssumeRolePolicyDocument: TRUST })),
    ],
    ['iam:GetRole', 'role r', (iam) => iam.send(new GetRoleCommand({ RoleName: 'r' }))],
    ['iam:DeleteRole', 'role r', (iam) => iam.send(new DeleteRoleCommand({ RoleName: 'r' }))],
    [
      'iam:CreatePolicy',
      'policy p',
      (iam) => iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: TRUST })),
    ],
    [
      'iam:GetPolicy',
      `policy arn:aws:iam::${ACCOUNT}:policy/p`,
      (iam) => iam.send(new GetPolicyCommand({ PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/p` })),
    ],
    ['iam:ListPolicies', 'policy path /', (iam) => iam.send(new ListPoliciesCommand({}))],
    ['iam:ListRoles', `arn:aws:iam::${ACCOUNT}:role/`, (iam) => iam.send(new ListRolesCommand({}))],
  ];
  for (const [action, shown, call] of cases) {
    it(`write the resource of ${action} as ${shown}`, async () => {
      await assert.rejects(
        call(denied.iam),
        failure(
          'AccessDenied',
          403,
          `User: ${arn} is not authorized to perform: ${action} on resource: ${shown} ` +
            `because no identity-based policy allows the ${action} action`,
        ),
      );
    });
  }

  it('come before the input is looked at', async () => {
    await assert.rejects(denied.iam.send(new GetRoleCommand({ RoleName: 'no such name!' })), {
      name: 'AccessDenied',
    });
  });

  it('say so when a deny is explicit', async () => {
    const everything = { Action: '*', Resource: '*' };
    const { clients } = newUser({ Effect: 'Allow', ...everything }, { Effect: 'Deny', ...everything });
    await assert.rejects(
      clients.iam.send(new GetRoleCommand({ RoleName: 'r' })),
      /on resource: role r with an explicit deny in an identity-based policy$/,
    );
  });
});

describe('what IAM’s calls need', () => {
  it('is the ARN of the role with its path, and the policy that is attached', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
    const OtherArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await local.iam.send(
      new CreateRoleCommand({ RoleName: 'tutorial-role', Path: '/team/', AssumeRolePolicyDocument: TRUST }),
    );
    const { clients } = newUser({
      Effect: 'Allow',
      Action: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
      Resource: ROLE_ARN.replace('role/', 'role/team/'),
      Condition: { ArnLike: { 'iam:PolicyARN': PolicyArn } },
    });
    const role = { RoleName: 'tutorial-role' };
    await clients.iam.send(new AttachRolePolicyCommand({ ...role, PolicyArn }));
    await clients.iam.send(new DetachRolePolicyCommand({ ...role, PolicyArn }));
    const other = new AttachRolePolicyCommand({ ...role, PolicyArn: OtherArn });
    await assert.rejects(clients.iam.send(other), { name: 'AccessDenied' });
  });

  it('includes iam:TagRole when a role is made with tags', async () => {
    const { clients } = newUser({ Effect: 'Allow', Action: 'iam:CreateRole', Resource: '*' });
    const input = { RoleName: 'untagged', AssumeRolePolicyDocument: TRUST };
    await clients.iam.send(new CreateRoleCommand(input));
    const tagged = { ...input, RoleName: 'tagged', Tags: [{ Key: 'a', Value: 'b' }] };
    await assert.rejects(
      clients.iam.send(new CreateRoleCommand(tagged)),
      /perform: iam:TagRole on resource: arn:/,
    );
  });

  it('may depend on the tags of the role', async () => {
    const Tags = [{ Key: 'owner', Value: 'me' }];
    const input = { RoleName: 'mine', AssumeRolePolicyDocument: TRUST, Tags };
    await local.iam.send(new CreateRoleCommand(input));
    await local.iam.send(new CreateRoleCommand({ ...input, RoleName: 'theirs', Tags: [] }));
    const Condition = { StringEquals: { 'aws:ResourceTag/owner': 'me' } };
    const { clients } = newUser({ Effect: 'Allow', Action: 'iam:DeleteRole', Resource: '*', Condition });
    await clients.iam.send(new DeleteRoleCommand({ RoleName: 'mine' }));
    await assert.rejects(clients.iam.send(new DeleteRoleCommand({ RoleName: 'theirs' })), {
      name: 'AccessDenied',
    });
  });
});

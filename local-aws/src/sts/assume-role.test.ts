import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { authorize } from '../iam/authorize.js';
import type { Principal } from '../operation.js';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { assumeRoleAs, RoleNotAssumable } from './assume-role.js';

const ACCOUNT = '000000000000';
const PROPAGATION = 10_000;
const ROLE = { RoleName: 'delivery' };
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/delivery`;
const PUT = { action: 's3:PutObject', resource: 'arn:aws:s3:::b/k' };

function document(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...statement } });
}

const TRUST = document({ Principal: { Service: 'firehose.amazonaws.com' }, Action: 'sts:AssumeRole' });
const MAY_PUT = document({ Action: 's3:PutObject', Resource: '*' });

let local: LocalAwsUnderTest;

beforeEach(async () => {
  local = await startLocalAws({ durations: { iamPropagation: PROPAGATION } });
});
afterEach(() => local.close());

function createRole(AssumeRolePolicyDocument = TRUST) {
  return local.iam.send(new CreateRoleCommand({ ...ROLE, AssumeRolePolicyDocument }));
}

function assume(context: Record<string, string> = {}, roleArn = ROLE_ARN) {
  const assumption = { roleArn, service: 'firehose.amazonaws.com', sessionName: 'stream', context };
  return assumeRoleAs(local.server.account, assumption);
}

function refusal(context?: Record<string, string>, roleArn?: string): string {
  try {
    assume(context, roleArn);
  } catch (error) {
    assert.ok(error instanceof RoleNotAssumable);
    return error.explanation;
  }
  return 'assumed';
}

function may(session: Principal): boolean {
  return authorize(local.server.account, session, PUT).allowed;
}

describe('a service that assumes a role', () => {
  it('becomes a session of it', async () => {
    const { Role } = await createRole();
    local.clock.advance(PROPAGATION);
    assert.deepEqual(assume(), {
      kind: 'assumed-role',
      account: ACCOUNT,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/delivery/stream`,
      userId: `${Role?.RoleId}:stream`,
      name: 'delivery',
      service: 'firehose.amazonaws.com',
    });
  });

  it('cannot before the role has propagated, though IAM shows it at once', async () => {
    await createRole();
    assert.ok((await local.iam.send(new GetRoleCommand(ROLE))).Role);
    local.clock.advance(PROPAGATION - 1);
    assert.equal(refusal(), 'the role is new and has not propagated yet');
    local.clock.advance(1);
    assert.equal(refusal(), 'assumed');
  });

  it('is told that there is no such role, also when only the path differs', async () => {
    assert.equal(refusal(), 'there is no such role');
    await createRole();
    local.clock.advance(PROPAGATION);
    assert.equal(refusal({}, `arn:aws:iam::${ACCOUNT}:role/team/delivery`), 'there is no such role');
  });

  it('is told which part of the trust policy does not allow it', async () => {
    await createRole(TRUST.replace('firehose', 'lambda'));
    local.clock.advance(PROPAGATION);
    assert.match(refusal(), /whose Principal \{"Service":"lambda.amazonaws.com"\} does not cover firehose/);

    const Condition = { StringEquals: { 'sts:ExternalId': ACCOUNT } };
    const PolicyDocument = document({ ...JSON.parse(TRUST).Statement, Condition });
    await local.iam.send(new UpdateAssumeRolePolicyCommand({ ...ROLE, PolicyDocument }));
    assert.match(refusal(), /; the trust policy was changed, which has not propagated yet$/);
    local.clock.advance(PROPAGATION);
    assert.match(refusal({ 'sts:ExternalId': '1' }), /condition StringEquals sts:ExternalId .* has \["1"\]$/);
    assert.equal(refusal({ 'sts:ExternalId': ACCOUNT }), 'assumed');
  });

  it('still can for a while after the role was deleted, but its sessions are then worth nothing', async () => {
    await createRole();
    await local.iam.send(new PutRolePolicyCommand({ ...ROLE, PolicyName: 'p', PolicyDocument: MAY_PUT }));
    local.clock.advance(PROPAGATION);
    const session = assume();
    local.server.account.iam.deleteRole(ROLE.RoleName);
    assert.equal(refusal(), 'assumed');
    assert.ok(may(session));
    local.clock.advance(PROPAGATION);
    assert.equal(refusal(), 'there is no such role');
    assert.ok(!may(session));
  });
});

describe('the rights of its session', () => {
  async function attach(name: string): Promise<string> {
    const input = { PolicyName: name, PolicyDocument: MAY_PUT };
    const { Policy } = await local.iam.send(new CreatePolicyCommand(input));
    const PolicyArn = Policy?.Arn as string;
    await local.iam.send(new AttachRolePolicyCommand({ ...ROLE, PolicyArn }));
    return PolicyArn;
  }

  it('follow attaching and detaching, each after its propagation', async () => {
    await createRole();
    local.clock.advance(PROPAGATION);
    const session = assume();
    const PolicyArn = await attach('writer');
    assert.ok(!may(session));
    local.clock.advance(PROPAGATION);
    assert.ok(may(session));
    await local.iam.send(new DetachRolePolicyCommand({ ...ROLE, PolicyArn }));
    assert.ok(may(session));
    local.clock.advance(PROPAGATION);
    assert.ok(!may(session));
  });

  it('follow changes in their order when they come faster than they propagate', async () => {
    await createRole();
    local.clock.advance(PROPAGATION);
    const session = assume();
    const half = PROPAGATION / 2;
    const PolicyArn = await attach('blinking');
    local.clock.advance(half);
    await local.iam.send(new DetachRolePolicyCommand({ ...ROLE, PolicyArn }));
    assert.ok(!may(session)); // neither has arrived
    local.clock.advance(half);
    assert.ok(may(session)); // the attachment has
    local.clock.advance(half);
    assert.ok(!may(session)); // both have
  });

  it('follow the default version of the policy', async () => {
    await createRole();
    const PolicyArn = await attach('changing');
    local.clock.advance(PROPAGATION);
    const session = assume();
    assert.ok(may(session));
    const PolicyDocument = document({ Action: 's3:GetObject', Resource: '*' });
    await local.iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
    assert.ok(may(session));
    local.clock.advance(PROPAGATION);
    assert.ok(!may(session));
  });

  it('are not those of another role that was made under the same name', async () => {
    await createRole();
    local.clock.advance(PROPAGATION);
    const session = assume();
    await local.iam.send(new DeleteRoleCommand(ROLE));
    await createRole();
    await local.iam.send(new PutRolePolicyCommand({ ...ROLE, PolicyName: 'p', PolicyDocument: MAY_PUT }));
    local.clock.advance(PROPAGATION);
    assert.ok(!may(session));
    assert.ok(may(assume()));
  });
});

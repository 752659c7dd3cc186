import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../failure.testing.js';

const ACCOUNT = '000000000000';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'firehose.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});
const PERMISSIONS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::b/*' }],
});

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

function createRole(RoleName: string) {
  return local.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
}

async function createPolicy(PolicyName: string): Promise<string> {
  const { Policy } = await local.iam.send(
    new CreatePolicyCommand({ PolicyName, PolicyDocument: PERMISSIONS }),
  );
  return Policy?.Arn as string;
}

describe('managed policies of a role', () => {
  it('are attached, listed by name and detached; attaching twice changes nothing', async () => {
    const PolicyArn = await createPolicy('to-attach');
    const RoleName = 'holder';
    await createRole(RoleName);
    const list = () => local.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    await local.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await local.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    assert.deepEqual((await list()).AttachedPolicies, [{ PolicyName: 'to-attach', PolicyArn }]);
    await local.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    assert.deepEqual((await list()).AttachedPolicies, []);
    await assert.rejects(
      local.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
      failure('NoSuchEntity', 404, `Policy ${PolicyArn} was not found.`),
    );
  });

  it('must be there, and be named by an ARN', async () => {
    await createRole('picky');
    const attach = (PolicyArn: string) =>
      local.iam.send(new AttachRolePolicyCommand({ RoleName: 'picky', PolicyArn }));
    await assert.rejects(
      attach('longpolicynamebutnoarn'),
      failure('ValidationError', 400, 'Invalid ARN:  Could not be parsed!'),
    );
    const absent = `arn:aws:iam::${ACCOUNT}:policy/absent`;
    await assert.rejects(
      attach(absent),
      failure('NoSuchEntity', 404, `Policy ${absent} does not exist or is not attachable.`),
    );
    const role = `arn:aws:iam::${ACCOUNT}:role/picky`;
    await assert.rejects(attach(role), failure('InvalidInput', 400, `ARN ${role} is not valid.`));
  });

  it('may be AWS’s own', async () => {
    await createRole('borrower');
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonKinesisFirehoseFullAccess';
    await local.iam.send(new AttachRolePolicyCommand({ RoleName: 'borrower', PolicyArn }));
    const { AttachedPolicies } = await local.iam.send(
      new ListAttachedRolePoliciesCommand({ RoleName: 'borrower' }),
    );
    assert.deepEqual(AttachedPolicies, [{ PolicyName: 'AmazonKinesisFirehoseFullAccess', PolicyArn }]);
  });

  it('are ten at most', async () => {
    await createRole('full');
    const attach = async (index: number) => {
      const PolicyArn = await createPolicy(`quota-${index}`);
      await local.iam.send(new AttachRolePolicyCommand({ RoleName: 'full', PolicyArn }));
    };
    for (let index = 1; index <= 10; index++) await attach(index);
    await assert.rejects(
      attach(11),
      failure('LimitExceeded', 409, 'Cannot exceed quota for PoliciesPerRole: 10'),
    );
  });

  it('keep the role from being deleted, and so do inline ones', async () => {
    const RoleName = 'kept';
    const PolicyArn = await createPolicy('keeper');
    await createRole(RoleName);
    await local.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const inline = { RoleName, PolicyName: 'inline' };
    await local.iam.send(new PutRolePolicyCommand({ ...inline, PolicyDocument: PERMISSIONS }));
    const remove = () => local.iam.send(new DeleteRoleCommand({ RoleName }));
    await assert.rejects(
      remove(),
      failure('DeleteConflict', 409, 'Cannot delete entity, must detach all policies first.'),
    );
    await local.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await assert.rejects(
      remove(),
      failure('DeleteConflict', 409, 'Cannot delete entity, must delete policies first.'),
    );
    await local.iam.send(new DeleteRolePolicyCommand(inline));
    await remove();
    await assert.rejects(local.iam.send(new GetRoleCommand({ RoleName })), { name: 'NoSuchEntityException' });
  });
});

describe('inline policies of a role', () => {
  it('are put, listed, shown and deleted', async () => {
    const RoleName = 'inliner';
    await createRole(RoleName);
    for (const PolicyName of ['two', 'one']) {
      await local.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: PERMISSIONS }));
    }
    const { PolicyNames } = await local.iam.send(new ListRolePoliciesCommand({ RoleName }));
    assert.deepEqual(PolicyNames, ['one', 'two']);
    const one = { RoleName, PolicyName: 'one' };
    const { PolicyDocument } = await local.iam.send(new GetRolePolicyCommand(one));
    assert.equal(decodeURIComponent(PolicyDocument ?? ''), PERMISSIONS);
    await local.iam.send(new DeleteRolePolicyCommand(one));
    await assert.rejects(
      local.iam.send(new GetRolePolicyCommand(one)),
      failure('NoSuchEntity', 404, 'The role policy with name one cannot be found.'),
    );
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../failure.testing.js';

const RoleName = 'changing';
const BOUNDARY = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
});

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
  await local.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Description: 'first' }));
});
after(() => local.close());

async function role() {
  return (await local.iam.send(new GetRoleCommand({ RoleName }))).Role;
}

describe('a role', () => {
  it('gets another description and session duration; what is not given stays', async () => {
    await local.iam.send(
      new UpdateRoleCommand({ RoleName, Description: 'second', MaxSessionDuration: 7200 }),
    );
    await local.iam.send(new UpdateRoleCommand({ RoleName }));
    const { Description, MaxSessionDuration } = (await role()) ?? {};
    assert.deepEqual([Description, MaxSessionDuration], ['second', 7200]);
  });

  it('is shown by UpdateRoleDescription, without its session duration', async () => {
    const update = new UpdateRoleDescriptionCommand({ RoleName, Description: 'third' });
    const { Role } = await local.iam.send(update);
    assert.equal(Role?.Description, 'third');
    assert.equal(Role?.MaxSessionDuration, undefined);
    assert.equal((await role())?.Description, 'third');
  });

  it('shows its boundary in GetRole, not in ListRoles, until it is taken off', async () => {
    await local.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: BOUNDARY }));
    const PermissionsBoundary = { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: BOUNDARY };
    assert.deepEqual((await role())?.PermissionsBoundary, PermissionsBoundary);
    const { Roles } = await local.iam.send(new ListRolesCommand({}));
    assert.equal(Roles?.[0]?.PermissionsBoundary, undefined);
    await local.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    assert.equal((await role())?.PermissionsBoundary, undefined);
  });

  it('is bounded on creation only by a policy that exists', async () => {
    const create = (name: string, PermissionsBoundary: string) =>
      local.iam.send(
        new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument, PermissionsBoundary }),
      );
    const { Role } = await create('bounded', BOUNDARY);
    assert.equal(Role?.PermissionsBoundary?.PermissionsBoundaryArn, BOUNDARY);
    const absent = 'arn:aws:iam::000000000000:policy/absent';
    await assert.rejects(
      create('unbounded', absent),
      failure('NoSuchEntity', 404, `Scope ARN: ${absent} does not exist or is not attachable.`),
    );
  });
});

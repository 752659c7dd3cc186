import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  GetRoleCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';

describe('a trust policy that names a user', () => {
  let local: LocalAwsUnderTest;

  before(async () => {
    local = await startLocalAws();
  });
  after(() => local.close());

  const arn = (name: string) => `arn:aws:iam::000000000000:user/${name}`;

  async function trusted(): Promise<string> {
    const { Role } = await local.iam.send(new GetRoleCommand({ RoleName: 'trusting' }));
    return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).Statement.Principal.AWS;
  }

  it('follows him when he is renamed, and shows his id when he is gone', async () => {
    const { User } = await local.iam.send(new CreateUserCommand({ UserName: 'one' }));
    const statement = { Effect: 'Allow', Principal: { AWS: arn('one') }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statement });
    await local.iam.send(new CreateRoleCommand({ RoleName: 'trusting', AssumeRolePolicyDocument }));
    await local.iam.send(new UpdateUserCommand({ UserName: 'one', NewUserName: 'two' }));
    assert.equal(await trusted(), arn('two'));
    await local.iam.send(new DeleteUserCommand({ UserName: 'two' }));
    assert.equal(await trusted(), User?.UserId);
  });
});

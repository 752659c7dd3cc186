import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  CreateRoleCommand,
  GetRoleCommand,
  type IAMClient,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { Aws } from './connect.js';
import { StepError } from './errors.js';
import { TUTORIAL_TAG } from './names.js';
import { ensureRole, findRole, trustPolicy } from './role.js';
import { scripted, sdkError, startAws, type TestAws } from './testing/aws.js';
import { callerWith } from './testing/caller.js';

const OTHER_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

let test: TestAws;
beforeEach(async () => {
  test = await startAws();
});
afterEach(() => test.close());

async function trustOf(name: string): Promise<unknown> {
  const { Role } = await test.aws.iam.send(new GetRoleCommand({ RoleName: name }));
  return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''));
}

describe('ensureRole', () => {
  it('creates the role, tagged, trusting Firehose for this account alone, and finds it the second time', async () => {
    const { aws, names } = test;
    assert.equal(await ensureRole(aws, names.role), 'created');
    assert.equal(await ensureRole(aws, names.role), 'found');
    const role = await findRole(aws, names.role);
    assert.equal(role?.Arn, names.roleArn);
    assert.deepEqual(role?.Tags, [TUTORIAL_TAG]);
    assert.deepEqual(await trustOf(names.role), trustPolicy(aws.account));
  });

  it('gives a role of ours the right trust policy back', async () => {
    const { aws, names } = test;
    await ensureRole(aws, names.role);
    const change = { RoleName: names.role, PolicyDocument: OTHER_TRUST };
    await aws.iam.send(new UpdateAssumeRolePolicyCommand(change));
    assert.equal(await ensureRole(aws, names.role), 'changed');
    assert.deepEqual(await trustOf(names.role), trustPolicy(aws.account));
    assert.equal(await ensureRole(aws, names.role), 'found');
  });

  it('does not change a role that somebody else made, and says so', async () => {
    const { aws } = test;
    const role = { RoleName: 'theirs', AssumeRolePolicyDocument: OTHER_TRUST };
    await aws.iam.send(new CreateRoleCommand(role));
    await assert.rejects(ensureRole(aws, 'theirs'), (error) => {
      assert.ok(error instanceof StepError);
      return /Using the role theirs failed.*did not make it.*\[IAM\] role_name/s.test(error.message);
    });
    assert.deepEqual(await trustOf('theirs'), JSON.parse(OTHER_TRUST));
  });

  it("uses somebody else's role that trusts Firehose as it should", async () => {
    const { aws } = test;
    const trust = JSON.stringify(trustPolicy(aws.account), null, 2);
    await aws.iam.send(new CreateRoleCommand({ RoleName: 'theirs', AssumeRolePolicyDocument: trust }));
    assert.equal(await ensureRole(aws, 'theirs'), 'found');
    assert.deepEqual((await findRole(aws, 'theirs'))?.Tags ?? [], []);
  });

  it('says which right is missing, and at which call', async () => {
    const reader = callerWith(test, ['iam:GetRole']);
    await assert.rejects(
      ensureRole(reader, 'new'),
      /Creating the role new failed.*iam:CreateRole.*lack this right/s,
    );
    const nobody = callerWith(test, []);
    await assert.rejects(ensureRole(nobody, 'new'), /Looking for the role new failed.*iam:GetRole/s);
    const { aws, names } = test;
    const role = { RoleName: names.role, AssumeRolePolicyDocument: OTHER_TRUST };
    await aws.iam.send(new CreateRoleCommand(role));
    await aws.iam.send(new TagRoleCommand({ RoleName: names.role, Tags: [TUTORIAL_TAG] }));
    await assert.rejects(
      ensureRole(reader, names.role),
      /Changing the role .* failed.*iam:UpdateAssumeRolePolicy.*lack this right/s,
    );
  });

  it('says that it waited in vain where IAM answers for a minute, and shows no role', async (t) => {
    const now = Date.now;
    const commands: string[] = [];
    t.mock.method(Date, 'now', () => now() + (commands.length > 2 ? 61_000 : 0));
    const none = sdkError('NoSuchEntityException', 'The role with name new cannot be found.', 404);
    const aws = { account: '1', iam: scripted<IAMClient>(commands, none, {}, none) } as Aws;
    await assert.rejects(
      ensureRole(aws, 'new'),
      /Creating the role new failed.*Waited 60 s for IAM to show the role new.*run the step again/s,
    );
  });

  it('finds no role where there is none', async () => {
    assert.equal(await findRole(test.aws, 'nobody'), undefined);
  });
});

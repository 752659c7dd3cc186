import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateServiceLinkedRoleCommand,
  type CreateServiceLinkedRoleCommandInput,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { failure } from '../failure.testing.js';

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

async function create(AWSServiceName: string, more: Partial<CreateServiceLinkedRoleCommandInput> = {}) {
  return (await local.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName, ...more }))).Role;
}

describe('a service-linked role', () => {
  it('has the name and path of its service, which alone it trusts', async () => {
    const Role = await create('ecs.amazonaws.com', { Description: 'for ECS' });
    const arn = 'arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS';
    assert.equal(Role?.Arn, arn);
    assert.deepEqual(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')), {
      Version: '2012-10-17',
      Statement: [
        { Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: ['ecs.amazonaws.com'] } },
      ],
    });
    assert.equal(Role?.Description, undefined);
    const { Role: shown } = await local.iam.send(new GetRoleCommand({ RoleName: Role?.RoleName }));
    assert.deepEqual(shown, { ...Role, Description: 'for ECS', MaxSessionDuration: 3600, RoleLastUsed: {} });
  });

  it('has the policy of its service attached, which cannot be detached', async () => {
    const { RoleName } = (await create('config.amazonaws.com')) ?? {};
    const list = new ListAttachedRolePoliciesCommand({ RoleName });
    const { AttachedPolicies } = await local.iam.send(list);
    const PolicyArn = 'arn:aws:iam::aws:policy/aws-service-role/AWSConfigServiceRolePolicy';
    assert.deepEqual(AttachedPolicies, [{ PolicyName: 'AWSConfigServiceRolePolicy', PolicyArn }]);
    await assert.rejects(local.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })), {
      name: 'UnmodifiableEntityException',
    });
  });

  it('is made once, and more often only with suffixes where the service takes them', async () => {
    await create('autoscaling.amazonaws.com');
    await assert.rejects(
      create('autoscaling.amazonaws.com'),
      failure(
        'InvalidInput',
        400,
        'Service role name AWSServiceRoleForAutoScaling has been taken in this account, ' +
          'please try a different suffix.',
      ),
    );
    const second = await create('autoscaling.amazonaws.com', { CustomSuffix: 'two' });
    assert.equal(second?.RoleName, 'AWSServiceRoleForAutoScaling_two');
    await assert.rejects(
      create('rds.amazonaws.com', { CustomSuffix: 'two' }),
      failure('InvalidInput', 400, 'Custom suffix is not allowed for rds.amazonaws.com'),
    );
    await assert.rejects(create('nothing.amazonaws.com'), { name: 'InvalidInputException' });
  });

  it('cannot be changed or deleted by hand, but for its description', async () => {
    const { RoleName } = (await create('kafka.amazonaws.com')) ?? {};
    const locked = failure(
      'UnmodifiableEntity',
      400,
      `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
    );
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: allow('s3:*') });
    await assert.rejects(local.iam.send(new DeleteRoleCommand({ RoleName })), locked);
    await assert.rejects(
      local.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument })),
      locked,
    );
    await assert.rejects(
      local.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument })),
      locked,
    );
    await local.iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description: 'mine' }));
  });

  it('is deleted by a task that has succeeded', async () => {
    const { RoleName } = (await create('es.amazonaws.com')) ?? {};
    const { DeletionTaskId } = await local.iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }));
    assert.match(
      DeletionTaskId ?? '',
      /^task\/aws-service-role\/es\.amazonaws\.com\/AWSServiceRoleForAmazonElasticsearchService\/[\w-]{36}$/,
    );
    const status = (id: string | undefined) =>
      local.iam.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId: id }));
    assert.equal((await status(DeletionTaskId)).Status, 'SUCCEEDED');
    await assert.rejects(local.iam.send(new GetRoleCommand({ RoleName })), { name: 'NoSuchEntityException' });
    await assert.rejects(status('task/x'), { name: 'NoSuchEntityException' });
  });

  it('needs the right for that service', async () => {
    const condition = { StringEquals: { 'iam:AWSServiceName': 'dax.amazonaws.com' } };
    const { iam } = userWith(local, allow('iam:CreateServiceLinkedRole', '*', condition));
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'dax.amazonaws.com' }));
    await assert.rejects(
      iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'mq.amazonaws.com' })),
      /iam:CreateServiceLinkedRole on resource: arn:aws:iam::0{12}:role\/aws-service-role\/mq\.amazonaws\.com\/AWSServiceRoleForAmazonMQ /,
    );
  });
});

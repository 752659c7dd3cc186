import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  type CreateInstanceProfileCommandInput,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  GetInstanceProfileCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { failure } from '../failure.testing.js';

const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
});

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
  for (const RoleName of ['r', 'other']) {
    await local.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  }
});
after(() => local.close());

async function create(InstanceProfileName: string, more: Partial<CreateInstanceProfileCommandInput> = {}) {
  const command = new CreateInstanceProfileCommand({ InstanceProfileName, ...more });
  return (await local.iam.send(command)).InstanceProfile;
}

async function get(InstanceProfileName: string) {
  return (await local.iam.send(new GetInstanceProfileCommand({ InstanceProfileName }))).InstanceProfile;
}

function add(InstanceProfileName: string, RoleName: string) {
  return local.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
}

describe('an instance profile', () => {
  it('is shown by Get with tags, by Create and List without', async () => {
    const created = await create('shown', { Path: '/team/' });
    assert.match(created?.InstanceProfileId ?? '', /^AIPA[A-Z2-7]{17}$/);
    assert.equal(created?.Arn, 'arn:aws:iam::000000000000:instance-profile/team/shown');
    assert.deepEqual(created?.Roles, []);
    assert.equal(created?.Tags, undefined);
    assert.deepEqual(await get('shown'), { ...created, Tags: [] });
    const list = await local.iam.send(new ListInstanceProfilesCommand({ PathPrefix: '/team/' }));
    assert.deepEqual(list.InstanceProfiles, [created]);
  });

  it('is one of its name, and cannot be found when it is not there', async () => {
    await create('Twice');
    await assert.rejects(
      create('twice'),
      failure('EntityAlreadyExists', 409, 'Instance Profile twice already exists.'),
    );
    await assert.rejects(
      get('absent'),
      failure('NoSuchEntity', 404, 'Instance Profile absent cannot be found.'),
    );
  });

  it('holds one role, and neither can be deleted meanwhile', async () => {
    const InstanceProfileName = 'holder';
    await create(InstanceProfileName);
    await add(InstanceProfileName, 'r');
    assert.equal((await get(InstanceProfileName))?.Roles?.[0]?.RoleName, 'r');
    await assert.rejects(
      add(InstanceProfileName, 'other'),
      failure('LimitExceeded', 409, 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1'),
    );
    const held = failure(
      'DeleteConflict',
      409,
      'Cannot delete entity, must remove roles from instance profile first.',
    );
    const remove = () => local.iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }));
    await assert.rejects(remove(), held);
    await assert.rejects(local.iam.send(new DeleteRoleCommand({ RoleName: 'r' })), held);
    const list = new ListInstanceProfilesForRoleCommand({ RoleName: 'r' });
    const { InstanceProfiles } = await local.iam.send(list);
    assert.deepEqual(
      InstanceProfiles?.map((profile) => profile.InstanceProfileName),
      [InstanceProfileName],
    );
    const takeOut = (RoleName: string) =>
      local.iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
    await assert.rejects(
      takeOut('other'),
      failure('NoSuchEntity', 404, 'Role other in Instance Profile holder cannot be found.'),
    );
    await takeOut('r');
    await remove();
  });

  it('has tags whose keys differ by case', async () => {
    const InstanceProfileName = 'tagged';
    await create(InstanceProfileName, { Tags: [{ Key: 'a', Value: '1' }] });
    const tag = { InstanceProfileName, Tags: [{ Key: 'A', Value: '2' }] };
    await local.iam.send(new TagInstanceProfileCommand(tag));
    await local.iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys: ['a'] }));
    const { Tags } = await local.iam.send(new ListInstanceProfileTagsCommand({ InstanceProfileName }));
    assert.deepEqual(Tags, tag.Tags);
  });

  it('gets a role only from somebody who may pass it', async () => {
    await create('passed');
    const { iam } = userWith(local, allow('iam:AddRoleToInstanceProfile'));
    await assert.rejects(
      iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'passed', RoleName: 'r' })),
      /is not authorized to perform: iam:PassRole on resource: arn:aws:iam::000000000000:role\/r /,
    );
    const { iam: other } = userWith(local);
    await assert.rejects(
      other.send(new GetInstanceProfileCommand({ InstanceProfileName: 'passed' })),
      /is not authorized to perform: iam:GetInstanceProfile on resource: instance profile passed /,
    );
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupPoliciesCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { failure } from '../failure.testing.js';

const S3_READ = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
const DOCUMENT = JSON.stringify({ Version: '2012-10-17', Statement: allow('s3:ListAllMyBuckets') });

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

function createGroup(GroupName: string, Path?: string) {
  return local.iam.send(new CreateGroupCommand({ GroupName, Path }));
}

async function members(GroupName: string) {
  const { Users = [] } = await local.iam.send(new GetGroupCommand({ GroupName }));
  return Users.map(({ UserName }) => UserName);
}

/** A new user without rights: his clients and his name. */
async function somebody() {
  const clients = userWith(local);
  const { Arn } = await clients.sts.send(new GetCallerIdentityCommand({}));
  return { ...clients, UserName: Arn?.split('/').at(-1) ?? '' };
}

describe('a group', () => {
  it('is shown by CreateGroup, GetGroup and ListGroups alike', async () => {
    const { Group } = await createGroup('shown', '/teams/');
    assert.match(Group?.GroupId ?? '', /^AGPA[A-Z2-7]{17}$/);
    assert.equal(Group?.Arn, 'arn:aws:iam::000000000000:group/teams/shown');
    const shown = await local.iam.send(new GetGroupCommand({ GroupName: 'shown' }));
    assert.deepEqual(shown.Group, Group);
    assert.deepEqual(shown.Users, []);
    const { Groups } = await local.iam.send(new ListGroupsCommand({ PathPrefix: '/teams/' }));
    assert.deepEqual(Groups, [Group]);
  });

  it('has a name that no other group has, whatever its case', async () => {
    await createGroup('Unique');
    await assert.rejects(
      createGroup('unique'),
      failure('EntityAlreadyExists', 409, 'Group with name unique already exists.'),
    );
  });

  it('that is not there cannot be found', async () => {
    const missing = failure('NoSuchEntity', 404, 'The group with name nothing cannot be found.');
    const GroupName = 'nothing';
    await assert.rejects(local.iam.send(new GetGroupCommand({ GroupName })), missing);
    await assert.rejects(local.iam.send(new DeleteGroupCommand({ GroupName })), missing);
    await assert.rejects(local.iam.send(new UpdateGroupCommand({ GroupName })), missing);
    await assert.rejects(
      local.iam.send(new AddUserToGroupCommand({ GroupName, UserName: 'admin' })),
      missing,
    );
  });

  it('keeps its members under another name', async () => {
    const { UserName } = await somebody();
    await createGroup('old-name');
    await local.iam.send(new AddUserToGroupCommand({ GroupName: 'old-name', UserName }));
    await local.iam.send(new UpdateGroupCommand({ GroupName: 'old-name', NewGroupName: 'new-name' }));
    assert.deepEqual(await members('new-name'), [UserName]);
    await assert.rejects(members('old-name'), { name: 'NoSuchEntityException' });
  });

  it('can be deleted only without members and policies', async () => {
    const { UserName } = await somebody();
    const GroupName = 'leaving';
    await createGroup(GroupName);
    await local.iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    await local.iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn: S3_READ }));
    const inline = { GroupName, PolicyName: 'p' };
    await local.iam.send(new PutGroupPolicyCommand({ ...inline, PolicyDocument: DOCUMENT }));
    const remove = () => local.iam.send(new DeleteGroupCommand({ GroupName }));
    const conflict = (rest: string) =>
      failure('DeleteConflict', 409, `Cannot delete entity, must ${rest} first.`);
    await assert.rejects(remove(), conflict('remove users from group'));
    await local.iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
    await assert.rejects(remove(), conflict('detach all policies'));
    await local.iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn: S3_READ }));
    await assert.rejects(remove(), conflict('delete policies'));
    await local.iam.send(new DeleteGroupPolicyCommand(inline));
    await remove();
  });
});

describe('the members of a group', () => {
  it('come and go, and doing it twice is no error', async () => {
    const { UserName } = await somebody();
    const both = { GroupName: 'club', UserName };
    await createGroup('club');
    await local.iam.send(new AddUserToGroupCommand(both));
    await local.iam.send(new AddUserToGroupCommand(both));
    assert.deepEqual(await members('club'), [UserName]);
    const { Groups } = await local.iam.send(new ListGroupsForUserCommand({ UserName }));
    assert.deepEqual(
      Groups?.map(({ GroupName }) => GroupName),
      ['club'],
    );
    await local.iam.send(new RemoveUserFromGroupCommand(both));
    await local.iam.send(new RemoveUserFromGroupCommand(both));
    assert.deepEqual(await members('club'), []);
  });

  it('must be users, who are looked for first', async () => {
    await assert.rejects(
      local.iam.send(new AddUserToGroupCommand({ GroupName: 'no-group', UserName: 'nobody' })),
      failure('NoSuchEntity', 404, 'The user with name nobody cannot be found.'),
    );
  });

  it('cannot be deleted', async () => {
    const UserName = 'bound';
    await local.iam.send(new CreateUserCommand({ UserName }));
    await createGroup('binding');
    await local.iam.send(new AddUserToGroupCommand({ GroupName: 'binding', UserName }));
    await assert.rejects(
      local.iam.send(new DeleteUserCommand({ UserName })),
      failure('DeleteConflict', 409, 'Cannot delete entity, must remove users from group first.'),
    );
  });

  it('are in ten groups at most', async () => {
    const { UserName } = await somebody();
    const add = async (GroupName: string) => {
      await createGroup(GroupName);
      await local.iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    };
    for (let number = 1; number <= 10; number += 1) await add(`many-${number}`);
    await assert.rejects(
      add('many-11'),
      failure('LimitExceeded', 409, 'Cannot exceed quota for GroupsPerUser: 10'),
    );
  });
});

describe('the policies of a group', () => {
  it('give their rights to its members: managed ones', async () => {
    const { s3, UserName } = await somebody();
    const GroupName = 'readers';
    await createGroup(GroupName);
    await local.iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    await assert.rejects(s3.send(new ListBucketsCommand({})), { name: 'AccessDenied' });
    await local.iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn: S3_READ }));
    await s3.send(new ListBucketsCommand({}));
    const { AttachedPolicies } = await local.iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }));
    assert.deepEqual(AttachedPolicies, [{ PolicyName: 'AmazonS3ReadOnlyAccess', PolicyArn: S3_READ }]);
    const { PolicyGroups } = await local.iam.send(new ListEntitiesForPolicyCommand({ PolicyArn: S3_READ }));
    assert.deepEqual(
      PolicyGroups?.map((group) => group.GroupName),
      [GroupName],
    );
    await local.iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
    await assert.rejects(s3.send(new ListBucketsCommand({})), { name: 'AccessDenied' });
  });

  it('give their rights to its members: inline ones', async () => {
    const { s3, UserName } = await somebody();
    const GroupName = 'listers';
    const policy = { GroupName, PolicyName: 'list' };
    await createGroup(GroupName);
    await local.iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    await local.iam.send(new PutGroupPolicyCommand({ ...policy, PolicyDocument: DOCUMENT }));
    await s3.send(new ListBucketsCommand({}));
    const { PolicyNames } = await local.iam.send(new ListGroupPoliciesCommand({ GroupName }));
    assert.deepEqual(PolicyNames, ['list']);
    const { PolicyDocument } = await local.iam.send(new GetGroupPolicyCommand(policy));
    assert.equal(decodeURIComponent(PolicyDocument ?? ''), DOCUMENT);
    await local.iam.send(new DeleteGroupPolicyCommand(policy));
    await assert.rejects(s3.send(new ListBucketsCommand({})), { name: 'AccessDenied' });
    await assert.rejects(
      local.iam.send(new GetGroupPolicyCommand(policy)),
      failure('NoSuchEntity', 404, 'The group policy with name list cannot be found.'),
    );
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  type CreateUserCommandInput,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutUserPolicyCommand,
  paginateListUsers,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { failure } from '../failure.testing.js';

const ACCOUNT = '000000000000';
const DOCUMENT = JSON.stringify({ Version: '2012-10-17', Statement: allow('s3:*') });

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

function createUser(UserName: string, more: Partial<CreateUserCommandInput> = {}) {
  return local.iam.send(new CreateUserCommand({ UserName, ...more }));
}

async function getUser(UserName?: string) {
  return (await local.iam.send(new GetUserCommand({ UserName }))).User;
}

describe('a user', () => {
  it('is shown by CreateUser and GetUser alike, and by ListUsers without tags', async () => {
    const Tags = [{ Key: 'team', Value: 'data' }];
    const { User } = await createUser('shown', { Path: '/people/', Tags });
    assert.match(User?.UserId ?? '', /^AIDA[A-Z2-7]{17}$/);
    assert.equal(User?.Arn, `arn:aws:iam::${ACCOUNT}:user/people/shown`);
    assert.deepEqual(Object.keys(User ?? {}).sort(), [
      'Arn',
      'CreateDate',
      'Path',
      'Tags',
      'UserId',
      'UserName',
    ]);
    assert.deepEqual(await getUser('shown'), User);
    const { Users } = await local.iam.send(new ListUsersCommand({ PathPrefix: '/people/' }));
    const { Tags: _, ...listed } = User ?? {};
    assert.deepEqual(Users, [listed]);
  });

  it('is the caller where no name is given', async () => {
    assert.equal((await getUser())?.UserName, 'admin');
    const { iam } = userWith(local, allow('iam:GetUser', `arn:aws:iam::${ACCOUNT}:user/\${aws:username}`));
    assert.match((await iam.send(new GetUserCommand({}))).User?.UserName ?? '', /^user-/);
  });

  it('has a name that no other user has, whatever its case', async () => {
    await createUser('Unique');
    await assert.rejects(
      createUser('unique'),
      failure('EntityAlreadyExists', 409, 'User with name unique already exists.'),
    );
  });

  it('that is not there cannot be found by any call', async () => {
    const missing = failure('NoSuchEntity', 404, 'The user with name nobody cannot be found.');
    const UserName = 'nobody';
    await assert.rejects(getUser(UserName), missing);
    await assert.rejects(local.iam.send(new DeleteUserCommand({ UserName })), missing);
    await assert.rejects(local.iam.send(new UpdateUserCommand({ UserName, NewPath: '/x/' })), missing);
    await assert.rejects(local.iam.send(new ListUserTagsCommand({ UserName })), missing);
    await assert.rejects(local.iam.send(new CreateAccessKeyCommand({ UserName })), missing);
  });

  it('is refused under a name with other characters, or longer than 64', async () => {
    await assert.rejects(
      createUser('with space'),
      failure(
        'ValidationError',
        400,
        'The specified value for userName is invalid. ' +
          'It must contain only alphanumeric characters and/or the following: +=,.@_-',
      ),
    );
    await assert.rejects(
      createUser('u'.repeat(65)),
      failure(
        'ValidationError',
        400,
        "1 validation error detected: Value at 'userName' failed to satisfy constraint: " +
          'Member must have length less than or equal to 64',
      ),
    );
  });

  it('keeps his id, tags and keys under another name and path', async () => {
    const { User } = await createUser('before', { Tags: [{ Key: 'a', Value: '1' }] });
    const { AccessKey } = await local.iam.send(new CreateAccessKeyCommand({ UserName: 'before' }));
    const rename = new UpdateUserCommand({ UserName: 'before', NewUserName: 'after', NewPath: '/new/' });
    await local.iam.send(rename);
    const renamed = await getUser('after');
    assert.deepEqual(renamed, {
      ...User,
      UserName: 'after',
      Path: '/new/',
      Arn: `arn:aws:iam::${ACCOUNT}:user/new/after`,
    });
    await assert.rejects(getUser('before'), { name: 'NoSuchEntityException' });
    const keys = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    await assert.rejects(
      local.as(keys).iam.send(new ListUsersCommand({})),
      failure(
        'AccessDenied',
        403,
        `User: ${renamed?.Arn} is not authorized to perform: iam:ListUsers on resource: ` +
          `arn:aws:iam::${ACCOUNT}:user/ because no identity-based policy allows the iam:ListUsers action`,
      ),
    );
  });

  it('can be given his name in another case, but not the name of somebody else', async () => {
    await createUser('cased');
    await local.iam.send(new UpdateUserCommand({ UserName: 'cased', NewUserName: 'CASED' }));
    assert.equal((await getUser('CASED'))?.UserName, 'CASED');
    await assert.rejects(
      local.iam.send(new UpdateUserCommand({ UserName: 'CASED', NewUserName: 'ADMIN' })),
      failure('EntityAlreadyExists', 409, 'User with name ADMIN already exists.'),
    );
  });

  it('can be deleted only without policies and keys, in AWS’s words', async () => {
    const UserName = 'leaving';
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
    await createUser(UserName);
    await local.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    const inline = { UserName, PolicyName: 'p' };
    await local.iam.send(new PutUserPolicyCommand({ ...inline, PolicyDocument: DOCUMENT }));
    const { AccessKey } = await local.iam.send(new CreateAccessKeyCommand({ UserName }));
    const remove = () => local.iam.send(new DeleteUserCommand({ UserName }));
    const conflict = (rest: string) =>
      failure('DeleteConflict', 409, `Cannot delete entity, must ${rest} first.`);
    await assert.rejects(remove(), conflict('detach all policies'));
    await local.iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
    await assert.rejects(remove(), conflict('delete policies'));
    await local.iam.send(new DeleteUserPolicyCommand(inline));
    await assert.rejects(remove(), conflict('delete access keys'));
    await local.iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: AccessKey?.AccessKeyId }));
    await remove();
    await assert.rejects(getUser(UserName), { name: 'NoSuchEntityException' });
  });
});

describe('lists of users', () => {
  it('come page by page, in the order of the names', async () => {
    for (const name of ['p3', 'p1', 'p2']) await createUser(name, { Path: '/paged/' });
    const pages: (string | undefined)[][] = [];
    const input = { PathPrefix: '/paged/' };
    for await (const page of paginateListUsers({ client: local.iam, pageSize: 2 }, input)) {
      pages.push((page.Users ?? []).map(({ UserName }) => UserName));
    }
    assert.deepEqual(pages, [['p1', 'p2'], ['p3']]);
  });
});

describe('tags of a user', () => {
  it('are added, replaced whatever their case, listed by key and taken off', async () => {
    const UserName = 'tagged';
    await createUser(UserName, { Tags: [{ Key: 'Department', Value: 'foo' }] });
    const Tags = [
      { Key: 'department', Value: 'bar' },
      { Key: 'zone', Value: '' },
    ];
    await local.iam.send(new TagUserCommand({ UserName, Tags }));
    const list = async () => (await local.iam.send(new ListUserTagsCommand({ UserName }))).Tags;
    assert.deepEqual(await list(), Tags);
    await local.iam.send(new UntagUserCommand({ UserName, TagKeys: ['DEPARTMENT', 'absent'] }));
    assert.deepEqual(await list(), Tags.slice(1));
  });

  it('need the right to tag, also on creation', async () => {
    const { iam } = userWith(local, allow('iam:CreateUser'));
    await iam.send(new CreateUserCommand({ UserName: 'plain' }));
    await assert.rejects(
      iam.send(new CreateUserCommand({ UserName: 'labelled', Tags: [{ Key: 'a', Value: '' }] })),
      /is not authorized to perform: iam:TagUser on resource: arn:aws:iam::000000000000:user\/labelled/,
    );
  });
});

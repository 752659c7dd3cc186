import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AddUserToGroupCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccountAliasCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  ListAccountAliasesCommand,
  PutUserPolicyCommand,
  paginateGetAccountAuthorizationDetails,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow } from '../../testing/user-with.js';
import { failure } from '../failure.testing.js';

const DOCUMENT = JSON.stringify({ Version: '2012-10-17', Statement: allow('s3:*') });
const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
});

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
  const { iam } = local;
  await iam.send(new CreateUserCommand({ UserName: 'u', Tags: [{ Key: 'k', Value: 'v' }] }));
  await iam.send(new CreateGroupCommand({ GroupName: 'g' }));
  await iam.send(new AddUserToGroupCommand({ GroupName: 'g', UserName: 'u' }));
  await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: DOCUMENT }));
  const version = { PolicyArn: Policy?.Arn, PolicyDocument: DOCUMENT, SetAsDefault: true };
  await iam.send(new CreatePolicyVersionCommand(version));
});
after(() => local.close());

describe('the account’s alias', () => {
  it('is one, which a new one replaces', async () => {
    const set = (AccountAlias: string) => local.iam.send(new CreateAccountAliasCommand({ AccountAlias }));
    const list = async () => (await local.iam.send(new ListAccountAliasesCommand({}))).AccountAliases;
    assert.deepEqual(await list(), []);
    await set('first');
    await assert.rejects(
      set('first'),
      failure('EntityAlreadyExists', 409, 'The account alias first already exists.'),
    );
    await set('second');
    assert.deepEqual(await list(), ['second']);
    const remove = () => local.iam.send(new DeleteAccountAliasCommand({ AccountAlias: 'second' }));
    await remove();
    assert.deepEqual(await list(), []);
    await assert.rejects(remove(), { name: 'NoSuchEntityException' });
    await assert.rejects(set('Not-An-Alias'), { name: 'ValidationError' });
  });
});

describe('GetAccountSummary', () => {
  it('counts, and tells the quotas', async () => {
    const { SummaryMap } = await local.iam.send(new GetAccountSummaryCommand({}));
    const { Users, Groups, Roles, Policies, PolicyVersionsInUse, UsersQuota, MFADevices } = SummaryMap ?? {};
    assert.deepEqual(
      { Users, Groups, Roles, Policies, PolicyVersionsInUse, UsersQuota, MFADevices },
      { Users: 2, Groups: 1, Roles: 1, Policies: 1, PolicyVersionsInUse: 2, UsersQuota: 5000, MFADevices: 0 },
    );
    assert.equal(Object.keys(SummaryMap ?? {}).length, 34); // as many as recorded on AWS
  });
});

describe('GetAccountAuthorizationDetails', () => {
  it('shows everything with its policies', async () => {
    const details = await local.iam.send(new GetAccountAuthorizationDetailsCommand({}));
    const user = details.UserDetailList?.find(({ UserName }) => UserName === 'u');
    assert.deepEqual(user?.GroupList, ['g']);
    assert.deepEqual(user?.Tags, [{ Key: 'k', Value: 'v' }]);
    assert.equal(user?.UserPolicyList, undefined);
    assert.deepEqual(details.GroupDetailList?.[0]?.GroupPolicyList, []);
    assert.deepEqual(details.RoleDetailList?.[0]?.InstanceProfileList, []);
    const policy = details.Policies?.find(({ PolicyName }) => PolicyName === 'p');
    assert.deepEqual(
      policy?.PolicyVersionList?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
      [
        ['v2', true],
        ['v1', false],
      ],
    );
    assert.equal(decodeURIComponent(policy?.PolicyVersionList?.[0]?.Document ?? ''), DOCUMENT);
  });

  it('shows only what is asked for', async () => {
    const Filter = ['Role', 'LocalManagedPolicy'] as const;
    const details = await local.iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: [...Filter] }));
    assert.deepEqual(details.UserDetailList, []);
    assert.deepEqual(details.GroupDetailList, []);
    assert.equal(details.RoleDetailList?.length, 1);
    assert.deepEqual(
      details.Policies?.map(({ PolicyName }) => PolicyName),
      ['p'],
    );
  });

  it('has the inline policies of users who have any', async () => {
    const policy = { UserName: 'u', PolicyName: 'inline', PolicyDocument: DOCUMENT };
    await local.iam.send(new PutUserPolicyCommand(policy));
    const details = await local.iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['User'] }));
    const [inline] = details.UserDetailList?.find(({ UserName }) => UserName === 'u')?.UserPolicyList ?? [];
    assert.equal(inline?.PolicyName, 'inline');
    assert.equal(decodeURIComponent(inline?.PolicyDocument ?? ''), DOCUMENT);
  });

  it('comes page by page, everything once', async () => {
    const names: string[] = [];
    let pages = 0;
    const input = { Filter: ['User', 'Group', 'Role', 'LocalManagedPolicy'] } as const;
    const config = { client: local.iam, pageSize: 2 };
    for await (const page of paginateGetAccountAuthorizationDetails(config, { Filter: [...input.Filter] })) {
      pages += 1;
      names.push(...(page.UserDetailList ?? []).map(({ UserName = '' }) => UserName));
      names.push(...(page.GroupDetailList ?? []).map(({ GroupName = '' }) => GroupName));
      names.push(...(page.RoleDetailList ?? []).map(({ RoleName = '' }) => RoleName));
      names.push(...(page.Policies ?? []).map(({ PolicyName = '' }) => PolicyName));
    }
    assert.equal(pages, 3);
    assert.deepEqual(names.sort(), ['admin', 'g', 'p', 'r', 'u']);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  type CreateRoleCommandInput,
  DeleteRoleCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  paginateListRoles,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
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

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

function createRole(RoleName: string, more: Partial<CreateRoleCommandInput> = {}) {
  return local.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, ...more }));
}

describe('a role', () => {
  it('is shown by CreateRole with the members recorded on AWS', async () => {
    const { Role } = await createRole('shown', {
      Path: '/team/',
      Description: 'writes',
      Tags: [{ Key: 'a', Value: '1' }],
    });
    assert.match(Role?.RoleId ?? '', /^AROA[A-Z2-7]{17}$/);
    assert.deepEqual(Object.keys(Role ?? {}).sort(), [
      'Arn',
      'AssumeRolePolicyDocument',
      'CreateDate',
      'Path',
      'RoleId',
      'RoleName',
      'Tags',
    ]);
    assert.equal(Role?.Arn, `arn:aws:iam::${ACCOUNT}:role/team/shown`);
    assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), TRUST);
  });

  it('is shown by GetRole with more, and by ListRoles with less', async () => {
    const { Role } = await local.iam.send(new GetRoleCommand({ RoleName: 'shown' }));
    assert.equal(Role?.MaxSessionDuration, 3600);
    assert.equal(Role?.Description, 'writes');
    assert.deepEqual(Role?.RoleLastUsed, {});
    assert.deepEqual(Role?.Tags, [{ Key: 'a', Value: '1' }]);
    const { Roles, IsTruncated } = await local.iam.send(new ListRolesCommand({ PathPrefix: '/team/' }));
    assert.equal(IsTruncated, false);
    const { RoleLastUsed, Tags, ...listed } = Role ?? {};
    assert.deepEqual(Roles, [listed]);
  });

  it('gives its trust policy back as it was sent, percent signs and brackets included', async () => {
    const odd = TRUST.replace('"Version"', '"Id": "100%25 (of) it\'s!*",\n "Version"');
    const { Role } = await createRole('odd', { AssumeRolePolicyDocument: odd });
    assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), odd);
    assert.match(Role?.AssumeRolePolicyDocument ?? '', /^[\w.~%-]+$/); // RFC 3986: nothing else stays as it is
  });

  it('has a name that no other role has, whatever its case', async () => {
    await createRole('Unique');
    await assert.rejects(
      createRole('unique'),
      failure('EntityAlreadyExists', 409, 'Role with name unique already exists.'),
    );
  });

  it('that is made again under its name has another id', async () => {
    const { Role: first } = await createRole('again');
    await local.iam.send(new DeleteRoleCommand({ RoleName: 'again' }));
    const { Role: second } = await createRole('again');
    assert.notEqual(second?.RoleId, first?.RoleId);
  });

  it('that is not there cannot be found by any call', async () => {
    const missing = failure('NoSuchEntity', 404, 'The role with name nobody cannot be found.');
    const RoleName = 'nobody';
    await assert.rejects(local.iam.send(new GetRoleCommand({ RoleName })), missing);
    await assert.rejects(local.iam.send(new DeleteRoleCommand({ RoleName })), missing);
    await assert.rejects(local.iam.send(new ListAttachedRolePoliciesCommand({ RoleName })), missing);
    const update = new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: TRUST });
    await assert.rejects(local.iam.send(update), missing);
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
    await assert.rejects(local.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })), missing);
  });

  it('gets another trust policy', async () => {
    await createRole('retrusted');
    const PolicyDocument = TRUST.replace('firehose', 'lambda');
    await local.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'retrusted', PolicyDocument }));
    const { Role } = await local.iam.send(new GetRoleCommand({ RoleName: 'retrusted' }));
    assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), PolicyDocument);
  });
});

describe('the input of role calls', () => {
  it('is refused in the words that IAM has for names and paths', async () => {
    await assert.rejects(
      createRole('with space'),
      failure(
        'ValidationError',
        400,
        'The specified value for roleName is invalid. ' +
          'It must contain only alphanumeric characters and/or the following: +=,.@_-',
      ),
    );
    await assert.rejects(
      createRole('pathless', { Path: 'team' }),
      failure(
        'ValidationError',
        400,
        'The specified value for path is invalid. ' +
          'It must begin and end with / and contain only alphanumeric characters and/or / characters.',
      ),
    );
  });

  it('is refused in the usual words otherwise', async () => {
    const long = 'r'.repeat(65);
    await assert.rejects(
      createRole(long),
      failure(
        'ValidationError',
        400,
        "1 validation error detected: Value at 'roleName' failed to satisfy constraint: " +
          'Member must have length less than or equal to 64',
      ),
    );
    await assert.rejects(
      local.iam.send(new GetRoleCommand({ RoleName: undefined })),
      failure(
        'ValidationError',
        400,
        "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null",
      ),
    );
    await assert.rejects(createRole('hasty', { MaxSessionDuration: 3599 }), /greater than or equal to 3600/);
  });

  it('is refused beyond the quotas', async () => {
    const large = TRUST.replace('"Version"', `"Id": "${'x'.repeat(2048)}", "Version"`);
    await assert.rejects(
      createRole('large', { AssumeRolePolicyDocument: large }),
      failure('LimitExceeded', 409, 'Cannot exceed quota for ACLSizePerRole: 2048'),
    );
  });
});

describe('lists of roles', () => {
  it('come page by page, in the order of the names', async () => {
    for (const name of ['p3', 'p1', 'p5', 'p2', 'p4']) await createRole(name, { Path: '/paged/' });
    const pages: (string | undefined)[][] = [];
    const input = { PathPrefix: '/paged/' };
    for await (const page of paginateListRoles({ client: local.iam, pageSize: 2 }, input)) {
      pages.push((page.Roles ?? []).map(({ RoleName }) => RoleName));
    }
    assert.deepEqual(pages, [['p1', 'p2'], ['p3', 'p4'], ['p5']]);
  });

  it('go on after the last name even when that role is deleted meanwhile', async () => {
    const first = await local.iam.send(new ListRolesCommand({ PathPrefix: '/paged/', MaxItems: 2 }));
    await local.iam.send(new DeleteRoleCommand({ RoleName: 'p2' }));
    const next = await local.iam.send(new ListRolesCommand({ PathPrefix: '/paged/', Marker: first.Marker }));
    assert.deepEqual(
      next.Roles?.map(({ RoleName }) => RoleName),
      ['p3', 'p4', 'p5'],
    );
  });

  it('refuse a marker that IAM never gave', async () => {
    await assert.rejects(
      local.iam.send(new ListRolesCommand({ Marker: 'made-up' })),
      failure('ValidationError', 400, 'Invalid Marker.'),
    );
  });
});

describe('tags of a role', () => {
  it('are added, replaced whatever their case, listed by key and taken off', async () => {
    await createRole('tagged', { Tags: [{ Key: 'Department', Value: 'foo' }] });
    const Tags = [
      { Key: 'zone', Value: '' },
      { Key: 'department', Value: 'bar' },
    ];
    await local.iam.send(new TagRoleCommand({ RoleName: 'tagged', Tags }));
    const list = () => local.iam.send(new ListRoleTagsCommand({ RoleName: 'tagged' }));
    assert.deepEqual((await list()).Tags, [...Tags].reverse());
    await local.iam.send(new UntagRoleCommand({ RoleName: 'tagged', TagKeys: ['ZONE', 'absent'] }));
    assert.deepEqual((await list()).Tags, Tags.slice(1));
  });

  it('are refused twice in one call, and beyond fifty', async () => {
    const tag = (Key: string) => ({ Key, Value: '' });
    await assert.rejects(
      createRole('twice', { Tags: [tag('a'), tag('A')] }),
      failure(
        'InvalidInput',
        400,
        'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      ),
    );
    const many = Array.from({ length: 49 }, (_, index) => tag(`k${index}`));
    await createRole('many', { Tags: many });
    const tagging = new TagRoleCommand({ RoleName: 'many', Tags: [tag('x'), tag('y')] });
    await assert.rejects(local.iam.send(tagging), { name: 'LimitExceededException' });
  });
});

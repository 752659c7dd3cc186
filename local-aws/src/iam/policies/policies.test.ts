import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  type CreatePolicyCommandInput,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  type ListPoliciesCommandInput,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../failure.testing.js';

const ACCOUNT = '000000000000';

function allowing(action: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: 'arn:aws:s3:::b/*' }],
  });
}

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

function arnOf(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:policy/${name}`;
}

async function createPolicy(PolicyName: string, more: Partial<CreatePolicyCommandInput> = {}) {
  const PolicyDocument = allowing('s3:PutObject');
  return (await local.iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument, ...more }))).Policy;
}

async function createVersion(name: string, SetAsDefault = false) {
  const PolicyDocument = allowing('s3:GetObject');
  const input = { PolicyArn: arnOf(name), PolicyDocument, SetAsDefault };
  return (await local.iam.send(new CreatePolicyVersionCommand(input))).PolicyVersion;
}

describe('a managed policy', () => {
  it('is shown by CreatePolicy with the members recorded on AWS', async () => {
    const policy = await createPolicy('shown', { Description: 'writes', Path: '/team/' });
    const { PolicyId, CreateDate, UpdateDate, ...rest } = policy ?? {};
    assert.match(PolicyId ?? '', /^ANPA[A-Z2-7]{17}$/);
    assert.ok(CreateDate instanceof Date);
    assert.deepEqual(UpdateDate, CreateDate);
    assert.deepEqual(rest, {
      PolicyName: 'shown',
      Arn: arnOf('team/shown'),
      Path: '/team/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
    });
  });

  it('is shown by GetPolicy with description and tags', async () => {
    const { Policy } = await local.iam.send(new GetPolicyCommand({ PolicyArn: arnOf('team/shown') }));
    assert.equal(Policy?.Description, 'writes');
    assert.deepEqual(Policy?.Tags, []);
  });

  it('has a name that no other has, under any path and in any case', async () => {
    await createPolicy('Unique');
    await assert.rejects(
      createPolicy('unique', { Path: '/other/' }),
      failure(
        'EntityAlreadyExists',
        409,
        'A policy called unique already exists. Duplicate names are not allowed.',
      ),
    );
  });

  it('that is not there cannot be found by any call', async () => {
    const PolicyArn = arnOf('nothing');
    const missing = failure('NoSuchEntity', 404, `Policy ${PolicyArn} was not found.`);
    await assert.rejects(local.iam.send(new GetPolicyCommand({ PolicyArn })), missing);
    await assert.rejects(local.iam.send(new DeletePolicyCommand({ PolicyArn })), missing);
    await assert.rejects(local.iam.send(new ListPolicyVersionsCommand({ PolicyArn })), missing);
    await assert.rejects(local.iam.send(new ListEntitiesForPolicyCommand({ PolicyArn })), missing);
  });

  it('has at most 6,144 characters, white space not counted', async () => {
    const sized = (characters: number) => {
      const [before = '', after = ''] = allowing('s3:PutObject').split('b/*');
      return `${before}${'x'.repeat(characters - before.length - after.length)}   ${after}`;
    };
    await createPolicy('largest', { PolicyDocument: sized(6144) });
    await assert.rejects(
      createPolicy('larger', { PolicyDocument: sized(6145) }),
      failure('LimitExceeded', 409, 'Cannot exceed quota for PolicySize: 6144'),
    );
  });

  it('of AWS’s own can be read but not changed', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const { Policy } = await local.iam.send(new GetPolicyCommand({ PolicyArn }));
    assert.equal(Policy?.PolicyId, 'ANPAIWMBCKSKIEE64ZLYK');
    assert.equal(Policy?.AttachmentCount, 1); // the first user has it
    await assert.rejects(local.iam.send(new DeletePolicyCommand({ PolicyArn })), { name: 'AccessDenied' });
  });
});

describe('versions of a policy', () => {
  it('are listed newest first, and only the default one counts', async () => {
    await createPolicy('versioned');
    const PolicyArn = arnOf('versioned');
    const second = await createVersion('versioned');
    assert.equal(second?.VersionId, 'v2');
    assert.equal(second?.IsDefaultVersion, false);
    await createVersion('versioned', true);
    const { Versions } = await local.iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    assert.deepEqual(
      Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
      [
        ['v3', true],
        ['v2', false],
        ['v1', false],
      ],
    );
    await local.iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    const { Policy } = await local.iam.send(new GetPolicyCommand({ PolicyArn }));
    assert.equal(Policy?.DefaultVersionId, 'v1');
  });

  it('give their document URL-encoded', async () => {
    const input = { PolicyArn: arnOf('versioned'), VersionId: 'v2' };
    const { PolicyVersion } = await local.iam.send(new GetPolicyVersionCommand(input));
    assert.equal(decodeURIComponent(PolicyVersion?.Document ?? ''), allowing('s3:GetObject'));
    assert.match(PolicyVersion?.Document ?? '', /^[\w.~%-]+$/);
  });

  it('that are not there cannot be found', async () => {
    const input = { PolicyArn: arnOf('versioned'), VersionId: 'v9' };
    const missing = failure(
      'NoSuchEntity',
      404,
      `Policy ${input.PolicyArn} version v9 does not exist or is not attachable.`,
    );
    await assert.rejects(local.iam.send(new GetPolicyVersionCommand(input)), missing);
    await assert.rejects(local.iam.send(new SetDefaultPolicyVersionCommand(input)), missing);
    await assert.rejects(local.iam.send(new DeletePolicyVersionCommand(input)), missing);
  });

  it('are five at most, and a number is never given twice', async () => {
    await createPolicy('busy');
    const PolicyArn = arnOf('busy');
    for (let version = 2; version <= 5; version++) await createVersion('busy');
    await assert.rejects(
      createVersion('busy'),
      failure(
        'LimitExceeded',
        409,
        'A managed policy can have up to 5 versions. ' +
          'Before you create a new version, you must delete an existing version.',
      ),
    );
    for (const VersionId of ['v5', 'v2']) {
      await local.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    }
    assert.equal((await createVersion('busy'))?.VersionId, 'v6');
  });

  it('that are the default stay', async () => {
    const input = { PolicyArn: arnOf('busy'), VersionId: 'v1' };
    await assert.rejects(
      local.iam.send(new DeletePolicyVersionCommand(input)),
      failure('DeleteConflict', 409, 'Cannot delete the default version of a policy.'),
    );
  });
});

describe('deleting a policy', () => {
  it('is refused while it is attached, and while it has several versions', async () => {
    await createPolicy('used');
    const PolicyArn = arnOf('used');
    await createVersion('used');
    const trust = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' },
    };
    const RoleName = 'user-of-policies';
    await local.iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    await local.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const remove = () => local.iam.send(new DeletePolicyCommand({ PolicyArn }));
    await assert.rejects(
      remove(),
      failure('DeleteConflict', 409, 'Cannot delete a policy attached to entities.'),
    );
    await local.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await assert.rejects(
      remove(),
      failure(
        'DeleteConflict',
        409,
        "This policy has more than one version. Before you delete a policy, you must delete the policy's " +
          'versions. The default version is deleted with the policy.',
      ),
    );
    await local.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    await remove();
    await assert.rejects(local.iam.send(new GetPolicyCommand({ PolicyArn })), {
      name: 'NoSuchEntityException',
    });
  });
});

describe('lists of policies', () => {
  const names = async (input: ListPoliciesCommandInput) => {
    const { Policies } = await local.iam.send(new ListPoliciesCommand(input));
    return Policies?.map(({ PolicyName }) => PolicyName) ?? [];
  };

  it('have AWS’s own among them unless the scope says otherwise', async () => {
    assert.ok((await names({})).includes('AmazonS3FullAccess'));
    assert.ok((await names({})).includes('shown'));
    assert.ok(!(await names({ Scope: 'Local' })).includes('AmazonS3FullAccess'));
    assert.ok(!(await names({ Scope: 'AWS' })).includes('shown'));
  });

  it('are filtered by path and by use', async () => {
    assert.deepEqual(await names({ Scope: 'Local', PathPrefix: '/team/' }), ['shown']);
    assert.deepEqual(await names({ Scope: 'AWS', OnlyAttached: true }), ['AdministratorAccess']);
  });

  it('come page by page', async () => {
    const all = await names({});
    const first = await local.iam.send(new ListPoliciesCommand({ MaxItems: 3 }));
    assert.equal(first.IsTruncated, true);
    const rest = await names({ Marker: first.Marker });
    assert.deepEqual([...(first.Policies ?? []).map(({ PolicyName }) => PolicyName), ...rest], all);
  });

  it('of the roles and users that have a policy', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const entities = await local.iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    assert.deepEqual(
      entities.PolicyUsers?.map(({ UserName }) => UserName),
      ['admin'],
    );
    assert.deepEqual(entities.PolicyRoles, []);
    const roles = await local.iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, EntityFilter: 'Role' }));
    assert.deepEqual(roles.PolicyUsers, []);
    const EntityFilter = 'LocalManagedPolicy';
    const all = await local.iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, EntityFilter }));
    assert.deepEqual(all.PolicyUsers, entities.PolicyUsers);
  });
});

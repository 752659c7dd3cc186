import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AttachUserPolicyCommand,
  CreateUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListUserPoliciesCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { failure } from '../failure.testing.js';

const S3_FULL = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const S3_READ = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
const FIREHOSE_FULL = 'arn:aws:iam::aws:policy/AmazonKinesisFirehoseFullAccess';
const DOCUMENT = JSON.stringify({ Version: '2012-10-17', Statement: allow('s3:ListAllMyBuckets') });

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

/** A new user without rights: his clients and his name. */
async function somebody() {
  const clients = userWith(local);
  const { Arn } = await clients.sts.send(new GetCallerIdentityCommand({}));
  return { ...clients, UserName: Arn?.split('/').at(-1) ?? '' };
}

describe('managed policies of a user', () => {
  it('give their rights from their attachment to their detachment', async () => {
    const { s3, UserName } = await somebody();
    const policy = { UserName, PolicyArn: S3_READ };
    const list = async () =>
      (await local.iam.send(new ListAttachedUserPoliciesCommand({ UserName }))).AttachedPolicies;
    await assert.rejects(s3.send(new ListBucketsCommand({})), { name: 'AccessDenied' });
    await local.iam.send(new AttachUserPolicyCommand(policy));
    await local.iam.send(new AttachUserPolicyCommand(policy));
    assert.deepEqual(await list(), [{ PolicyName: 'AmazonS3ReadOnlyAccess', PolicyArn: S3_READ }]);
    await s3.send(new ListBucketsCommand({}));
    await local.iam.send(new DetachUserPolicyCommand(policy));
    assert.deepEqual(await list(), []);
    await assert.rejects(s3.send(new ListBucketsCommand({})), { name: 'AccessDenied' });
    await assert.rejects(
      local.iam.send(new DetachUserPolicyCommand(policy)),
      failure('NoSuchEntity', 404, `Policy ${S3_READ} was not found.`),
    );
  });

  it('must be there to be attached', async () => {
    const { UserName } = await somebody();
    const PolicyArn = 'arn:aws:iam::000000000000:policy/absent';
    await assert.rejects(
      local.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn })),
      failure('NoSuchEntity', 404, `Policy ${PolicyArn} does not exist or is not attachable.`),
    );
  });
});

describe('inline policies of a user', () => {
  it('are set, shown URL-encoded, listed, give their rights, and are deleted', async () => {
    const { s3, UserName } = await somebody();
    const policy = { UserName, PolicyName: 'list' };
    await local.iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument: DOCUMENT }));
    const shown = await local.iam.send(new GetUserPolicyCommand(policy));
    assert.equal(shown.UserName, UserName);
    assert.equal(decodeURIComponent(shown.PolicyDocument ?? ''), DOCUMENT);
    const { PolicyNames } = await local.iam.send(new ListUserPoliciesCommand({ UserName }));
    assert.deepEqual(PolicyNames, ['list']);
    await s3.send(new ListBucketsCommand({}));
    await local.iam.send(new DeleteUserPolicyCommand(policy));
    await assert.rejects(s3.send(new ListBucketsCommand({})), { name: 'AccessDenied' });
    await assert.rejects(
      local.iam.send(new GetUserPolicyCommand(policy)),
      failure('NoSuchEntity', 404, 'The user policy with name list cannot be found.'),
    );
  });

  it('are refused when malformed, and beyond 2,048 characters together', async () => {
    const { UserName } = await somebody();
    const put = (PolicyName: string, PolicyDocument: string) =>
      local.iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
    await assert.rejects(
      put('bad', '{}'),
      failure('MalformedPolicyDocument', 400, 'Syntax errors in policy.'),
    );
    const large = DOCUMENT.replace('"Version"', `"Id": "${'x'.repeat(1500)}", "Version"`);
    await put('one', large);
    await assert.rejects(
      put('two', large),
      failure('LimitExceeded', 409, 'Cannot exceed quota for UserPolicySize: 2048'),
    );
  });
});

describe('the permissions boundary of a user', () => {
  it('lets his policies grant only what it allows, and is shown as recorded on AWS', async () => {
    const { s3, UserName } = await somebody();
    await local.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: S3_FULL }));
    await s3.send(new ListBucketsCommand({}));
    const bound = { UserName, PermissionsBoundary: FIREHOSE_FULL };
    await local.iam.send(new PutUserPermissionsBoundaryCommand(bound));
    await assert.rejects(
      s3.send(new ListBucketsCommand({})),
      /because no permissions boundary allows the s3:ListAllMyBuckets action/,
    );
    const { User } = await local.iam.send(new GetUserCommand({ UserName }));
    assert.deepEqual(User?.PermissionsBoundary, {
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: FIREHOSE_FULL,
    });
    await local.iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName }));
    await s3.send(new ListBucketsCommand({}));
  });

  it('may be set on creation, must exist, and counts as a use of the policy', async () => {
    const create = (UserName: string, PermissionsBoundary: string) =>
      local.iam.send(new CreateUserCommand({ UserName, PermissionsBoundary }));
    await create('bounded', S3_READ);
    const input = { PolicyArn: S3_READ, PolicyUsageFilter: 'PermissionsBoundary' } as const;
    const { PolicyUsers } = await local.iam.send(new ListEntitiesForPolicyCommand(input));
    assert.deepEqual(
      PolicyUsers?.map(({ UserName }) => UserName),
      ['bounded'],
    );
    const absent = 'arn:aws:iam::000000000000:policy/absent';
    await assert.rejects(
      create('unbounded', absent),
      failure('NoSuchEntity', 404, `Scope ARN: ${absent} does not exist or is not attachable.`),
    );
    const role = 'arn:aws:iam::000000000000:role/not-a-policy';
    await assert.rejects(
      create('unbounded', role),
      failure('InvalidInput', 400, `ARN ${role} is not valid.`),
    );
  });

  it('can be demanded of whoever makes users', async () => {
    const demand = { StringEquals: { 'iam:PermissionsBoundary': S3_READ } };
    const { iam } = userWith(local, allow(['iam:CreateUser', 'iam:PutUserPolicy'], '*', demand));
    await assert.rejects(iam.send(new CreateUserCommand({ UserName: 'free' })), { name: 'AccessDenied' });
    await iam.send(new CreateUserCommand({ UserName: 'tame', PermissionsBoundary: S3_READ }));
    const policy = { PolicyName: 'p', PolicyDocument: DOCUMENT };
    await iam.send(new PutUserPolicyCommand({ UserName: 'tame', ...policy }));
    await assert.rejects(iam.send(new PutUserPolicyCommand({ UserName: 'admin', ...policy })), {
      name: 'AccessDenied',
    });
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreatePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListPoliciesCommand,
  type ListPoliciesCommandInput,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { checkIdentityPolicy } from '../documents/policy-document.js';
import { failure } from '../failure.testing.js';

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

const arnOf = (name: string) => `arn:aws:iam::aws:policy/${name}`;

async function names(input: ListPoliciesCommandInput) {
  const { Policies = [] } = await local.iam.send(new ListPoliciesCommand(input));
  return Policies.map(({ PolicyName }) => PolicyName);
}

describe('AWS’s managed policies', () => {
  it('are there, with documents that IAM would accept', async () => {
    const all = await names({ Scope: 'AWS' });
    assert.deepEqual(all, [
      'AdministratorAccess',
      'AmazonKinesisFirehoseFullAccess',
      'AmazonKinesisFirehoseReadOnlyAccess',
      'AmazonS3FullAccess',
      'AmazonS3ReadOnlyAccess',
      'IAMFullAccess',
      'PowerUserAccess',
      'ReadOnlyAccess',
    ]);
    for (const name of all) {
      const PolicyArn = arnOf(name ?? '');
      const { Policy } = await local.iam.send(new GetPolicyCommand({ PolicyArn }));
      const input = { PolicyArn, VersionId: Policy?.DefaultVersionId };
      const { PolicyVersion } = await local.iam.send(new GetPolicyVersionCommand(input));
      checkIdentityPolicy(decodeURIComponent(PolicyVersion?.Document ?? ''));
      assert.ok(PolicyVersion?.IsDefaultVersion);
    }
  });

  it('allow what AWS’s do', async () => {
    const input = { PolicyArn: arnOf('AmazonS3FullAccess'), VersionId: 'v2' };
    const { PolicyVersion } = await local.iam.send(new GetPolicyVersionCommand(input));
    assert.deepEqual(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? '')), {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:*', 's3-object-lambda:*'], Resource: '*' }],
    });
  });

  it('have versions, the newest first', async () => {
    const list = new ListPolicyVersionsCommand({ PolicyArn: arnOf('AmazonS3FullAccess') });
    const { Versions } = await local.iam.send(list);
    assert.deepEqual(
      Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
      [
        ['v2', true],
        ['v1', false],
      ],
    );
  });

  it('cannot be changed', async () => {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    const change = new CreatePolicyVersionCommand({ PolicyArn: arnOf('ReadOnlyAccess'), PolicyDocument });
    await assert.rejects(local.iam.send(change), { name: 'AccessDenied' });
  });

  it('are listed by whether and how they are used', async () => {
    assert.deepEqual(await names({ OnlyAttached: true }), ['AdministratorAccess']);
    assert.deepEqual(await names({ PolicyUsageFilter: 'PermissionsBoundary' }), []);
    assert.deepEqual(await names({ PathPrefix: '/service-role/' }), []);
  });

  it('that do not exist have no versions either, in the words recorded on AWS', async () => {
    const PolicyArn = 'arn:aws:iam::000000000000:policy/absent';
    await assert.rejects(
      local.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
      failure('NoSuchEntity', 404, `Policy ${PolicyArn} version v1 does not exist or is not attachable.`),
    );
    await assert.rejects(
      local.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: '1' })),
      failure(
        'ValidationError',
        400,
        "1 validation error detected: Value at 'versionId' failed to satisfy constraint: " +
          'Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?',
      ),
    );
  });
});

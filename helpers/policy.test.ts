import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  GetPolicyVersionCommand,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { StepError } from './errors.js';
import { TUTORIAL_TAG } from './names.js';
import { attachedPolicies, attachPolicy, ensurePolicy, findPolicy, policyDocument } from './policy.js';
import { ensureRole, trustPolicy } from './role.js';
import { startAws, type TestAws } from './testing/aws.js';
import { callerWith } from './testing/caller.js';

let test: TestAws;
beforeEach(async () => {
  test = await startAws();
});
afterEach(() => test.close());

const documentOf = (sid: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: sid, Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
  });

/** The default version's document. */
async function documentInForce(PolicyArn: string): Promise<unknown> {
  const VersionId = (await findPolicy(test.aws, PolicyArn))?.DefaultVersionId;
  const { PolicyVersion } = await test.aws.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''));
}

async function versionsOf(PolicyArn: string): Promise<string[]> {
  const { Versions = [] } = await test.aws.iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  return Versions.map((version) => version.VersionId ?? '').sort();
}

describe('ensurePolicy', () => {
  it('creates the policy, tagged, and finds it the second time', async () => {
    const { aws, names } = test;
    assert.equal(await ensurePolicy(aws, names), 'created');
    assert.equal(await ensurePolicy(aws, names), 'found');
    assert.deepEqual(await documentInForce(names.policyArn), policyDocument(names.bucketArn));
    assert.deepEqual((await findPolicy(aws, names.policyArn))?.Tags, [TUTORIAL_TAG]);
  });

  it('gives it a new version in force when the bucket is another one', async () => {
    const { aws, names } = test;
    await ensurePolicy(aws, names);
    const changed = { ...names, bucketArn: 'arn:aws:s3:::another' };
    assert.equal(await ensurePolicy(aws, changed), 'changed');
    assert.deepEqual(await documentInForce(names.policyArn), policyDocument('arn:aws:s3:::another'));
    assert.equal(await ensurePolicy(aws, changed), 'found');
    assert.deepEqual(await versionsOf(names.policyArn), ['v1', 'v2']);
  });

  it('makes room among five versions by the oldest that is not in force', async () => {
    const { aws, names } = test;
    const PolicyArn = names.policyArn;
    await ensurePolicy(aws, names);
    for (const sid of ['Two', 'Three', 'Four', 'Five']) {
      await aws.iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: documentOf(sid) }));
    }
    const changed = { ...names, bucketArn: 'arn:aws:s3:::another' };
    assert.equal(await ensurePolicy(aws, changed), 'changed');
    assert.deepEqual(await versionsOf(PolicyArn), ['v1', 'v3', 'v4', 'v5', 'v6']);
    assert.deepEqual(await documentInForce(PolicyArn), policyDocument('arn:aws:s3:::another'));
    await aws.iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v3' }));
    assert.equal(await ensurePolicy(aws, names), 'changed');
    assert.deepEqual(await versionsOf(PolicyArn), ['v3', 'v4', 'v5', 'v6', 'v7']);
  });

  it('does not change a policy that somebody else made, and says so', async () => {
    const { aws, names } = test;
    const theirs = { PolicyName: names.policy, PolicyDocument: documentOf('Theirs') };
    await aws.iam.send(new CreatePolicyCommand(theirs));
    await assert.rejects(ensurePolicy(aws, names), (error) => {
      assert.ok(error instanceof StepError);
      return /Using the policy .* failed.*did not make it.*\[IAM\] policy_name/s.test(error.message);
    });
    assert.deepEqual(await versionsOf(names.policyArn), ['v1']);
  });

  it("uses somebody else's policy that says the same", async () => {
    const { aws, names } = test;
    const document = JSON.stringify(policyDocument(names.bucketArn), null, 2);
    await aws.iam.send(new CreatePolicyCommand({ PolicyName: names.policy, PolicyDocument: document }));
    assert.equal(await ensurePolicy(aws, names), 'found');
  });

  it('says which right is missing, and at which call', async () => {
    const reader = callerWith(test, ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:ListPolicyVersions']);
    const { aws, names } = test;
    await assert.rejects(
      ensurePolicy(reader, names),
      /Creating the policy .*iam:CreatePolicy.*lack this right/s,
    );
    await ensurePolicy(aws, names);
    const changed = { ...names, bucketArn: 'arn:aws:s3:::another' };
    await assert.rejects(ensurePolicy(reader, changed), /Changing the policy .*iam:CreatePolicyVersion/s);
    await assert.rejects(
      ensurePolicy(callerWith(test, []), names),
      /Looking for the policy .*iam:GetPolicy/s,
    );
  });
});

describe('attachPolicy', () => {
  beforeEach(async () => {
    await ensureRole(test.aws, test.names.role);
    await ensurePolicy(test.aws, test.names);
  });

  it('attaches it, and finds it attached the second time', async () => {
    const { aws, names } = test;
    assert.deepEqual(await attachedPolicies(aws, names.role), []);
    assert.equal(await attachPolicy(aws, names.role, names.policyArn), 'created');
    assert.equal(await attachPolicy(aws, names.role, names.policyArn), 'found');
    assert.deepEqual(await attachedPolicies(aws, names.role), [names.policyArn]);
  });

  it('lets the role write to the bucket, and to no other', async () => {
    const { aws, names } = test;
    await attachPolicy(aws, names.role, names.policyArn);
    const decide = async (action: string, resource: string) => {
      const question = { PolicySourceArn: names.roleArn, ActionNames: [action], ResourceArns: [resource] };
      const answer = await aws.iam.send(new SimulatePrincipalPolicyCommand(question));
      return answer.EvaluationResults?.[0]?.EvalDecision;
    };
    for (const action of ['AbortMultipartUpload', 'GetObject', 'PutObject']) {
      assert.equal(await decide(`s3:${action}`, `${names.bucketArn}/a/key`), 'allowed', action);
    }
    for (const action of ['GetBucketLocation', 'ListBucket', 'ListBucketMultipartUploads']) {
      assert.equal(await decide(`s3:${action}`, names.bucketArn), 'allowed', action);
    }
    assert.equal(await decide('s3:PutObject', 'arn:aws:s3:::another/key'), 'implicitDeny');
    assert.equal(await decide('s3:DeleteObject', `${names.bucketArn}/a/key`), 'implicitDeny');
    assert.equal(await decide('kinesis:GetRecords', '*'), 'implicitDeny');
  });

  it("does not change somebody else's role, and says so", async () => {
    const { aws, names } = test;
    const trust = JSON.stringify(trustPolicy(aws.account));
    await aws.iam.send(new CreateRoleCommand({ RoleName: 'theirs', AssumeRolePolicyDocument: trust }));
    await assert.rejects(
      attachPolicy(aws, 'theirs', names.policyArn),
      /to the role theirs failed.*did not make the role.*role_name/s,
    );
    assert.deepEqual(await attachedPolicies(aws, 'theirs'), []);
  });

  it('says what is missing: the role, the policy or the right', async () => {
    const { aws, names } = test;
    await assert.rejects(
      attachPolicy(aws, 'nobody', names.policyArn),
      /the role nobody failed.*NoSuchEntity/s,
    );
    const missing = `${names.policyArn}-x`;
    await assert.rejects(attachPolicy(aws, names.role, missing), /Attaching the policy .*-x .*NoSuchEntity/s);
    const reader = callerWith(test, ['iam:GetRole', 'iam:ListAttachedRolePolicies']);
    await assert.rejects(
      attachPolicy(reader, names.role, names.policyArn),
      /iam:AttachRolePolicy.*lack this right/s,
    );
  });
});

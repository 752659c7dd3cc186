import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow } from '../../testing/user-with.js';
import { failure } from '../failure.testing.js';

const USER_ARN = 'arn:aws:iam::000000000000:user/simulated';

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
  await local.iam.send(new CreateUserCommand({ UserName: 'simulated' }));
});
after(() => local.close());

function policy(...Statement: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

async function simulate(input: Partial<SimulateCustomPolicyCommandInput>) {
  const command = new SimulateCustomPolicyCommand({
    PolicyInputList: [],
    ActionNames: ['s3:GetObject'],
    ...input,
  });
  return (await local.iam.send(command)).EvaluationResults ?? [];
}

describe('SimulateCustomPolicy', () => {
  it('evaluates policies that nobody has, and names all statements that allow', async () => {
    const PolicyInputList = [policy(allow('s3:*')), policy(allow('iam:*'), allow('s3:Get*'))];
    const [got, put] = await simulate({ PolicyInputList, ActionNames: ['s3:GetObject', 'ec2:RunInstances'] });
    assert.equal(got?.EvalDecision, 'allowed');
    assert.equal(got?.EvalResourceName, '*');
    assert.deepEqual(
      got?.MatchedStatements?.map(({ SourcePolicyId, SourcePolicyType }) => [
        SourcePolicyId,
        SourcePolicyType,
      ]),
      [
        ['PolicyInputList.1', 'IAM Policy'],
        ['PolicyInputList.2', 'IAM Policy'],
      ],
    );
    const [{ StartPosition, EndPosition } = {}] = got?.MatchedStatements?.slice(1) ?? [];
    const text = PolicyInputList[1] ?? '';
    // AWS points behind the bracket
    const found = text.slice((StartPosition?.Column ?? 0) - 2, (EndPosition?.Column ?? 0) - 1);
    assert.deepEqual(JSON.parse(found), allow('s3:Get*'));
    assert.equal(put?.EvalDecision, 'implicitDeny');
    assert.deepEqual(put?.MatchedStatements, []);
  });

  it('names the deny alone where there is one', async () => {
    const deny = { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' };
    const [result] = await simulate({ PolicyInputList: [policy(allow('*')), policy(deny)] });
    assert.equal(result?.EvalDecision, 'explicitDeny');
    assert.deepEqual(
      result?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId),
      ['PolicyInputList.2'],
    );
  });

  it('tells what is missing at the resource where resources are given', async () => {
    const condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    const PolicyInputList = [policy(allow('s3:GetObject', '*', condition))];
    const [everywhere] = await simulate({ PolicyInputList });
    assert.deepEqual(everywhere?.MissingContextValues, ['aws:SourceIp']);
    assert.equal(everywhere?.ResourceSpecificResults, undefined);
    const [somewhere] = await simulate({ PolicyInputList, ResourceArns: ['arn:aws:s3:::b/k'] });
    assert.deepEqual(somewhere?.MissingContextValues, []);
    const [specific] = somewhere?.ResourceSpecificResults ?? [];
    assert.deepEqual(specific?.MissingContextValues, ['aws:SourceIp']);
    assert.equal(specific?.EvalResourceDecision, 'implicitDeny');
    const given = {
      ContextKeyName: 'AWS:sourceip',
      ContextKeyType: 'ip',
      ContextKeyValues: ['10.1.2.3'],
    } as const;
    const ContextEntries = [{ ...given, ContextKeyValues: [...given.ContextKeyValues] }];
    const [known] = await simulate({ PolicyInputList, ContextEntries });
    assert.equal(known?.EvalDecision, 'allowed');
    assert.deepEqual(known?.MissingContextValues, []);
  });

  it('bounds what the policies grant', async () => {
    const [result] = await simulate({
      PolicyInputList: [policy(allow('*'))],
      PermissionsBoundaryPolicyInputList: [policy(allow('iam:*'))],
    });
    assert.equal(result?.EvalDecision, 'implicitDeny');
    assert.deepEqual(result?.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: false });
  });

  it('asks the resource’s policy about a caller, who must be a user', async () => {
    const statement = { ...allow('s3:GetObject', 'arn:aws:s3:::b/*'), Principal: { AWS: USER_ARN } };
    const input = { ResourcePolicy: policy(statement), ResourceArns: ['arn:aws:s3:::b/k'] };
    const [result] = await simulate({ ...input, CallerArn: USER_ARN });
    assert.equal(result?.EvalDecision, 'allowed');
    assert.deepEqual(
      result?.MatchedStatements?.map(({ SourcePolicyType }) => SourcePolicyType),
      ['Resource Policy'],
    );
    const invalid = failure(
      'InvalidInput',
      400,
      'Invalid caller - Caller must be an IAM user in this context.',
    );
    await assert.rejects(simulate(input), invalid);
    await assert.rejects(simulate({ CallerArn: 'arn:aws:iam::000000000000:role/r' }), invalid);
  });

  it('comes page by page', async () => {
    const ActionNames = ['s3:a', 's3:b', 's3:c'];
    const input = { PolicyInputList: [policy(allow('s3:a'))], ActionNames, MaxItems: 2 };
    const first = await local.iam.send(new SimulateCustomPolicyCommand(input));
    assert.equal(first.IsTruncated, true);
    const next = new SimulateCustomPolicyCommand({ ...input, Marker: first.Marker });
    const { EvaluationResults, IsTruncated } = await local.iam.send(next);
    assert.equal(IsTruncated, false);
    assert.deepEqual(
      [...(first.EvaluationResults ?? []), ...(EvaluationResults ?? [])].map((one) => one.EvalActionName),
      ActionNames,
    );
  });

  it('refuses what is no policy', async () => {
    await assert.rejects(
      simulate({ PolicyInputList: ['{}'] }),
      failure('InvalidInput', 400, 'Syntax errors in policy.'),
    );
  });
});

describe('SimulatePrincipalPolicy of a user', () => {
  it('has the policies of his groups, under the names of the groups, and his boundary', async () => {
    const { iam } = local;
    await iam.send(new CreateGroupCommand({ GroupName: 'g' }));
    await iam.send(new AddUserToGroupCommand({ GroupName: 'g', UserName: 'simulated' }));
    const PolicyDocument = policy(allow('s3:*'));
    await iam.send(new PutGroupPolicyCommand({ GroupName: 'g', PolicyName: 'p', PolicyDocument }));
    const run = async (PolicySourceArn: string) => {
      const input = { PolicySourceArn, ActionNames: ['s3:GetObject'] };
      return (await iam.send(new SimulatePrincipalPolicyCommand(input))).EvaluationResults?.[0];
    };
    assert.equal((await run(USER_ARN))?.MatchedStatements?.[0]?.SourcePolicyId, 'group_g_p');
    const ofGroup = await run('arn:aws:iam::000000000000:group/g');
    assert.equal(ofGroup?.EvalDecision, 'allowed');
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/IAMFullAccess';
    const bound = { UserName: 'simulated', PermissionsBoundary };
    await iam.send(new PutUserPermissionsBoundaryCommand(bound));
    const bounded = await run(USER_ARN);
    assert.equal(bounded?.EvalDecision, 'implicitDeny');
    assert.equal(bounded?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary, false);
  });
});

describe('the context keys of policies', () => {
  /** The example of AWS's documentation. */
  const example = policy({
    Effect: 'Allow',
    Action: 'dynamodb:*',
    Resource: `arn:aws:dynamodb:us-west-2:128716708097:table/\${aws:username}`,
    Condition: { DateGreaterThan: { 'aws:CurrentTime': '2015-08-16T12:00:00Z' } },
  });

  it('are those of variables and conditions, each once', async () => {
    const again = policy(allow('s3:*', '*', { StringLike: { 'AWS:USERNAME': `\${*}\${aws:userid}` } }));
    const command = new GetContextKeysForCustomPolicyCommand({ PolicyInputList: [example, again] });
    const { ContextKeyNames } = await local.iam.send(command);
    assert.deepEqual(ContextKeyNames, ['aws:username', 'aws:CurrentTime', 'aws:userid']);
  });

  it('are also those that the policies of a principal ask for', async () => {
    const input = { PolicySourceArn: USER_ARN, PolicyInputList: [example] };
    const command = new GetContextKeysForPrincipalPolicyCommand(input);
    const { ContextKeyNames } = await local.iam.send(command);
    assert.deepEqual(ContextKeyNames, ['aws:username', 'aws:CurrentTime']);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../failure.testing.js';
import { statementPositions } from './statement-positions.js';

const ROLE_ARN = 'arn:aws:iam::000000000000:role/simulated';
const RoleName = 'simulated';
/** The document of LocalAWS's public recording of this call on AWS, blanks included. */
const RECORDED =
  '{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}';

describe('SimulatePrincipalPolicy', () => {
  let local: LocalAwsUnderTest;

  before(async () => {
    local = await startLocalAws();
    const trust = {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: trust });
    await local.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const input = { PolicyName: 'recorded', PolicyDocument: RECORDED };
    const { Policy } = await local.iam.send(new CreatePolicyCommand(input));
    await local.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
  });
  after(() => local.close());

  async function simulate(input: Partial<SimulatePrincipalPolicyCommandInput>) {
    const command = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: ROLE_ARN,
      ActionNames: ['s3:PutObject'],
      ...input,
    });
    return (await local.iam.send(command)).EvaluationResults ?? [];
  }

  it('answers as recorded on AWS', async () => {
    const resource = 'arn:aws:s3:::bucket';
    const results = await simulate({
      ActionNames: ['s3:PutObject', 's3:GetObject'],
      ResourceArns: [resource],
    });
    const MatchedStatements = [
      {
        SourcePolicyId: 'recorded',
        SourcePolicyType: 'IAM Policy',
        StartPosition: { Line: 1, Column: 41 },
        EndPosition: { Line: 1, Column: 113 },
      },
    ];
    assert.deepEqual(results[0], {
      EvalActionName: 's3:PutObject',
      EvalResourceName: resource,
      EvalDecision: 'allowed',
      EvalDecisionDetails: {},
      MatchedStatements,
      MissingContextValues: [],
      OrganizationsDecisionDetail: { AllowedByOrganizations: true },
      ResourceSpecificResults: [
        {
          EvalResourceName: resource,
          EvalResourceDecision: 'allowed',
          MatchedStatements,
          MissingContextValues: [],
        },
      ],
    });
    assert.equal(results[1]?.EvalDecision, 'implicitDeny');
    assert.deepEqual(results[1]?.MatchedStatements, []);
  });

  it('uses the condition keys that it is given, and names those that it was not', async () => {
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Deny',
        Action: 's3:PutObject',
        Resource: '*',
        Condition: { StringEquals: { 's3:x-amz-acl': 'public-read' } },
      },
    });
    await local.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'no-acl', PolicyDocument }));
    const [without] = await simulate({});
    assert.equal(without?.EvalDecision, 'allowed');
    assert.deepEqual(without?.MissingContextValues, ['s3:x-amz-acl']);
    const entry = {
      ContextKeyName: 's3:x-amz-acl',
      ContextKeyType: 'string',
      ContextKeyValues: ['public-read'],
    } as const;
    const [withKey] = await simulate({ ContextEntries: [{ ...entry, ContextKeyValues: ['public-read'] }] });
    assert.equal(withKey?.EvalDecision, 'explicitDeny');
    assert.equal(withKey?.MatchedStatements?.[0]?.SourcePolicyId, 'role_simulated_no-acl');
  });

  it('adds policies to those of the user or role', async () => {
    const [before] = await simulate({ ActionNames: ['s3:GetObject'] });
    assert.equal(before?.EvalDecision, 'implicitDeny');
    const PolicyInputList = [RECORDED.replace('Put', 'Get')];
    const [after] = await simulate({ ActionNames: ['s3:GetObject'], PolicyInputList });
    assert.equal(after?.EvalDecision, 'allowed');
    assert.equal(after?.MatchedStatements?.[0]?.SourcePolicyId, 'PolicyInputList.1');
  });

  it('is about users and roles that exist', async () => {
    await assert.rejects(
      simulate({ PolicySourceArn: 'arn:aws:iam::000000000000:user/nobody' }),
      failure('NoSuchEntity', 404, 'The user with name nobody cannot be found.'),
    );
    await assert.rejects(simulate({ PolicySourceArn: 'arn:aws:iam::000000000000:policy/recorded' }), {
      name: 'InvalidInputException',
    });
  });
});

describe('the position of a statement', () => {
  it('counts lines, and is not fooled by brackets in strings or by other elements', () => {
    const text =
      '{\n "Id": "Statement", "Version": "{[",\n "Statement": [\n  {"Sid": "}"},\n  {"Condition": {"a": {}}}\n]}';
    assert.deepEqual(statementPositions(text), [
      { StartPosition: { Line: 4, Column: 4 }, EndPosition: { Line: 4, Column: 15 } },
      { StartPosition: { Line: 5, Column: 4 }, EndPosition: { Line: 5, Column: 27 } },
    ]);
  });
});

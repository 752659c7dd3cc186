import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  GetBucketPolicyStatusCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';

const Bucket = 'public-or-not';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws({ log: () => {} });
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} }));
});
after(() => local.close());

async function isPublic(...statements: object[]): Promise<boolean | undefined> {
  const Statement = statements.map((statement) => ({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
    ...('NotPrincipal' in statement ? {} : { Principal: '*' }),
    ...statement,
  }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await local.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const { PolicyStatus } = await local.s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
  return PolicyStatus?.IsPublic;
}

const when = (operator: string, key: string, ...values: string[]) => ({
  Condition: { [operator]: { [key]: values } },
});

describe('a policy is public', () => {
  const cases: [name: string, statement: object][] = [
    ['for everybody', {}],
    ['for all of AWS', { Principal: { AWS: '*' } }],
    ['for all but some', { NotPrincipal: { AWS: '000000000000' } }],
    ['in a part of the internet', when('IpAddress', 'aws:SourceIp', '0.0.0.0/1')],
    ['outside some addresses', when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24')],
    ['in a large part of the new internet', when('IpAddress', 'aws:SourceIp', '2000::/3')],
    ['with a pattern for the source', when('StringLike', 'aws:SourceVpc', 'vpc-*')],
    ['with a variable for the source', when('StringEquals', 'aws:SourceAccount', `\${aws:PrincipalAccount}`)],
    ['if the source may be missing', when('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1')],
    ['with a condition that is not about who asks', when('StringEquals', 'aws:RequestedRegion', 'us-east-1')],
    ['if one of several addresses is wide', when('IpAddress', 'aws:SourceIp', '203.0.113.0/24', '0.0.0.0/0')],
  ];
  for (const [name, statement] of cases) {
    it(name, async () => assert.equal(await isPublic(statement), true));
  }

  it('if one of its statements is', async () => {
    assert.equal(await isPublic({ Principal: { AWS: '000000000000' } }, {}), true);
  });
});

describe('a policy is not public', () => {
  const cases: [name: string, statement: object][] = [
    ['for an account', { Principal: { AWS: '111111111111' } }],
    ['for a service', { Principal: { Service: 'cloudfront.amazonaws.com' } }],
    ['when it denies', { Effect: 'Deny' }],
    ['for a network', when('IpAddress', 'aws:SourceIp', '203.0.113.0/24', '2001:db8::/32')],
    ['for an address', when('IpAddress', 'aws:SourceIp', '203.0.113.7')],
    ['for an organization', when('StringEquals', 'aws:PrincipalOrgID', 'o-1')],
    ['for a source', when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:us-east-1:000000000000:topic')],
    ['for an endpoint', when('StringEquals', 'aws:SourceVpce', 'vpce-1')],
  ];
  for (const [name, statement] of cases) {
    it(name, async () => assert.equal(await isPublic(statement), false));
  }
});

it('the status of a bucket without a policy is an error', async () => {
  await local.s3.send(new CreateBucketCommand({ Bucket: 'without-policy' }));
  const call = local.s3.send(new GetBucketPolicyStatusCommand({ Bucket: 'without-policy' }));
  await assertRefused(call, 'NoSuchBucketPolicy', 404, 'The bucket policy does not exist');
});

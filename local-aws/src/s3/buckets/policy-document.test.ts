/** What PutBucketPolicy takes and refuses. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, PutBucketPolicyCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';

const Bucket = 'checked';
const BUCKET = `arn:aws:s3:::${Bucket}`;
const OBJECTS = `${BUCKET}/*`;
const ADMIN = 'arn:aws:iam::000000000000:user/admin';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws({ log: () => {} });
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} }));
});
after(() => local.close());

const put = (Policy: string) => local.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));

/** A policy of one statement; what is undefined is left out. */
function policy(elements: object = {}): string {
  const statement = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: OBJECTS,
    ...elements,
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

const NOT_JSON = "Policies must be valid JSON and the first byte must be '{'";
const PRINCIPAL = 'Invalid principal in policy';
const ACTION = 'Policy has invalid action';
const RESOURCE = 'Policy has invalid resource';
const MISMATCH = 'Action does not apply to any resource(s) in statement';
const CONDITIONS = 'Conditions do not apply to combination of actions and resources in statement';
const SYNTAX = 'Invalid policy syntax.';

describe('a bucket policy that is refused', () => {
  const wrong: [text: string, ...policies: string[]][] = [
    [NOT_JSON, '', 'policy', '[]', ' {}', '"{}"'],
    ['This policy contains invalid Json', '{', '{"Statement":[}', `${policy()} x`],
    ['Policy exceeds the maximum allowed document size.', policy({ Sid: 'x'.repeat(20_480) })],
    ['Missing required field Statement', '{}', '{"Version":"2012-10-17"}'],
    ['Unknown field Foo', '{"Foo":1,"Statement":[]}', policy({ Foo: 1 })],
    ['Unknown field effect', policy({ Effect: undefined, effect: 'Allow' })],
    ['Unknown field statement', '{"statement":[]}'],
    ['The policy must contain a valid version string', policy().replace('2012-10-17', '2012-10-18')],
    ['Could not parse the policy: Statement is empty!', '{"Statement":[]}'],
    [SYNTAX, '{"Statement":["Allow"]}', '{"Statement":null}', policy({ Sid: 1 })],
    ['Missing required field Effect', policy({ Effect: undefined })],
    ['Invalid effect: allow', policy({ Effect: 'allow' })],
    ['Missing required field Principal', policy({ Principal: undefined })],
    ['Missing required field Action', policy({ Action: undefined })],
    ['Missing required field Resource', policy({ Resource: undefined })],
    ['Missing required field Action cannot be empty!', policy({ Action: [] })],
    ['Missing required field Resource cannot be empty!', policy({ Resource: [] })],
    ['Statement/policy already has instance of Action', policy({ NotAction: 's3:PutObject' })],
    [SYNTAX, policy({ Action: 1 }), policy({ Resource: {} }), policy({ Condition: 'a' })],
    [PRINCIPAL, policy({ Principal: ADMIN }), policy({ Principal: {} }), policy({ Principal: { AWS: [] } })],
    [PRINCIPAL, policy({ Principal: { Nobody: '*' } }), policy({ Principal: { AWS: 'admin' } })],
    [PRINCIPAL, policy({ Principal: { AWS: 'arn:aws:iam::000000000000:user/nobody' } })],
    [PRINCIPAL, policy({ Principal: { AWS: 'arn:aws:iam::000000000000:user/*' } })],
    [PRINCIPAL, policy({ Principal: { Service: 'nothing.amazonaws.com' } })],
    [ACTION, policy({ Action: 'GetObject' }), policy({ Action: 'ec2:RunInstances' })],
    [ACTION, policy({ Action: 's3:HeadObject' }), policy({ Action: ['s3:GetObject', 's3:Nothing*'] })],
    [RESOURCE, policy({ Resource: '*' }), policy({ Resource: 'arn:aws:s3:::*' })],
    [RESOURCE, policy({ Resource: 'checked/*' }), policy({ Resource: 'arn:aws:s3:::other/*' })],
    [RESOURCE, policy({ Resource: [OBJECTS, 'arn:aws:s3:us-east-1:000000000000:checked/*'] })],
    [MISMATCH, policy({ Resource: BUCKET }), policy({ Action: 's3:ListBucket' })],
    [MISMATCH, policy({ Action: ['s3:GetObject', 's3:ListBucket'] })],
    [MISMATCH, policy({ Action: 's3:*Object', Resource: BUCKET })],
    [MISMATCH, policy({ Action: 's3:ListAllMyBuckets', Resource: BUCKET })],
    ['Invalid Condition type : StringIs', policy({ Condition: { StringIs: { 'aws:username': 'a' } } })],
    ['Policy has an invalid condition key', policy({ Condition: { StringEquals: { 's3:nothing': 'a' } } })],
    [CONDITIONS, policy({ Condition: { StringEquals: { 's3:prefix': 'a' } } })],
    [
      CONDITIONS,
      policy({
        Action: ['s3:ListBucket', 's3:GetBucketLocation'],
        Resource: BUCKET,
        Condition: { StringEquals: { 's3:prefix': 'a' } },
      }),
    ],
  ];
  for (const [text, ...policies] of wrong) {
    it(`is told: ${text}`, async () => {
      for (const one of policies) await assertRefused(put(one), 'MalformedPolicy', 400, text);
    });
  }

  it('names the principal that it does not know', async () => {
    const name = 'arn:aws:iam::000000000000:role/gone';
    const error = await assertRefused(
      put(policy({ Principal: { AWS: name } })),
      'MalformedPolicy',
      400,
      PRINCIPAL,
    );
    assert.equal((error as { Detail?: string }).Detail, `"AWS" : "${name}"`);
  });

  it('is refused by its name for a canonical user', async () => {
    const Principal = { CanonicalUser: 'a'.repeat(64) };
    await assertRefused(put(policy({ Principal })), 'NotImplemented', 501, /with a CanonicalUser/);
  });
});

describe('a bucket policy that is taken', () => {
  const right: [name: string, policy: string][] = [
    ['of one statement without brackets', policy().replace(/\[(.*)\]/, '$1')],
    ['without a version', policy().replace('"Version":"2012-10-17",', '')],
    ['of the largest size', policy().padEnd(20_480)],
    [
      'for both kinds of resources',
      policy({ Action: ['s3:ListBucket', 's3:GetObject'], Resource: [BUCKET, OBJECTS] }),
    ],
    ['for all actions', policy({ Action: 's3:*', Resource: BUCKET })],
    [
      'with a wildcard in place of the rest of the name',
      policy({ Action: 's3:*', Resource: 'arn:aws:s3:::check*' }),
    ],
    ['for everything but', policy({ Action: undefined, NotAction: 's3:ListBucket' })],
    [
      'for principals of each type',
      policy({ Principal: { AWS: ['111111111111', ADMIN], Service: 's3.amazonaws.com' } }),
    ],
    [
      'for the service that delivers access logs (verified on AWS by moto)',
      policy({ Principal: { Service: 'logging.s3.amazonaws.com' } }),
    ],
    [
      'with keys that all actions have',
      policy({ Condition: { StringEquals: { 's3:authType': 'REST-HEADER' } } }),
    ],
    [
      'with the key of a tag',
      policy({ Condition: { StringEquals: { 's3:ExistingObjectTag/stage': 'prod' } } }),
    ],
    ['with values that are no strings', policy({ Condition: { Bool: { 'aws:SecureTransport': true } } })],
    [
      'with a key that one action of a wildcard has',
      policy({ Action: 's3:List*', Resource: BUCKET, Condition: { StringEquals: { 's3:prefix': 'a' } } }),
    ],
  ];
  for (const [name, one] of right) {
    it(`is one ${name}`, async () => {
      await put(one);
    });
  }
});

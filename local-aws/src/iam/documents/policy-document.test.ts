import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ManualClock } from '../../clock.js';
import { memoryStore } from '../../store/store.js';
import { IamState } from '../state.js';
import { checkIdentityPolicy } from './policy-document.js';
import { checkTrustPolicy } from './trust-policy.js';

const SYNTAX = 'Syntax errors in policy.';
const LEGACY = 'The policy failed legacy parsing';
const VERSION = 'Policy document must be version 2012-10-17 or greater.';
const VENDOR = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';

const GOOD = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::example_bucket' };

function document(Statement: unknown, Version: string | undefined = '2012-10-17'): string {
  return JSON.stringify({ Version, Statement });
}

/** A document whose statement differs from a good one; undefined takes an element away. */
function but(elements: object): string {
  return document({ ...GOOD, ...elements });
}

function refusal(check: () => void): string {
  try {
    check();
    return 'accepted';
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'MalformedPolicyDocument');
    return error.message;
  }
}

describe('an identity-based policy', () => {
  const accepted: [name: string, text: string][] = [
    ['one statement', document(GOOD)],
    ['several statements', document([GOOD, GOOD])],
    ['everything', but({ Action: '*', Resource: '*' })],
    ['a service that is not known', but({ Action: 'service-prefix:action-name' })],
    ['a Sid', but({ Sid: 'List1' })],
    ['conditions', but({ Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'Department' } } })],
    ['numbers and booleans', but({ Condition: { Bool: { 'aws:SecureTransport': true } } })],
    ['dates', but({ Condition: { DateLessThan: { 'aws:CurrentTime': '2017-07-01T00:00:00Z' } } })],
    ['seconds', but({ Condition: { DateLessThan: { 'aws:EpochTime': '1498867200' } } })],
    ['a date with little in it', but({ Condition: { DateGreaterThan: { a: '01T' } } })],
    ['a date with few digits', but({ Condition: { DateLessThan: { a: '2016-12-13t2:00:00.593194+23' } } })],
    ['an empty condition', but({ Condition: {} })],
    ['an ARN that stops early', but({ Resource: 'arn:aws:fdsasf' })],
    ['an IAM resource', but({ Resource: 'arn:aws:iam:::user/example' })],
    ['the root of an account', but({ Resource: 'arn:aws:iam::111111111111:root' })],
    ['another partition', but({ Resource: 'arn:aws-cn:s3:::example_bucket' })],
    ['regions where there are regions', but({ Resource: 'arn:aws:ec2:us-east-1::x' })],
    ['an access point', but({ Resource: 'arn:aws:s3:us-west-2:123456789012:accesspoint/mine/object/*' })],
  ];
  for (const [name, text] of accepted) {
    it(`may have ${name}`, () =>
      assert.equal(
        refusal(() => checkIdentityPolicy(text)),
        'accepted',
      ));
  }

  const refused: [name: string, text: string, message: string][] = [
    ['no JSON', 'This is not a json document', SYNTAX],
    ['JSON that is no object', '[]', SYNTAX],
    ['no version', JSON.stringify({ Statement: GOOD }), VERSION],
    ['the version before', document(GOOD, '2008-10-17'), VERSION],
    ['a version that does not exist', document(GOOD, '2013-10-17'), SYNTAX],
    ['no statement', document(undefined), SYNTAX],
    ['an empty list of statements', document([]), SYNTAX],
    ['a statement that is text', document(['afd']), SYNTAX],
    ['an unknown element', but({ 'Extra field': 'value' }), SYNTAX],
    [
      'an unknown element at the top',
      JSON.stringify({ Version: '2012-10-17', Statement: GOOD, X: 1 }),
      SYNTAX,
    ],
    ['an Id that is no text', JSON.stringify({ Version: '2012-10-17', Id: {}, Statement: GOOD }), SYNTAX],
    ['a Sid that is no text', but({ Sid: {} }), SYNTAX],
    ['no Effect', but({ Effect: undefined }), SYNTAX],
    ['an Effect that does not exist', but({ Effect: 'invalid' }), SYNTAX],
    ['an Effect in another case', but({ Effect: 'denY' }), LEGACY],
    ['Action and NotAction', but({ NotAction: [] }), SYNTAX],
    ['Resource and NotResource', but({ NotResource: '*' }), SYNTAX],
    ['an action that is an object', but({ Action: {} }), SYNTAX],
    ['an action in two lists', but({ Action: [[['s3:x']]] }), SYNTAX],
    ['a resource that is an object', but({ Resource: ['adfdf', {}] }), SYNTAX],
    ['a Principal', but({ Principal: '*' }), 'Policy document should not specify a principal.'],
    ['no action', but({ Action: undefined }), 'Policy statement must contain actions.'],
    ['an empty list of actions', but({ Action: [] }), 'Policy statement must contain actions.'],
    ['no resource', but({ Resource: undefined }), 'Policy statement must contain resources.'],
    ['an empty list of resources', but({ Resource: [] }), 'Policy statement must contain resources.'],
    ['an action without its service', but({ Action: 'invalid' }), VENDOR],
    ['an action that is empty', but({ Action: undefined, NotAction: '' }), VENDOR],
    [
      'neither service nor resource',
      but({ Action: 'invalid', Resource: undefined }),
      'Policy statement must contain resources.',
    ],
    ['a service with a blank', but({ Action: 'a a:ListBucket' }), 'Vendor a a is not valid'],
    [
      'an action with two colons',
      but({ Action: 's3:List:Bucket' }),
      'Actions/Condition can contain only one colon.',
    ],
    [
      'a Sid twice',
      document([
        { ...GOOD, Sid: 'sdf' },
        { Sid: 'sdf', Effect: 'Allow' },
      ]),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
    [
      'a Sid with a blank',
      but({ Sid: 'my statement' }),
      'Statement IDs (SID) must be alpha-numeric. ' +
        'Check that your input satisfies the regular expression [0-9A-Za-z]*',
    ],
    [
      'a resource that is no ARN',
      but({ Resource: 'invalid resource' }),
      'Resource invalid resource must be in ARN format or "*".',
    ],
    ['a resource that is empty', but({ Resource: '' }), 'Resource  must be in ARN format or "*".'],
    [
      'an ARN without its first part',
      but({ Resource: 'aws:s3:::example_bucket' }),
      'Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".',
    ],
    [
      'a partition that does not exist',
      but({ Resource: ['arn:error:s3:::example_bucket', 'arn:error:s3::example_bucket'] }),
      'Partition "error" is not valid for resource "arn:error:s3:::example_bucket".',
    ],
    [
      'an ARN of nothing',
      but({ Resource: 'a:b:c:d:e:f:g:h' }),
      'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".',
    ],
    [
      'an ARN without a service',
      but({ Resource: 'arn:aws' }),
      'Resource vendor must be fully qualified and cannot contain regexes.',
    ],
    ['an ARN with an empty service', but({ Resource: 'arn:aws::::example_bucket' }), LEGACY],
    ['an ARN with a colon too few', but({ Resource: 'arn:aws:s3::example_bucket' }), LEGACY],
    [
      'a region for S3',
      but({ Resource: 'arn:aws:s3:us-east-1::example_bucket' }),
      'Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.',
    ],
    [
      'a region for IAM',
      but({ Resource: 'arn:aws:iam:us-east-1::example_bucket' }),
      'IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information.',
    ],
    [
      'an IAM resource of no kind',
      but({ Resource: 'arn:aws:iam:::example_bucket' }),
      'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, ' +
        'instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, ' +
        'report/, access-report/.',
    ],
    ['a condition that is no object', but({ Condition: 'a' }), SYNTAX],
    ['a condition operator without keys', but({ Condition: { StringEquals: 'b' } }), SYNTAX],
    ['a condition operator that does not exist', but({ Condition: { x: { 'aws:a': '1' } } }), SYNTAX],
    ['a condition value that is an object', but({ Condition: { StringEquals: { 'aws:a': {} } } }), SYNTAX],
    ['a date that is none', but({ Condition: { DateGreaterThan: { 'aws:a': 'sdfdsf' } } }), LEGACY],
    ['half a date', but({ Condition: { DateLessThanEquals: { 'aws:a': '234-13' } } }), LEGACY],
    [
      'a date with half a time',
      but({ Condition: { DateLessThan: { 'aws:a': '2016-12-13t2:00:00.5+1' } } }),
      LEGACY,
    ],
    [
      'a date after the end of time',
      but({ Condition: { DateLessThan: { 'aws:a': '9223372036854775808' } } }),
      LEGACY,
    ],
    [
      'several mistakes, of which AWS names one',
      but({ Resource: 'arn:error:s3:::x', Condition: { DateGreaterThan: { 'aws:a': 'x' } } }),
      LEGACY,
    ],
  ];
  for (const [name, text, message] of refused) {
    it(`must not have ${name}`, () =>
      assert.equal(
        refusal(() => checkIdentityPolicy(text)),
        message,
      ));
  }
});

describe('a trust policy', () => {
  const account = '000000000000';
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'firehose.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const trusting = (Principal: unknown) => document({ ...trust, Principal });
  let iam: IamState;
  before(() => {
    iam = new IamState({
      store: memoryStore(),
      account,
      clock: new ManualClock(),
      durations: { iamPropagation: 0, streamCreation: 0, streamDeletion: 0, streamEncryption: 0 },
    });
    iam.bootstrap();
  });

  const accepted: [name: string, text: string][] = [
    ['a service', document(trust)],
    ['a service with its region', trusting({ Service: 'logs.eu-west-1.amazonaws.com' })],
    ['the account', trusting({ AWS: account })],
    ['the account as an ARN', trusting({ AWS: `arn:aws:iam::${account}:root` })],
    ['another account', trusting({ AWS: ['111111111111', 'arn:aws:iam::222222222222:role/r'] })],
    ['a user that exists', trusting({ AWS: `arn:aws:iam::${account}:user/admin` })],
    ['everybody', trusting('*')],
    ['no version', JSON.stringify({ Statement: trust })],
    ['the version before', document(trust, '2008-10-17')],
    ['a pattern of actions', document({ ...trust, Action: 'sts:Assume*' })],
    ['several actions of STS', document({ ...trust, Action: ['sts:AssumeRole', 'sts:TagSession'] })],
    ['a condition', document({ ...trust, Condition: { StringEquals: { 'sts:ExternalId': account } } })],
  ];
  for (const [name, text] of accepted) {
    it(`may have ${name}`, () =>
      assert.equal(
        refusal(() => checkTrustPolicy(text, iam)),
        'accepted',
      ));
  }

  const refused: [name: string, text: string, message: string][] = [
    ['no JSON', '{"Version": ', 'This policy contains invalid Json'],
    ['no statement', document([]), SYNTAX],
    ['a resource', document({ ...trust, Resource: '*' }), 'Has prohibited field Resource'],
    ['no principal', document({ ...trust, Principal: undefined }), 'Missing required field Principal'],
    [
      'actions of other services',
      document({ ...trust, Action: ['sts:AssumeRole', 's3:PutObject'] }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [
      'an action of STS that puts on no role',
      document({ ...trust, Action: 'sts:InvalidAction' }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [
      'a service that does not exist',
      trusting({ Service: 'firehouse.amazonaws.com' }),
      'Invalid principal in policy: "SERVICE":"firehouse.amazonaws.com"',
    ],
    [
      'a user that does not exist',
      trusting({ AWS: `arn:aws:iam::${account}:user/nobody` }),
      `Invalid principal in policy: "AWS":"arn:aws:iam::${account}:user/nobody"`,
    ],
    [
      'a role under another path than its own',
      trusting({ AWS: `arn:aws:iam::${account}:role/team/r` }),
      `Invalid principal in policy: "AWS":"arn:aws:iam::${account}:role/team/r"`,
    ],
    [
      'all users of an account',
      trusting({ AWS: 'arn:aws:iam::111111111111:user/*' }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::111111111111:user/*"',
    ],
    ['a principal of an unknown type', trusting({ Human: 'me' }), SYNTAX],
    ['an Effect in another case', document({ ...trust, Effect: 'allow' }), LEGACY],
  ];
  for (const [name, text, message] of refused) {
    it(`must not have ${name}`, () =>
      assert.equal(
        refusal(() => checkTrustPolicy(text, iam)),
        message,
      ));
  }
});

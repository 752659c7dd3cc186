import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Ask,
  allow,
  calling,
  decide,
  deny,
  given,
  type Outcome,
  on,
  ROLE,
  type Statements,
} from './evaluate.testing.js';

/** The decisions of identity-based policies, one line each. */
function table(cases: [name: string, statements: Statements, ask: Ask, outcome: Outcome][]) {
  for (const [name, statements, ask, outcome] of cases) {
    it(name, () => assert.equal(decide({ identity: statements }, ask).effect, outcome));
  }
}

describe('Effect', () => {
  const put = { Action: 's3:PutObject' };
  table([
    ['nothing said is an implicit deny', deny({ Action: 's3:GetObject' }), {}, 'implicitDeny'],
    ['an explicit deny wins over an allow of everything', [allow(), deny(put)], {}, 'explicitDeny'],
    ['also when it stands first', [deny(put), allow()], {}, 'explicitDeny'],
    ['a deny of something else is none', [allow(), deny(put)], calling('s3:GetObject'), 'allowed'],
    ['a statement need not stand in a list', allow(), {}, 'allowed'],
  ]);
});

describe('Action', () => {
  table([
    ['names the action', allow({ Action: 's3:PutObject' }), {}, 'allowed'],
    ['of several one is enough', allow({ Action: ['s3:GetObject', 's3:PutObject'] }), {}, 'allowed'],
    ['another action is not covered', allow({ Action: 's3:GetObject' }), {}, 'implicitDeny'],
    ['* covers all', allow({ Action: '*' }), {}, 'allowed'],
    ['Put* covers PutObject', allow({ Action: 's3:Put*' }), {}, 'allowed'],
    ['Put* does not cover GetObject', allow({ Action: 's3:Put*' }), calling('s3:GetObject'), 'implicitDeny'],
    ['? stands for one character', allow({ Action: 's3:?utObject' }), {}, 'allowed'],
    ['? does not stand for two', allow({ Action: 's3:?tObject' }), {}, 'implicitDeny'],
    ['ignores case', allow({ Action: 'S3:putobject' }), {}, 'allowed'],
    ['NotAction covers every other action', allow({ NotAction: 'iam:*' }), {}, 'allowed'],
    ['NotAction does not cover its own', allow({ NotAction: 's3:*' }), {}, 'implicitDeny'],
    ['a deny with NotAction spares its own', [allow(), deny({ NotAction: 's3:*' })], {}, 'allowed'],
    ['a deny with NotAction forbids others', [allow(), deny({ NotAction: 'iam:*' })], {}, 'explicitDeny'],
  ]);
});

describe('Resource', () => {
  const keys = 'arn:aws:s3:::bucket/*';
  const nested = 'arn:aws:s3:::bucket/a/b/c';
  const manyStars = `arn:aws:s3:::${'*a'.repeat(40)}b`;
  const listBucket = calling('s3:ListBucket', 'arn:aws:s3:::bucket');
  const listPolicies = calling('iam:ListPolicies', '*');
  table([
    ['bucket/* covers a key', allow({ Resource: keys }), {}, 'allowed'],
    ['bucket/* covers a key with slashes', allow({ Resource: keys }), on(nested), 'allowed'],
    ['no other bucket', allow({ Resource: keys }), on('arn:aws:s3:::other/key'), 'implicitDeny'],
    ['a bucket has no keys without /*', allow({ Resource: 'arn:aws:s3:::bucket' }), {}, 'implicitDeny'],
    ['bucket/* does not cover the bucket', allow({ Resource: keys }), listBucket, 'implicitDeny'],
    ['keeps case', allow({ Resource: 'arn:aws:s3:::Bucket/*' }), {}, 'implicitDeny'],
    ['* in the middle', allow({ Resource: 'arn:aws:s3:::bucket/*/c' }), on(nested), 'allowed'],
    ['* may stand for nothing', allow({ Resource: 'arn:aws:s3:::bucket/key*' }), {}, 'allowed'],
    ['? stands for one character', allow({ Resource: 'arn:aws:s3:::bucket/k?y' }), {}, 'allowed'],
    ['of several one is enough', allow({ Resource: ['arn:aws:s3:::a', keys] }), {}, 'allowed'],
    [
      'colons in a key are nothing special',
      allow({ Resource: 'arn:aws:s3:::bucket/a:*' }),
      on('arn:aws:s3:::bucket/a:b:c'),
      'allowed',
    ],
    [
      '* in the account cannot swallow the resource',
      allow({ Resource: 'arn:aws:iam::*:role/a' }),
      on('arn:aws:iam::1:role/x:role/a'),
      'implicitDeny',
    ],
    ['an ARN that stops early is filled up with *', allow({ Resource: 'arn:aws:s3' }), {}, 'allowed'],
    [
      'many * take no long time',
      allow({ Resource: manyStars }),
      on(`arn:aws:s3:::${'a'.repeat(1000)}`),
      'implicitDeny',
    ],
    ['what has no resource needs *', allow({ Resource: '*' }), listPolicies, 'allowed'],
    ['no ARN covers it', allow({ Resource: 'arn:aws:iam::*:policy/*' }), listPolicies, 'implicitDeny'],
    ['a deny with NotResource spares its own', [allow(), deny({ NotResource: keys })], {}, 'allowed'],
    [
      'a deny with NotResource forbids others',
      [allow(), deny({ NotResource: 'arn:aws:s3:::mine/*' })],
      {},
      'explicitDeny',
    ],
  ]);
});

describe('policy variables', () => {
  const home = allow({ Resource: `arn:aws:s3:::bucket/\${aws:username}/*` });
  const inHome = (name: string) => ({
    ...on('arn:aws:s3:::bucket/alice/x'),
    ...given({ 'aws:username': name }),
  });
  table([
    ['are replaced in resources', home, inHome('alice'), 'allowed'],
    ['somebody else is somebody else', home, inHome('bob'), 'implicitDeny'],
    ['a value never acts as a wildcard', home, inHome('*'), 'implicitDeny'],
    ['one that has no value matches nothing', home, on('arn:aws:s3:::bucket/alice/x'), 'implicitDeny'],
    [
      'one that has no value matches nothing in a deny either',
      [allow(), deny({ Resource: `arn:aws:s3:::bucket/\${aws:username}/*` })],
      on('arn:aws:s3:::bucket/alice/x'),
      'allowed',
    ],
    [
      'may have a value for that case',
      allow({ Resource: `arn:aws:s3:::bucket/\${aws:username, 'guest'}/*` }),
      on('arn:aws:s3:::bucket/guest/x'),
      'allowed',
    ],
    [
      'their colon does not split the ARN',
      allow({ Resource: `arn:aws:s3:::\${aws:PrincipalTag/team}/*` }),
      given({ 'aws:PrincipalTag/team': 'bucket' }),
      'allowed',
    ],
    [
      'the variable of a star is a star',
      allow({ Resource: `arn:aws:s3:::bucket/\${*}` }),
      on('arn:aws:s3:::bucket/*'),
      'allowed',
    ],
    [
      'the variable of a star is no wildcard',
      allow({ Resource: `arn:aws:s3:::bucket/\${*}` }),
      {},
      'implicitDeny',
    ],
    [
      'are replaced in conditions',
      allow({ Condition: { StringLike: { 's3:prefix': `\${aws:username}/*` } } }),
      given({ 's3:prefix': 'alice/x', 'aws:username': 'alice' }),
      'allowed',
    ],
  ]);

  it('are plain text in a document of the version before', () => {
    const statements = allow({ Resource: `arn:aws:s3:::bucket/\${aws:username}` });
    const ask = { ...given({ 'aws:username': 'alice' }), ...on('arn:aws:s3:::bucket/alice') };
    assert.equal(decide({ identity: statements }, ask, '2008-10-17').effect, 'implicitDeny');
  });
});

describe('iam:PassRole', () => {
  const toFirehose = allow({
    Action: 'iam:PassRole',
    Resource: ROLE,
    Condition: { StringEquals: { 'iam:PassedToService': 'firehose.amazonaws.com' } },
  });
  const passing = (service: string): Ask => {
    return { ...calling('iam:PassRole', ROLE), ...given({ 'iam:PassedToService': service }) };
  };
  table([
    ['to the right service', toFirehose, passing('firehose.amazonaws.com'), 'allowed'],
    ['to another service', toFirehose, passing('lambda.amazonaws.com'), 'implicitDeny'],
  ]);
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Policies } from './evaluate.js';
import { type Ask, allow, decide, deny, given, request, type Statements } from './evaluate.testing.js';
import { explain, reasonOf } from './explain.js';

describe('a decision in words', () => {
  const words = (policies: Partial<Record<keyof Policies, Statements>>, ask: Ask = {}) => {
    const decision = decide(policies, ask);
    return [reasonOf(decision, request(ask).action), explain(decision, request(ask))];
  };
  const bucket = { Action: 's3:PutObject', Resource: 'arn:aws:s3:::bucket/*' };

  it('names the statement that allows, by Sid or by number', () => {
    assert.deepEqual(words({ identity: [deny({ Action: 'iam:*' }), allow({ Sid: 'Write', ...bucket })] }), [
      '',
      'allowed by statement "Write" of the identity-based policy the-identity',
    ]);
    assert.match(words({ identity: allow() })[1] ?? '', /^allowed by statement 1 of/);
  });

  it('names the statement that denies', () => {
    assert.deepEqual(words({ identity: [allow(), deny()] }), [
      'with an explicit deny in an identity-based policy',
      'denied by statement 2 of the identity-based policy the-identity',
    ]);
    assert.equal(
      words({ resource: deny({ Principal: '*' }) })[0],
      'with an explicit deny in a resource-based policy',
    );
    assert.equal(
      words({ trust: deny({ Principal: '*' }) })[0],
      'with an explicit deny in the role trust policy',
    );
    assert.equal(words({ boundary: deny() })[0], 'with an explicit deny in a permissions boundary');
  });

  it('says which kind of policy would have had to allow', () => {
    assert.equal(
      words({ identity: [] })[0],
      'because no identity-based policy allows the s3:PutObject action',
    );
    const limited = { identity: allow(), session: [] };
    assert.equal(words(limited)[0], 'because no session policy allows the s3:PutObject action');
    const bounded = { identity: allow(), boundary: [] };
    assert.equal(words(bounded)[0], 'because no permissions boundary allows the s3:PutObject action');
    const untrusted = words({ trust: [] }, { action: 'sts:AssumeRole' });
    assert.equal(untrusted[0], 'because no role trust policy allows the sts:AssumeRole action');
    const anonymous = words({ resource: [] }, { principal: { type: 'anonymous' } });
    assert.equal(anonymous[0], 'because no resource-based policy allows the s3:PutObject action');
  });

  it('names the condition that did not hold, and what the request had instead', () => {
    const statements = [
      allow({ Action: 's3:GetObject' }),
      allow({ ...bucket, Resource: 'arn:aws:s3:::other' }),
      allow({ ...bucket, Sid: 'Prefixed', Condition: { StringEquals: { 's3:prefix': 'a/' } } }),
    ];
    assert.equal(
      words({ identity: statements }, given({ 'S3:Prefix': 'b/' }))[1],
      'no identity-based policy allows s3:PutObject on arn:aws:s3:::bucket/key; nearest is statement "Prefixed" of ' +
        'the identity-based policy the-identity, whose condition StringEquals s3:prefix ["a/"] does not hold: ' +
        'the request has ["b/"]',
    );
    assert.match(words({ identity: statements })[1] ?? '', /the request does not have this key$/);
  });

  it('names the resource, the principal or the action that did not match', () => {
    assert.match(
      words({ identity: allow({ ...bucket, Resource: 'arn:aws:s3:::other/*' }) })[1] ?? '',
      /, whose Resource "arn:aws:s3:::other\/\*" does not cover it$/,
    );
    assert.match(
      words({ trust: allow({ Principal: { Service: 'lambda.amazonaws.com' } }) })[1] ?? '',
      /, whose Principal \{"Service":"lambda\.amazonaws\.com"\} does not cover arn:aws:iam::000000000000:user\/alice$/,
    );
    assert.match(
      words({ identity: allow({ Action: 'iam:*' }) })[1] ?? '',
      /; no Allow statement has this action$/,
    );
    assert.match(words({ identity: [] })[1] ?? '', /; there is none with an Allow statement$/);
  });
});

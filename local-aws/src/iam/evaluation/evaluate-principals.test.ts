import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StatementDocument } from './compiled-policy.js';
import type { Policies } from './evaluate.js';
import {
  ACCOUNT,
  ALICE,
  ALICE_ASKS,
  type Ask,
  allow,
  calling,
  decide,
  deny,
  given,
  type Outcome,
  ROLE,
  SESSION,
  SESSION_ASKS,
  type Statements,
} from './evaluate.testing.js';

describe('resource-based policies within the account', () => {
  const cases: [string, Partial<Record<keyof Policies, Statements>>, Ask, Outcome][] = [
    [
      'naming a user needs no identity-based policy',
      { resource: allow({ Principal: { AWS: ALICE } }) },
      {},
      'allowed',
    ],
    [
      'naming another user gives nothing',
      { resource: allow({ Principal: { AWS: `${ALICE}2` } }) },
      {},
      'implicitDeny',
    ],
    ['everybody is everybody', { resource: allow({ Principal: '*' }) }, {}, 'allowed'],
    [
      'also an anonymous caller',
      { resource: allow({ Principal: '*' }) },
      { principal: { type: 'anonymous' } },
      'allowed',
    ],
    [
      'who is not in the account',
      { resource: allow({ Principal: { AWS: ACCOUNT } }) },
      { principal: { type: 'anonymous' } },
      'implicitDeny',
    ],
    [
      'naming the account leaves it to the account',
      { resource: allow({ Principal: { AWS: ACCOUNT } }) },
      {},
      'implicitDeny',
    ],
    [
      'which may allow',
      { resource: allow({ Principal: { AWS: ACCOUNT } }), identity: allow() },
      {},
      'allowed',
    ],
    [
      'naming a role covers its sessions',
      { resource: allow({ Principal: { AWS: ROLE } }) },
      { principal: SESSION_ASKS },
      'allowed',
    ],
    [
      'a deny wins over the identity-based allow',
      { identity: allow(), resource: deny({ Principal: '*' }) },
      {},
      'explicitDeny',
    ],
    [
      'NotPrincipal spares whom it names',
      { identity: allow(), resource: deny({ NotPrincipal: { AWS: ALICE } }) },
      {},
      'allowed',
    ],
    [
      'and nobody else',
      { identity: allow(), resource: deny({ NotPrincipal: { AWS: ROLE } }) },
      {},
      'explicitDeny',
    ],
    [
      'without a word the identity-based policy decides',
      { identity: allow(), resource: deny({ Principal: { AWS: ROLE } }) },
      {},
      'allowed',
    ],
  ];
  for (const [name, policies, ask, outcome] of cases) {
    it(name, () => assert.equal(decide(policies, ask).effect, outcome));
  }
});

describe('boundaries and session policies', () => {
  const nothing = allow({ Action: 'iam:*' });
  const cases: [string, Partial<Record<keyof Policies, Statements>>, Ask, Outcome][] = [
    ['a boundary must allow too', { identity: allow(), boundary: nothing }, {}, 'implicitDeny'],
    ['a boundary alone gives nothing', { identity: nothing, boundary: allow() }, {}, 'implicitDeny'],
    ['both together allow', { identity: allow(), boundary: allow() }, {}, 'allowed'],
    [
      'a deny in a boundary is a deny',
      { identity: allow(), boundary: [allow(), deny()] },
      {},
      'explicitDeny',
    ],
    ['a session policy must allow too', { identity: allow(), session: nothing }, {}, 'implicitDeny'],
    ['a session policy alone gives nothing', { identity: nothing, session: allow() }, {}, 'implicitDeny'],
    [
      'naming the session itself is not limited by them',
      { resource: allow({ Principal: { AWS: SESSION } }), session: nothing, boundary: nothing },
      { principal: SESSION_ASKS },
      'allowed',
    ],
    [
      'naming its role is',
      { resource: allow({ Principal: { AWS: ROLE } }), session: nothing },
      { principal: SESSION_ASKS },
      'implicitDeny',
    ],
  ];
  for (const [name, policies, ask, outcome] of cases) {
    it(name, () => assert.equal(decide(policies, ask).effect, outcome));
  }
});

describe('trust policies', () => {
  const FIREHOSE = { type: 'service', name: 'firehose.amazonaws.com' } as const;
  const STREAM = `arn:aws:firehose:us-east-1:${ACCOUNT}:deliverystream/s`;
  const trusts = (
    Principal: StatementDocument['Principal'],
    Condition: StatementDocument['Condition'] = {},
  ) => {
    return { Effect: 'Allow' as const, Principal, Action: 'sts:AssumeRole', Condition };
  };
  const service = { Service: 'firehose.amazonaws.com' };
  const externalId = trusts(service, { StringEquals: { 'sts:ExternalId': ACCOUNT } });
  const source = trusts(service, { ArnLike: { 'aws:SourceArn': `arn:aws:firehose:*:${ACCOUNT}:*` } });
  const root = trusts({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
  const mayAssume = allow({ Action: 'sts:AssumeRole', Resource: ROLE });
  const cases: [string, Partial<Record<keyof Policies, Statements>>, Ask, Outcome][] = [
    ['a service that is trusted needs nothing else', { trust: trusts(service) }, {}, 'allowed'],
    [
      'another service is not trusted',
      { trust: trusts({ Service: 'lambda.amazonaws.com' }) },
      {},
      'implicitDeny',
    ],
    [
      'one of several services',
      { trust: trusts({ Service: ['lambda.amazonaws.com', FIREHOSE.name] }) },
      {},
      'allowed',
    ],
    ['the right external id', { trust: externalId }, given({ 'sts:ExternalId': ACCOUNT }), 'allowed'],
    ['a wrong external id', { trust: externalId }, given({ 'sts:ExternalId': '1' }), 'implicitDeny'],
    ['no external id', { trust: externalId }, {}, 'implicitDeny'],
    ['the right source', { trust: source }, given({ 'aws:SourceArn': STREAM }), 'allowed'],
    [
      'a source in another account',
      { trust: source },
      given({ 'aws:SourceArn': STREAM.replace(ACCOUNT, '111111111111') }),
      'implicitDeny',
    ],
    [
      'an explicit deny',
      { trust: [trusts(service), { ...trusts('*'), Effect: 'Deny' }] },
      {},
      'explicitDeny',
    ],
    [
      'another action than AssumeRole',
      { trust: { ...trusts(service), Action: 'sts:TagSession' } },
      {},
      'implicitDeny',
    ],
    [
      'the account is trusted and its user may',
      { trust: root, identity: mayAssume },
      { principal: ALICE_ASKS },
      'allowed',
    ],
    [
      'the account is trusted but its user may not',
      { trust: root, identity: allow({ Action: 's3:*' }) },
      { principal: ALICE_ASKS },
      'implicitDeny',
    ],
    [
      'a trusted user needs nothing else',
      { trust: trusts({ AWS: ALICE }), identity: [] },
      { principal: ALICE_ASKS },
      'allowed',
    ],
    [
      'a user who is trusted himself, beside his account',
      { trust: [root, trusts({ AWS: ALICE })], identity: [] },
      { principal: ALICE_ASKS },
      'allowed',
    ],
    [
      'a user who may is not enough without trust',
      { trust: trusts(service), identity: allow() },
      { principal: ALICE_ASKS },
      'implicitDeny',
    ],
    [
      'a trusted user who must not',
      { trust: trusts({ AWS: ALICE }), identity: deny() },
      { principal: ALICE_ASKS },
      'explicitDeny',
    ],
  ];
  for (const [name, policies, ask, outcome] of cases) {
    it(name, () => {
      const usual = { ...calling('sts:AssumeRole', ROLE), principal: FIREHOSE };
      assert.equal(decide(policies, { ...usual, ...ask }).effect, outcome);
    });
  }
});

/** Policies and requests for the tests of the evaluator, in few words. */
import type { StatementDocument } from './compiled-policy.js';
import { type EvaluationRequest, evaluate, type Policies } from './evaluate.js';

export const ACCOUNT = '000000000000';
export const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/writer`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/writer/one`;
export const ALICE_ASKS = { type: 'aws', arn: ALICE, account: ACCOUNT } as const;
export const SESSION_ASKS = { type: 'aws', arn: SESSION, account: ACCOUNT, roleArn: ROLE } as const;

export type Statements = StatementDocument | StatementDocument[];
type Elements = Omit<Partial<StatementDocument>, 'Effect'>;
export type Ask = Partial<EvaluationRequest>;
export type Outcome = 'allowed' | 'explicitDeny' | 'implicitDeny';

export function request(ask: Ask): EvaluationRequest {
  const usual = { action: 's3:PutObject', resource: 'arn:aws:s3:::bucket/key', principal: ALICE_ASKS };
  return { ...usual, context: {}, ...ask };
}

export function decide(
  policies: Partial<Record<keyof Policies, Statements>>,
  ask: Ask = {},
  Version = '2012-10-17',
) {
  const named = Object.entries(policies).map(([type, Statement]) => {
    return [type, [{ name: `the-${type}`, document: JSON.stringify({ Version, Statement }) }]];
  });
  return evaluate(request(ask), Object.fromEntries(named));
}

export function allow(elements: Elements = {}): StatementDocument {
  const action = 'NotAction' in elements ? {} : { Action: '*' };
  const resource = 'NotResource' in elements ? {} : { Resource: '*' };
  return { Effect: 'Allow', ...action, ...resource, ...elements };
}

export function deny(elements: Elements = {}): StatementDocument {
  return { ...allow(elements), Effect: 'Deny' };
}

export const on = (resource: string): Ask => ({ resource });
export const calling = (action: string, resource = 'arn:aws:s3:::bucket/key'): Ask => ({ action, resource });
export const given = (context: EvaluationRequest['context']): Ask => ({ context });

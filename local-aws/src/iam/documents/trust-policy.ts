/** The check of a role's trust policy. Texts recorded on AWS or from public transcripts. */
import { malformedPolicyDocument } from '../errors.js';
import { compilePattern, splitArn } from '../evaluation/match.js';
import { type PrincipalElement, principalEntries } from '../evaluation/principal.js';
import type { IamState } from '../state.js';
import { emptyMistake, sidMistake } from './policy-document.js';
import {
  isPolicyDocument,
  LEGACY_PARSING,
  listOf,
  readJson,
  SYNTAX_ERRORS,
  usesLegacySyntax,
} from './policy-syntax.js';
import { isServicePrincipal } from './service-principals.js';

/** What may be done to put on a role (AWS's service authorization reference of STS). */
const TRUST_ACTIONS = [
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:SetContext',
  'sts:SetSourceIdentity',
  'sts:TagSession',
];
const PROHIBITED = ['Resource', 'NotResource'] as const;

/**
 * Checks a trust policy. The users and roles of this account that it names must exist.
 *
 * @throws AwsError MalformedPolicyDocument with AWS's text of the first mistake.
 */
export function checkTrustPolicy(text: string, iam: IamState): void {
  const mistake = trustPolicyMistake(text, iam);
  if (mistake !== undefined) throw malformedPolicyDocument(mistake);
}

function trustPolicyMistake(text: string, iam: IamState): string | undefined {
  const document = readJson(text);
  if (document === undefined) return 'This policy contains invalid Json';
  if (!isPolicyDocument(document)) return SYNTAX_ERRORS;
  const statements = listOf(document.Statement);
  for (const statement of statements) {
    const prohibited = PROHIBITED.find((element) => statement[element] !== undefined);
    if (prohibited) return `Has prohibited field ${prohibited}`;
  }
  if (!statements.every(usesLegacySyntax)) return LEGACY_PARSING;
  if (statements.some((statement) => (statement.Principal ?? statement.NotPrincipal) === undefined)) {
    return 'Missing required field Principal';
  }
  const mistake =
    sidMistake(statements) ?? emptyMistake(statements, (one) => one.Action ?? one.NotAction, 'actions');
  if (mistake) return mistake;
  const actions = statements.flatMap(({ Action, NotAction }) => listOf(Action ?? NotAction));
  if (!actions.every(isTrustAction)) {
    return 'AssumeRole policy may only specify STS AssumeRole actions.';
  }
  for (const { Principal, NotPrincipal } of statements) {
    for (const [type, name] of principalEntries((Principal ?? NotPrincipal) as PrincipalElement)) {
      if (!isPrincipal(type, name, iam)) {
        const shownType = type === 'Service' ? 'SERVICE' : type;
        return `Invalid principal in policy: "${shownType}":"${name}"`;
      }
    }
  }
  return undefined;
}

/** Whether an action, or a pattern of actions, is one that a trust policy can be about. */
function isTrustAction(pattern: string): boolean {
  const matches = compilePattern(pattern, { wildcards: true, variables: false, ignoreCase: true });
  return pattern !== '*' && TRUST_ACTIONS.some((action) => matches(action, () => undefined));
}

/** Whether a document may name this principal: the users and roles of this account must exist. */
export function isPrincipal(type: string, name: string, iam: IamState): boolean {
  if (type === 'Service') return isServicePrincipal(name);
  if (type !== 'AWS') return name !== '';
  if (name === '*' || /^\d{12}$/.test(name) || /^A(?:ROA|IDA)[A-Z2-7]{17}$/.test(name)) return true;
  const [arn, , service, region, account = '', resource = ''] = splitArn(name);
  if (arn !== 'arn' || region !== '' || !/^\d{12}$/.test(account)) return false;
  if (service === 'sts') return /^(?:assumed-role|federated-user)\/[^*?]+$/.test(resource);
  if (service !== 'iam') return false;
  if (resource === 'root') return true;
  const [kind, ...path] = resource.split('/');
  if ((kind !== 'user' && kind !== 'role') || /[*?]/.test(resource)) return false;
  if (account !== iam.account) return true; // what other accounts have is not known here
  const last = path.at(-1) ?? '';
  if (kind === 'user') {
    const user = iam.user(last);
    return user !== undefined && iam.userArn(user) === name;
  }
  const role = iam.role(last);
  return role !== undefined && iam.roleArn(role) === name;
}

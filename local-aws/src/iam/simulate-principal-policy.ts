import type {
  EvaluationResult,
  PolicySourceType,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
  Statement,
} from '@aws-sdk/client-iam';
import type { LocalAws, Operation } from '../operation.js';
import { compilePolicy } from './compiled-policy.js';
import { invalidInput, noSuchEntity } from './errors.js';
import { type Decision, evaluate, type NamedPolicy, type Policies } from './evaluate.js';
import { findRole } from './find.js';
import { policiesOf } from './grants.js';
import { splitArn } from './match.js';
import { page } from './paging.js';
import { identityPolicyMistake } from './policy-document.js';
import { isPolicyDocument, readJson, SYNTAX_ERRORS } from './policy-syntax.js';
import type { Grants } from './rows.js';
import { statementPositions } from './statement-positions.js';

/** Every answer that was recorded says so, though the model has other values. */
const SOURCE_TYPE = 'IAM Policy' as PolicySourceType;

/**
 * Evaluates the policies of a user or a role without making the call. The request has the condition keys
 * that are given here and no others.
 */
export const simulatePrincipalPolicy: Operation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse> = {
  needs: ({ PolicySourceArn = '*' }) => [
    { action: 'iam:SimulatePrincipalPolicy', resource: PolicySourceArn },
  ],

  run(input, { aws }) {
    const { ActionNames = [], ResourceArns } = input;
    const policies = policiesToSimulate(input, aws);
    const context: Record<string, string[]> = {};
    for (const { ContextKeyName = '', ContextKeyValues = [] } of input.ContextEntries ?? []) {
      context[ContextKeyName] = ContextKeyValues;
    }
    const arn = input.CallerArn ?? input.PolicySourceArn ?? '';
    const principal = { type: 'aws', arn, account: aws.account } as const;
    const MissingContextValues = missingKeys(policies, Object.keys(context));
    const results = ActionNames.flatMap((action) =>
      (ResourceArns ?? ['*']).map((resource): EvaluationResult => {
        const decision = evaluate({ action, resource, principal, context }, policies);
        const MatchedStatements = matchedStatements(decision, policies);
        const seen = { MatchedStatements, MissingContextValues };
        return {
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: decision.effect,
          EvalDecisionDetails: {},
          ...seen,
          OrganizationsDecisionDetail: { AllowedByOrganizations: true },
          ResourceSpecificResults: ResourceArns && [
            { EvalResourceName: resource, EvalResourceDecision: decision.effect, ...seen },
          ],
        };
      }),
    );
    const numbered = results.map((result, index) => ({ result, key: String(index).padStart(9, '0') }));
    const { items, end } = page(numbered, ({ key }) => key, input);
    return { EvaluationResults: items.map(({ result }) => result), ...end };
  },
};

function policiesToSimulate(input: SimulatePrincipalPolicyRequest, aws: LocalAws): Policies {
  const { kind, name, grants } = findEntity(aws, input.PolicySourceArn);
  const own = policiesOf(aws.iam, grants, 'iam');
  const sourceId = (policy: string) =>
    policy.startsWith('arn:') ? policy.slice(policy.lastIndexOf('/') + 1) : `${kind}_${name}_${policy}`;
  const renamed = (list: readonly NamedPolicy[] = []) =>
    list.map((policy) => ({ ...policy, name: sourceId(policy.name) }));
  const boundaries = input.PermissionsBoundaryPolicyInputList;
  return {
    identity: [...renamed(own.identity), ...given('PolicyInputList', input.PolicyInputList)],
    resource: resourcePolicy(input.ResourcePolicy),
    boundary: boundaries
      ? given('PermissionsBoundaryPolicyInputList', boundaries)
      : own.boundary && renamed(own.boundary),
  };
}

function resourcePolicy(document: string | undefined): NamedPolicy[] | undefined {
  if (document === undefined) return undefined;
  if (!isPolicyDocument(readJson(document))) throw invalidInput(SYNTAX_ERRORS);
  return [{ name: 'ResourcePolicy', document }];
}

function findEntity(aws: LocalAws, arn = ''): { kind: 'role' | 'user'; name: string; grants: Grants } {
  const [kind, ...path] = (splitArn(arn)[5] ?? '').split('/');
  const name = path.at(-1) ?? '';
  if (kind === 'role') return { kind, name, grants: findRole(aws, name) };
  if (kind !== 'user') {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  }
  const user = aws.iam.user(name);
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return { kind, name, grants: user };
}

function given(list: string, documents: readonly string[] = []): NamedPolicy[] {
  return documents.map((document, index) => {
    const mistake = identityPolicyMistake(document);
    if (mistake !== undefined) throw invalidInput(mistake);
    return { name: `${list}.${index + 1}`, document };
  });
}

function matchedStatements(decision: Decision, policies: Policies): Statement[] {
  if (decision.effect === 'implicitDeny') return [];
  const { type, policy, statement } = decision.by;
  const source = policies[type]?.find(({ name }) => name === policy);
  const position = statementPositions(source?.document ?? '')[statement.index];
  return [{ SourcePolicyId: policy, SourcePolicyType: SOURCE_TYPE, ...position }];
}

/** The condition keys that the policies ask for and the simulation was not given. */
function missingKeys(policies: Policies, known: readonly string[]): string[] {
  const given = new Set(known.map((key) => key.toLowerCase()));
  const asked = Object.values(policies)
    .flatMap((list) => list ?? [])
    .flatMap(({ document }) => compilePolicy(document))
    .flatMap(({ conditions }) => conditions.map(({ key }) => key));
  return [...new Set(asked)].filter((key) => !given.has(key.toLowerCase()));
}

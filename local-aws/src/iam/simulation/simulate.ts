/** What SimulateCustomPolicy and SimulatePrincipalPolicy have in common. */
import type {
  EvaluationResult,
  PolicySourceType,
  SimulateCustomPolicyRequest,
  SimulatePolicyResponse,
  Statement,
} from '@aws-sdk/client-iam';
import { invalidInput } from '../errors.js';
import {
  type EvaluationRequest,
  evaluate,
  matchedStatements,
  type Policies,
  type PolicyType,
} from '../evaluation/evaluate.js';
import { splitArn } from '../evaluation/match.js';
import type { Requester } from '../evaluation/principal.js';
import { page } from '../paging.js';
import { contextKeys } from './context-keys.js';
import { givenResourcePolicy } from './source-policies.js';
import { statementPositions } from './statement-positions.js';

type Simulation = Omit<SimulateCustomPolicyRequest, 'PolicyInputList'>;

/** The model has other values; the first was recorded on AWS, the others are from public transcripts. */
const SOURCE_TYPES: Partial<Record<PolicyType, string>> = {
  identity: 'IAM Policy',
  resource: 'Resource Policy',
  boundary: 'Permissions Boundary Policy',
};

/**
 * Evaluates each action on each resource. The request has the condition keys that are given and no others.
 *
 * @throws AwsError InvalidInput
 */
export function simulate(
  input: Simulation,
  identityBased: Policies,
  caller: string | undefined,
  account: string,
): SimulatePolicyResponse {
  const policies = { ...identityBased, resource: givenResourcePolicy(input.ResourcePolicy) };
  const principal = requester(input, caller, account);
  const context: Record<string, string[]> = {};
  for (const { ContextKeyName = '', ContextKeyValues = [] } of input.ContextEntries ?? []) {
    context[ContextKeyName] = ContextKeyValues;
  }
  const pairs = (input.ActionNames ?? []).flatMap((action) =>
    (input.ResourceArns ?? ['*']).map((resource) => ({ action, resource })),
  );
  const numbered = pairs.map((pair, index) => ({ ...pair, key: String(index).padStart(9, '0') }));
  const { items, end } = page(numbered, ({ key }) => key, input);
  const results = items.map(({ action, resource }) =>
    evaluated({ action, resource, principal, context }, policies, input.ResourceArns !== undefined),
  );
  return { EvaluationResults: results, ...end };
}

/**
 * One action on one resource. With resources given, there are details by resource, which then have the
 * missing keys (AWS documentation of EvaluationResult).
 */
function evaluated(request: EvaluationRequest, policies: Policies, byResource: boolean): EvaluationResult {
  const { effect } = evaluate(request, policies);
  const MatchedStatements = statements(request, policies);
  const MissingContextValues = missingKeys(request, policies);
  const boundary = policies.boundary && {
    PermissionsBoundaryDecisionDetail: {
      AllowedByPermissionsBoundary: evaluate(request, { identity: policies.boundary }).effect === 'allowed',
    },
  };
  return {
    EvalActionName: request.action,
    EvalResourceName: request.resource,
    EvalDecision: effect,
    MatchedStatements,
    MissingContextValues: byResource ? [] : MissingContextValues,
    OrganizationsDecisionDetail: { AllowedByOrganizations: true },
    ...boundary,
    ...(byResource && {
      EvalDecisionDetails: {},
      ResourceSpecificResults: [
        {
          EvalResourceName: request.resource,
          EvalResourceDecision: effect,
          MatchedStatements,
          MissingContextValues,
          ...boundary,
        },
      ],
    }),
  };
}

function statements(request: EvaluationRequest, policies: Policies): Statement[] {
  return matchedStatements(request, policies).map(({ type, policy, statement }) => {
    const source = policies[type]?.find(({ name }) => name === policy);
    return {
      SourcePolicyId: policy,
      SourcePolicyType: SOURCE_TYPES[type] as PolicySourceType,
      ...statementPositions(source?.document ?? '')[statement.index],
    };
  });
}

/** The keys that the policies ask for and the simulation was not given. */
function missingKeys({ context }: EvaluationRequest, policies: Policies): string[] {
  const given = new Set(Object.keys(context).map((key) => key.toLowerCase()));
  const asked = contextKeys(Object.values(policies).flatMap((list) => list ?? []));
  return asked.filter((key) => !given.has(key.toLowerCase()));
}

/** Who makes the simulated call: a resource-based policy can only tell users apart (AWS documentation). */
function requester(
  { CallerArn, ResourcePolicy }: Simulation,
  caller: string | undefined,
  account: string,
): Requester {
  const arn = CallerArn ?? caller ?? `arn:aws:iam::${account}:root`;
  const [, , service, , callerAccount = account, resource = ''] = splitArn(arn);
  const isUser = service === 'iam' && resource.startsWith('user/');
  if (!isUser && (CallerArn !== undefined || ResourcePolicy !== undefined)) {
    throw invalidInput('Invalid caller - Caller must be an IAM user in this context.');
  }
  return { type: 'aws', arn, account: callerAccount };
}

/** How a service of this process puts on a role, as Firehose does before each delivery. */
import { momentContext, type ServiceSession } from '../iam/authorize.js';
import { type EvaluationRequest, evaluate } from '../iam/evaluation/evaluate.js';
import { explain } from '../iam/evaluation/explain.js';
import type { LocalAws } from '../operation.js';

/** The role cannot be put on; the message says why, for the log. AWS's services do not tell their callers. */
export class RoleNotAssumable extends Error {
  readonly roleArn: string;
  /** Which part was missing: the role itself, its propagation, or a part of its trust policy. */
  readonly explanation: string;

  constructor(roleArn: string, service: string, explanation: string) {
    super(`${service} cannot assume ${roleArn}: ${explanation}`);
    this.name = 'RoleNotAssumable';
    this.roleArn = roleArn;
    this.explanation = explanation;
  }
}

export interface ServiceAssumption {
  roleArn: string;
  /** The service principal, such as `firehose.amazonaws.com`. */
  service: string;
  /** Becomes the last part of the session's ARN. */
  sessionName: string;
  /** What the service says of the call, such as `sts:ExternalId`, `aws:SourceAccount`, `aws:SourceArn`. */
  context: Record<string, string>;
}

/**
 * Lets a service assume a role, under the role's trust policy as the services see it at this moment.
 *
 * @throws RoleNotAssumable when the role is unknown or has not propagated, or its trust policy does not allow
 * it.
 */
export function assumeRoleAs(aws: LocalAws, assumption: ServiceAssumption): ServiceSession {
  const { roleArn, service, sessionName } = assumption;
  const refuse = (explanation: string) => new RoleNotAssumable(roleArn, service, explanation);
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const role = aws.iam.role(name, 'services');
  const current = aws.iam.role(name);
  if (!role || aws.iam.roleArn(role) !== roleArn) {
    const isNew = current !== undefined && aws.iam.roleArn(current) === roleArn;
    throw refuse(isNew ? 'the role is new and has not propagated yet' : 'there is no such role');
  }

  const request: EvaluationRequest = {
    action: 'sts:AssumeRole',
    resource: roleArn,
    principal: { type: 'service', name: service },
    context: {
      ...momentContext(aws),
      'aws:PrincipalServiceName': service,
      'aws:PrincipalIsAWSService': 'true',
      'sts:RoleSessionName': sessionName,
      ...assumption.context,
    },
  };
  const decision = evaluate(request, { trust: [{ name: role.name, document: role.trust }] });
  if (decision.effect !== 'allowed') {
    const late = current?.id === role.id && current.trust !== role.trust;
    throw refuse(
      explain(decision, request) +
        (late ? '; the trust policy was changed, which has not propagated yet' : ''),
    );
  }
  return {
    kind: 'assumed-role',
    account: aws.account,
    arn: `arn:aws:sts::${aws.account}:assumed-role/${role.name}/${sessionName}`,
    userId: `${role.id}:${sessionName}`,
    name: role.name,
    service,
  };
}

/** Step 4: asking IAM what would be allowed, without anything happening. */
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Aws } from './connect.js';
import { failed } from './errors.js';

/**
 * Asks whether a role may do an action on a resource.
 *
 * @returns `allowed`, `implicitDeny` when no policy allows it, `explicitDeny` when one forbids it.
 * @throws StepError when there is no such role, or the right to ask is missing.
 */
export async function decisionOn(aws: Aws, roleArn: string, action: string, resource: string) {
  const question = { PolicySourceArn: roleArn, ActionNames: [action], ResourceArns: [resource] };
  try {
    const { EvaluationResults } = await aws.iam.send(new SimulatePrincipalPolicyCommand(question));
    return EvaluationResults?.[0]?.EvalDecision;
  } catch (error) {
    throw failed(`Asking IAM whether ${roleArn} may ${action} on ${resource}`, error);
  }
}

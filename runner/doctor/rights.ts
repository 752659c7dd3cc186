/** Whether the caller may do what the lesson needs, as far as IAM's simulator tells. Nothing is done by asking. */
import { type ContextEntry, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Aws } from '../../helpers/connect.js';
import { failed, isDenied } from '../../helpers/errors.js';
import type { Names } from '../../helpers/names.js';
import { findRole } from '../../helpers/role.js';
import { learnerPolicy, type Statement } from '../policy-document.js';
import { type Finding, fine, fromError, problem } from './finding.js';

/** Without these the lesson works all the same. */
const NOT_NEEDED: Record<string, string> = {
  ListWhatAnInterruptedRunLeft: '"npm run cleanup" will look for the names of dl.cfg alone.',
};

/** Asks for each statement of the learner's policy, on the very names of this lesson. */
export async function rightsFindings(aws: Aws, names: Names): Promise<Finding[]> {
  const [, partition = 'aws'] = aws.arn.split(':');
  const { Statement } = learnerPolicy({ ...aws, partition }, names);
  const asked = Statement.filter(({ Sid }) => Sid !== 'AskAboutOwnRights'); // being able to ask is the answer
  const caller = await policySource(aws);
  try {
    const findings: Finding[] = [];
    for (const statement of asked) {
      const denied = await deniedActions(aws, caller, statement);
      if (denied.length > 0) findings.push(notAllowed(statement, denied, aws.arn));
    }
    const count = asked.flatMap(({ Action }) => Action).length;
    if (findings.length === 0) return [fine(`rights: all ${count} actions of the lesson are allowed to you`)];
    return findings;
  } catch (error) {
    if (!isDenied(error)) {
      return [fromError(failed(`Asking IAM what ${caller} may do`, error))];
    }
    return [
      fine(
        'rights: not checked, since you may not ask IAM (iam:SimulatePrincipalPolicy)',
        howToAsk(caller, asked),
      ),
    ];
  }
}

function notAllowed({ Sid, Resource }: Statement, denied: string[], arn: string): Finding {
  const what = `not allowed: ${denied.join(', ')} on ${Resource}`;
  const consequence = NOT_NEEDED[Sid];
  if (consequence) return fine(what, consequence);
  return problem(what, `Have the policy attached to ${arn} that "npm run -s policy" prints (${Sid}).`);
}

async function deniedActions(aws: Aws, PolicySourceArn: string, statement: Statement): Promise<string[]> {
  const { Action: ActionNames, Resource } = statement;
  const ResourceArns = Resource === '*' ? undefined : [Resource.replace(/\/\*$/, '/a-key')];
  const ContextEntries = [...contextOf(statement), ...userNameIn(PolicySourceArn)];
  const question = { PolicySourceArn, ActionNames, ResourceArns, ContextEntries };
  const { EvaluationResults = [] } = await aws.iam.send(new SimulatePrincipalPolicyCommand(question));
  const allowed = EvaluationResults.filter(({ EvalDecision }) => EvalDecision === 'allowed');
  const names = new Set(allowed.map(({ EvalActionName }) => EvalActionName));
  return ActionNames.filter((name) => !names.has(name));
}

/** The circumstances under which the lesson makes the calls: just those that the statement asks for. */
function contextOf({ Condition = {} }: Statement): ContextEntry[] {
  const wanted = Object.values(Condition).flatMap((keys) => Object.entries(keys));
  return wanted.map(([ContextKeyName, value]) => ({
    ContextKeyName,
    ContextKeyType: 'string',
    ContextKeyValues: [value],
  }));
}

/** A policy that names the user's own things by `${aws:username}` is not evaluated without it (a workshop's is one). */
function userNameIn(arn: string): ContextEntry[] {
  const name = /:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  if (name === undefined) return [];
  return [{ ContextKeyName: 'aws:username', ContextKeyType: 'string', ContextKeyValues: [name] }];
}

/** Whose policies count: the user's, or those of the role behind a session, whose path the session's ARN lacks. */
async function policySource(aws: Aws): Promise<string> {
  const role = /:assumed-role\/([^/]+)\//.exec(aws.arn)?.[1];
  if (role === undefined) return aws.arn;
  const built = aws.arn.replace(/:sts:(.*):assumed-role\/.*$/, `:iam:$1:role/${role}`);
  const found = await findRole(aws, role).catch(() => undefined); // looking at one's own role may not be allowed
  return found?.Arn ?? built;
}

function howToAsk(caller: string, statements: Statement[]): string {
  const some = statements.map(({ Action }) => Action[0]).join(' ');
  return `An administrator may: aws iam simulate-principal-policy --policy-source-arn ${caller} --action-names ${some}`;
}

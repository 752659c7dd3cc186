import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { roleByArn } from '../../iam/role-by-arn.js';
import type { RoleRow } from '../../iam/rows.js';
import type { IamState } from '../../iam/state.js';
import { requestTagContext, resourceTagContext } from '../../iam/tags.js';
import type { Call, Need, Operation, Principal } from '../../operation.js';
import { accessDenied, validationError } from '../errors.js';
import { refuseMfa, refuseSessions, refuseUnsupported } from '../refusals.js';

import { packedSize, sessionPolicies } from '../session-policies.js';
import { inheritedTags, sessionTags } from '../session-tags.js';

const DEFAULT_SECONDS = 3600;
/** AWS documentation, "role chaining": a session that starts another one. */
const LONGEST_CHAINED_SECONDS = 3600;

/**
 * Gives temporary credentials of a role. The caller is refused in the same words whether the role does not
 * trust him or does not exist (AWS documentation). A role can be assumed as soon as it is made (decided by us:
 * on AWS it takes some seconds).
 */
export const assumeRole: Operation<AssumeRoleRequest, AssumeRoleResponse> = {
  needs(input, call) {
    if (call.caller.kind === 'federated-user') refuseSessions(call.caller, 'AssumeRole');
    const { RoleArn: resource = '', Tags = [] } = input;
    if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(resource)) throw validationError(`${resource} is invalid`);
    const context = contextOf(input, call);
    const need = (action: string): Need => ({ action, resource, context });
    const { session } = call.caller;
    const needs = [need('sts:AssumeRole')];
    if (Tags.length + inheritedTags(session?.tags).length > 0) needs.push(need('sts:TagSession'));
    if (input.SourceIdentity ?? session?.sourceIdentity) needs.push(need('sts:SetSourceIdentity'));
    return needs;
  },

  run(input, { aws, caller }) {
    refuseUnsupported('AssumeRole', input, ['ProvidedContexts', 'MinimumSessionTokenSize']);
    refuseMfa(input);
    const { RoleSessionName = '', DurationSeconds = DEFAULT_SECONDS, Tags, TransitiveTagKeys } = input;
    const role = roleByArn(aws.iam, input.RoleArn) as RoleRow; // it is there, or nobody were allowed
    checkDuration(DurationSeconds, role, caller);
    const policies = sessionPolicies(input, aws.iam);
    const inherited = inheritedTags(caller.session?.tags);
    const tags = sessionTags(inherited, Tags, TransitiveTagKeys);
    const sourceIdentity = sourceIdentityOf(input, caller);
    const PackedPolicySize = policies || tags.length > 0 ? packedSize(policies, tags) : undefined;
    const principal = {
      ...rolePrincipal(aws.iam, role, RoleSessionName),
      session: { issued: aws.sts.stamp(), sourceId: role.id, policies, tags, sourceIdentity },
    };
    return {
      Credentials: aws.sts.issue(principal, DurationSeconds),
      AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
      PackedPolicySize,
      SourceIdentity: sourceIdentity,
    };
  },
};

/** The condition keys that a trust policy may ask for. */
function contextOf(input: AssumeRoleRequest, { aws, caller }: Call): Need['context'] {
  const { Tags = [], TransitiveTagKeys = [], ExternalId } = input;
  const sourceIdentity = input.SourceIdentity ?? caller.session?.sourceIdentity;
  const tags = [...inheritedTags(caller.session?.tags), ...Tags];
  return {
    ...resourceTagContext(roleByArn(aws.iam, input.RoleArn)?.tags),
    ...requestTagContext(tags),
    'sts:RoleSessionName': input.RoleSessionName ?? '',
    ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
    ...(sourceIdentity !== undefined && { 'sts:SourceIdentity': sourceIdentity }),
    ...(TransitiveTagKeys.length > 0 && { 'sts:TransitiveTagKeys': TransitiveTagKeys }),
  };
}

function rolePrincipal({ account }: IamState, role: RoleRow, sessionName: string): Principal {
  return {
    kind: 'assumed-role',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
    userId: `${role.id}:${sessionName}`,
    name: role.name,
  };
}

/** Texts of public transcripts; temporary credentials of a user count as the first link of a chain as well. */
function checkDuration(seconds: number, role: RoleRow, caller: Principal): void {
  if (caller.session && seconds > LONGEST_CHAINED_SECONDS) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionDuration) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}

/** Once set, it stays for the whole chain (AWS documentation; the texts are decided by us). */
function sourceIdentityOf({ SourceIdentity }: AssumeRoleRequest, { session }: Principal): string | undefined {
  const inherited = session?.sourceIdentity;
  if (SourceIdentity === undefined || inherited === undefined) return SourceIdentity ?? inherited;
  if (SourceIdentity === inherited) return inherited;
  throw accessDenied('The source identity of the calling session cannot be changed.');
}

import type { ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findPolicy } from '../find.js';
import { policyNeed } from '../needs.js';
import { page } from '../paging.js';
import type { Grants } from '../rows.js';

/**
 * Lists the users, groups and roles that a managed policy is attached to, and the users and roles that it
 * bounds. The two filters that name kinds of policies leave nothing out (recorded on AWS for LocalManagedPolicy).
 */
export const listEntitiesForPolicy: Operation<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse> = {
  needs: (input, call) => [policyNeed('ListEntitiesForPolicy', input.PolicyArn, call)],

  run(input, { aws }) {
    const { PolicyArn = '', EntityFilter, PathPrefix = '/', PolicyUsageFilter } = input;
    findPolicy(aws, PolicyArn);
    const wanted = EntityFilter?.endsWith('Policy') ? undefined : EntityFilter;
    const has = ({ attached, boundary }: Grants) =>
      (PolicyUsageFilter !== 'PermissionsBoundary' && attached.includes(PolicyArn)) ||
      (PolicyUsageFilter !== 'PermissionsPolicy' && boundary === PolicyArn);
    const entities = [
      ...aws.iam.groups().map((row) => ({ kind: 'Group', row })),
      ...aws.iam.roles().map((row) => ({ kind: 'Role', row })),
      ...aws.iam.users().map((row) => ({ kind: 'User', row })),
    ].filter(({ kind, row }) => (wanted ?? kind) === kind && row.path.startsWith(PathPrefix) && has(row));
    const { items, end } = page(entities, ({ kind, row }) => `${kind} ${row.name}`, input);
    const ofKind = (name: string) => items.filter(({ kind }) => kind === name).map(({ row }) => row);
    return {
      PolicyGroups: ofKind('Group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyUsers: ofKind('User').map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: ofKind('Role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...end,
    };
  },
};

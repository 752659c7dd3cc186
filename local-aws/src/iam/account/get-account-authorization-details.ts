import type {
  EntityType,
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse,
  GroupDetail,
  ManagedPolicyDetail,
  RoleDetail,
  UserDetail,
} from '@aws-sdk/client-iam';
import type { LocalAws, Operation } from '../../operation.js';
import { describeAttached } from '../attached-policies.js';
import {
  describeBoundary,
  describeGroup,
  describePolicy,
  describeRole,
  describeUser,
  describeVersion,
  encodeDocument,
} from '../describe.js';
import { describeAllInline } from '../inline-policies.js';
import { describeProfile } from '../instance-profiles/profiles.js';
import { accountNeed } from '../needs.js';
import { page } from '../paging.js';
import { awsManagedPolicies } from '../policies/aws-managed-policies.js';
import { newestFirst } from '../policies/version-order.js';
import type { GroupRow, PolicyRow, RoleRow, UserRow } from '../rows.js';
import type { PolicyUses } from '../state.js';

type Entry =
  | { type: 'User'; row: UserRow }
  | { type: 'Group'; row: GroupRow }
  | { type: 'Role'; row: RoleRow }
  | { type: 'AWSManagedPolicy' | 'LocalManagedPolicy'; row: PolicyRow; arn: string };

/** Shows all users, groups, roles and policies with all of their policies, or those of some types. */
export const getAccountAuthorizationDetails: Operation<
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse
> = {
  needs: () => [accountNeed('GetAccountAuthorizationDetails')],

  run(input, { aws }) {
    const { Filter = [] } = input;
    const wanted = (type: EntityType) => Filter.length === 0 || Filter.includes(type);
    const entries = allEntries(aws).filter(({ type }) => wanted(type));
    const { items, end } = page(entries, ({ type, row }) => `${type} ${row.path}${row.name}`, input);
    const uses = aws.iam.policyUses();
    const answer = {
      UserDetailList: [] as UserDetail[],
      GroupDetailList: [] as GroupDetail[],
      RoleDetailList: [] as RoleDetail[],
      Policies: [] as ManagedPolicyDetail[],
    };
    for (const entry of items) {
      if (entry.type === 'User') answer.UserDetailList.push(userDetail(aws, entry.row));
      else if (entry.type === 'Group') answer.GroupDetailList.push(groupDetail(aws, entry.row));
      else if (entry.type === 'Role') answer.RoleDetailList.push(roleDetail(aws, entry.row));
      else answer.Policies.push(policyDetail(entry.arn, entry.row, uses.get(entry.arn)));
    }
    return { ...answer, ...end };
  },
};

function allEntries({ iam }: LocalAws): Entry[] {
  const own = iam.policies().map((row) => ({ row, arn: iam.policyArn(row) }));
  const awsManaged = awsManagedPolicies().map(({ arn, policy }) => ({ row: policy, arn }));
  return [
    ...iam.users().map((row) => ({ type: 'User' as const, row })),
    ...iam.groups().map((row) => ({ type: 'Group' as const, row })),
    ...iam.roles().map((row) => ({ type: 'Role' as const, row })),
    ...own.map((policy) => ({ type: 'LocalManagedPolicy' as const, ...policy })),
    ...awsManaged.map((policy) => ({ type: 'AWSManagedPolicy' as const, ...policy })),
  ];
}

function userDetail(aws: LocalAws, user: UserRow): UserDetail {
  const inline = describeAllInline(user);
  return {
    ...describeUser(aws.iam, user),
    ...describeBoundary(user),
    ...(inline.length > 0 && { UserPolicyList: inline }), // AWS leaves out an empty one of users only (recorded)
    GroupList: [...(user.groups ?? [])],
    AttachedManagedPolicies: describeAttached(user),
    Tags: [...user.tags],
  };
}

function groupDetail(aws: LocalAws, group: GroupRow): GroupDetail {
  return {
    ...describeGroup(aws.iam, group),
    GroupPolicyList: describeAllInline(group),
    AttachedManagedPolicies: describeAttached(group),
  };
}

function roleDetail(aws: LocalAws, role: RoleRow): RoleDetail {
  return {
    ...describeRole(aws.iam, role),
    ...describeBoundary(role),
    RolePolicyList: describeAllInline(role),
    AttachedManagedPolicies: describeAttached(role),
    InstanceProfileList: aws.iam.profiles.ofRole(role.name).map((profile) => describeProfile(aws, profile)),
    RoleLastUsed: {},
    Tags: [...role.tags],
  };
}

function policyDetail(arn: string, policy: PolicyRow, uses: PolicyUses | undefined): ManagedPolicyDetail {
  return {
    ...describePolicy(arn, policy, uses),
    PolicyVersionList: newestFirst(policy).map((version) => ({
      ...describeVersion(policy, version),
      Document: encodeDocument(version.document),
    })),
  };
}

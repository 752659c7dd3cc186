/** How IAM shows its entities. Which answer has which members was recorded on AWS. */
import type {
  AttachedPermissionsBoundary,
  Group,
  PermissionsBoundaryAttachmentType,
  Policy,
  PolicyVersion,
  Role,
  Tag,
  User,
} from '@aws-sdk/client-iam';
import type { Grants, GroupRow, PolicyRow, PolicyVersionRow, RoleRow, TagRow, UserRow } from './rows.js';
import type { IamState, PolicyUses } from './state.js';

/** A document as IAM sends it: URL-encoded (RFC 3986). */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Tags as they are sent; no member at all where there are none. */
export function describeTags(tags: readonly TagRow[]): { Tags?: Tag[] } {
  return tags.length > 0 ? { Tags: [...tags] } : {};
}

/** The members that every answer has which shows a role. */
export function describeRole(iam: IamState, role: RoleRow): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: iam.roleArn(role),
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: encodeDocument(role.trust),
  };
}

/** The members that every answer has which shows a user. */
export function describeUser(iam: IamState, user: UserRow): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: iam.userArn(user),
    CreateDate: new Date(user.created),
  };
}

export function describeGroup(iam: IamState, group: GroupRow): Group {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: iam.groupArn(group),
    CreateDate: new Date(group.created),
  };
}

/** Every answer that was recorded says so, though the model has another value. */
const BOUNDARY_TYPE = 'Policy' as PermissionsBoundaryAttachmentType;

export function describeBoundary({ boundary }: Grants): {
  PermissionsBoundary?: AttachedPermissionsBoundary;
} {
  if (boundary === undefined) return {};
  return {
    PermissionsBoundary: { PermissionsBoundaryType: BOUNDARY_TYPE, PermissionsBoundaryArn: boundary },
  };
}

/** The members that every answer has which shows a managed policy. */
export function describePolicy(
  arn: string,
  policy: PolicyRow,
  uses: PolicyUses = { attached: 0, boundaries: 0 },
): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: uses.attached,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: new Date(policy.created),
    UpdateDate: new Date(policy.updated),
  };
}

export function describeVersion(policy: PolicyRow, version: PolicyVersionRow): PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersion,
    CreateDate: new Date(version.created),
  };
}

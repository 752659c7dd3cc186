/** Limits of IAM's input: data from the service's API model, by operation and member. */
import type { Constraint } from '../wire/constraints.js';

type Limits = Readonly<Record<string, Constraint>>;

export const NAME = { pattern: '[\\w+=,.@-]+' };
export const PATH = {
  minLength: 1,
  maxLength: 512,
  pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)',
};
const POLICY_PATH = { minLength: 1, maxLength: 512, pattern: '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/' };
const DOCUMENT = { minLength: 1, maxLength: 131_072, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' };
const ARN = { minLength: 20, maxLength: 2048 };
export const TAG_KEY = { minLength: 1, maxLength: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' };
const DESCRIPTION = { maxLength: 1000, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*' };
const SESSION_DURATION = { min: 3600, max: 43_200 };
const ENTITY_TYPES = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'];

const name = (maxLength: number): Constraint => ({ minLength: 1, maxLength, ...NAME });
const required = (constraint: Constraint): Constraint => ({ required: true, ...constraint });
/** The name of a user that is to be made is shorter than what a call may look for. */
const NEW_USER_NAME = name(64);
const EXISTING_USER_NAME = name(128);
const GROUP_NAME = name(128);

const userName: Limits = { UserName: required(EXISTING_USER_NAME) };
const shortUserName: Limits = { UserName: required(NEW_USER_NAME) };
const userNameOrCaller: Limits = { UserName: EXISTING_USER_NAME };
const accessKeyId: Limits = {
  AccessKeyId: { required: true, minLength: 16, maxLength: 128, pattern: '[\\w]+' },
};
const groupName: Limits = { GroupName: required(GROUP_NAME) };
const roleName: Limits = { RoleName: required(name(64)) };
const profileName: Limits = { InstanceProfileName: required(name(128)) };
const policyName: Limits = { PolicyName: required(name(128)) };
const policyArn: Limits = { PolicyArn: required(ARN) };
const policyDocument: Limits = { PolicyDocument: required(DOCUMENT) };
const versionId: Limits = { VersionId: { required: true, pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' } };
const boundary: Limits = { PermissionsBoundary: required(ARN) };
const accountAlias: Limits = {
  AccountAlias: {
    required: true,
    minLength: 3,
    maxLength: 63,
    pattern: '^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$',
  },
};
const tags: Limits = {
  Tags: { maxLength: 50 },
  'Tags[].Key': required(TAG_KEY),
  'Tags[].Value': { required: true, maxLength: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' },
};
const someTags: Limits = { ...tags, Tags: { required: true, maxLength: 50 } };
const tagKeys: Limits = { TagKeys: { required: true, maxLength: 50 }, 'TagKeys[]': TAG_KEY };
const policyUsage: Limits = { PolicyUsageFilter: { enum: ['PermissionsPolicy', 'PermissionsBoundary'] } };
const pathPrefix: Limits = {
  PathPrefix: { minLength: 1, maxLength: 512, pattern: '\\u002F[\\u0021-\\u007F]*' },
};
const paging: Limits = {
  Marker: { minLength: 1, maxLength: 320, pattern: '[\\u0020-\\u00FF]+' },
  MaxItems: { min: 1, max: 1000 },
};

const simulation: Limits = {
  'PolicyInputList[]': DOCUMENT,
  'PermissionsBoundaryPolicyInputList[]': DOCUMENT,
  ActionNames: { required: true },
  'ActionNames[]': { minLength: 3, maxLength: 128 },
  'ResourceArns[]': { minLength: 1, maxLength: 2048 },
  ResourcePolicy: DOCUMENT,
  ResourceOwner: { minLength: 1, maxLength: 2048 },
  CallerArn: { minLength: 1, maxLength: 2048 },
  'ContextEntries[].ContextKeyName': { minLength: 5, maxLength: 256 },
  'ContextEntries[].ContextKeyType': {
    enum: ['string', 'numeric', 'boolean', 'ip', 'binary', 'date'].flatMap((type) => [type, `${type}List`]),
  },
  ResourceHandlingOption: { minLength: 1, maxLength: 64 },
  ...paging,
};

export const limits: Readonly<Record<string, Limits>> = {
  CreateRole: {
    Path: PATH,
    ...roleName,
    AssumeRolePolicyDocument: { required: true, ...DOCUMENT },
    Description: DESCRIPTION,
    MaxSessionDuration: SESSION_DURATION,
    PermissionsBoundary: ARN,
    ...tags,
  },
  GetRole: roleName,
  ListRoles: { ...pathPrefix, ...paging },
  UpdateRole: { ...roleName, Description: DESCRIPTION, MaxSessionDuration: SESSION_DURATION },
  UpdateRoleDescription: { ...roleName, Description: required(DESCRIPTION) },
  PutRolePermissionsBoundary: { ...roleName, ...boundary },
  DeleteRolePermissionsBoundary: roleName,
  CreateServiceLinkedRole: {
    AWSServiceName: required(GROUP_NAME),
    Description: DESCRIPTION,
    CustomSuffix: name(64),
  },
  DeleteServiceLinkedRole: roleName,
  GetServiceLinkedRoleDeletionStatus: {
    DeletionTaskId: { required: true, minLength: 1, maxLength: 1000 },
  },
  DeleteRole: roleName,
  UpdateAssumeRolePolicy: { ...roleName, ...policyDocument },
  TagRole: { ...roleName, ...someTags },
  UntagRole: { ...roleName, ...tagKeys },
  ListRoleTags: { ...roleName, ...paging },
  CreatePolicy: {
    ...policyName,
    Path: POLICY_PATH,
    ...policyDocument,
    Description: { maxLength: 1000 },
    ...tags,
  },
  GetPolicy: policyArn,
  ListPolicies: {
    Scope: { enum: ['All', 'AWS', 'Local'] },
    PathPrefix: POLICY_PATH,
    ...policyUsage,
    ...paging,
  },
  DeletePolicy: policyArn,
  CreatePolicyVersion: { ...policyArn, ...policyDocument },
  GetPolicyVersion: { ...policyArn, ...versionId },
  ListPolicyVersions: { ...policyArn, ...paging },
  SetDefaultPolicyVersion: { ...policyArn, ...versionId },
  DeletePolicyVersion: { ...policyArn, ...versionId },
  TagPolicy: { ...policyArn, ...someTags },
  UntagPolicy: { ...policyArn, ...tagKeys },
  ListPolicyTags: { ...policyArn, ...paging },
  AttachRolePolicy: { ...roleName, ...policyArn },
  DetachRolePolicy: { ...roleName, ...policyArn },
  ListAttachedRolePolicies: { ...roleName, PathPrefix: POLICY_PATH, ...paging },
  PutRolePolicy: { ...roleName, ...policyName, ...policyDocument },
  GetRolePolicy: { ...roleName, ...policyName },
  DeleteRolePolicy: { ...roleName, ...policyName },
  ListRolePolicies: { ...roleName, ...paging },
  ListEntitiesForPolicy: {
    ...policyArn,
    EntityFilter: { enum: ENTITY_TYPES },
    PathPrefix: PATH,
    ...policyUsage,
    ...paging,
  },
  SimulatePrincipalPolicy: {
    PolicySourceArn: { required: true, ...ARN },
    ...simulation,
  },
  SimulateCustomPolicy: { ...simulation, PolicyInputList: { required: true } },
  GetContextKeysForPrincipalPolicy: {
    PolicySourceArn: { required: true, ...ARN },
    'PolicyInputList[]': DOCUMENT,
  },
  GetContextKeysForCustomPolicy: { PolicyInputList: { required: true }, 'PolicyInputList[]': DOCUMENT },
  CreateUser: { Path: PATH, ...shortUserName, PermissionsBoundary: ARN, ...tags },
  GetUser: userNameOrCaller,
  ListUsers: { ...pathPrefix, ...paging },
  UpdateUser: { ...userName, NewPath: PATH, NewUserName: NEW_USER_NAME },
  DeleteUser: userName,
  TagUser: { ...userName, ...someTags },
  UntagUser: { ...userName, ...tagKeys },
  ListUserTags: { ...userName, ...paging },
  AttachUserPolicy: { ...shortUserName, ...policyArn },
  DetachUserPolicy: { ...shortUserName, ...policyArn },
  ListAttachedUserPolicies: { ...shortUserName, PathPrefix: POLICY_PATH, ...paging },
  PutUserPolicy: { ...userName, ...policyName, ...policyDocument },
  GetUserPolicy: { ...userName, ...policyName },
  DeleteUserPolicy: { ...userName, ...policyName },
  ListUserPolicies: { ...userName, ...paging },
  PutUserPermissionsBoundary: { ...shortUserName, ...boundary },
  DeleteUserPermissionsBoundary: shortUserName,
  ListGroupsForUser: { ...userName, ...paging },
  CreateAccessKey: userNameOrCaller,
  ListAccessKeys: { ...userNameOrCaller, ...paging },
  UpdateAccessKey: {
    ...userNameOrCaller,
    ...accessKeyId,
    Status: { required: true, enum: ['Active', 'Inactive', 'Expired'] },
  },
  DeleteAccessKey: { ...userNameOrCaller, ...accessKeyId },
  GetAccessKeyLastUsed: accessKeyId,
  CreateGroup: { Path: PATH, ...groupName },
  GetGroup: { ...groupName, ...paging },
  ListGroups: { ...pathPrefix, ...paging },
  UpdateGroup: { ...groupName, NewPath: PATH, NewGroupName: GROUP_NAME },
  DeleteGroup: groupName,
  AddUserToGroup: { ...groupName, ...userName },
  RemoveUserFromGroup: { ...groupName, ...userName },
  AttachGroupPolicy: { ...groupName, ...policyArn },
  DetachGroupPolicy: { ...groupName, ...policyArn },
  ListAttachedGroupPolicies: { ...groupName, PathPrefix: POLICY_PATH, ...paging },
  PutGroupPolicy: { ...groupName, ...policyName, ...policyDocument },
  GetGroupPolicy: { ...groupName, ...policyName },
  DeleteGroupPolicy: { ...groupName, ...policyName },
  ListGroupPolicies: { ...groupName, ...paging },
  CreateInstanceProfile: { ...profileName, Path: PATH, ...tags },
  GetInstanceProfile: profileName,
  ListInstanceProfiles: { ...pathPrefix, ...paging },
  ListInstanceProfilesForRole: { ...roleName, ...paging },
  DeleteInstanceProfile: profileName,
  AddRoleToInstanceProfile: { ...profileName, ...roleName },
  RemoveRoleFromInstanceProfile: { ...profileName, ...roleName },
  TagInstanceProfile: { ...profileName, ...someTags },
  UntagInstanceProfile: { ...profileName, ...tagKeys },
  ListInstanceProfileTags: { ...profileName, ...paging },
  CreateAccountAlias: accountAlias,
  DeleteAccountAlias: accountAlias,
  ListAccountAliases: paging,
  GetAccountAuthorizationDetails: { 'Filter[]': { enum: ENTITY_TYPES }, ...paging },
};

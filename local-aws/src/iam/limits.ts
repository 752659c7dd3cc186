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

const roleName: Limits = { RoleName: { required: true, minLength: 1, maxLength: 64, ...NAME } };
const policyName: Limits = { PolicyName: { required: true, minLength: 1, maxLength: 128, ...NAME } };
const policyArn: Limits = { PolicyArn: { required: true, ...ARN } };
const policyDocument: Limits = { PolicyDocument: { required: true, ...DOCUMENT } };
const versionId: Limits = { VersionId: { required: true, pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' } };
const policyUsage: Limits = { PolicyUsageFilter: { enum: ['PermissionsPolicy', 'PermissionsBoundary'] } };
const paging: Limits = {
  Marker: { minLength: 1, maxLength: 320, pattern: '[\\u0020-\\u00FF]+' },
  MaxItems: { min: 1, max: 1000 },
};
const TAG_KEY = { minLength: 1, maxLength: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' };
const tags: Limits = {
  Tags: { maxLength: 50 },
  'Tags[].Key': { required: true, ...TAG_KEY },
  'Tags[].Value': { required: true, maxLength: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' },
};
const someTags: Limits = { ...tags, Tags: { required: true, maxLength: 50 } };
const tagKeys: Limits = { TagKeys: { required: true, maxLength: 50 }, 'TagKeys[]': TAG_KEY };

export const limits: Readonly<Record<string, Limits>> = {
  CreateRole: {
    Path: PATH,
    ...roleName,
    AssumeRolePolicyDocument: { required: true, ...DOCUMENT },
    Description: { maxLength: 1000, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*' },
    MaxSessionDuration: { min: 3600, max: 43_200 },
    PermissionsBoundary: ARN,
    ...tags,
  },
  GetRole: roleName,
  ListRoles: {
    PathPrefix: { minLength: 1, maxLength: 512, pattern: '\\u002F[\\u0021-\\u007F]*' },
    ...paging,
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
    EntityFilter: { enum: ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] },
    PathPrefix: PATH,
    ...policyUsage,
    ...paging,
  },
  SimulatePrincipalPolicy: {
    PolicySourceArn: { required: true, ...ARN },
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
  },
};

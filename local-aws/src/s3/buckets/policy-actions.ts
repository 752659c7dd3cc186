/**
 * What a bucket policy can be about: S3's actions by the kind of their resource, and the condition keys that
 * only some actions have (AWS documentation, "Actions, resources, and condition keys for Amazon S3").
 */
import { compilePattern } from '../../iam/evaluation/match.js';

export type ResourceKind = 'bucket' | 'object';

const ACTIONS: Readonly<Record<ResourceKind | 'neither', readonly string[]>> = {
  bucket: words(`
    AllowVendedLogDeliveryForResource CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket
    DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
    GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
    GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration
    GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock
    GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
    GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration
    GetMetricsConfiguration GetReplicationConfiguration ListBucket ListBucketMultipartUploads
    ListBucketVersions ListTagsForResource PauseReplication PutAccelerateConfiguration
    PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification
    PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock
    PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
    PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration
    PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource
    UpdateBucketMetadataAnnotationTableConfiguration UpdateBucketMetadataInventoryTableConfiguration
    UpdateBucketMetadataJournalTableConfiguration`),
  object: words(`
    AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation DeleteObjectTagging
    DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging GetObject GetObjectAcl
    GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging
    GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAnnotation
    GetObjectVersionAnnotationForReplication GetObjectVersionAttributes GetObjectVersionForReplication
    GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication ListMultipartUploadParts
    ListObjectAnnotations ListObjectVersionAnnotations ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl
    PutObjectAnnotation PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl
    PutObjectVersionAnnotation PutObjectVersionTagging ReplicateDelete ReplicateObject
    ReplicateObjectAnnotation ReplicateTags RestoreObject UpdateObjectEncryption`),
  // Of the account. Those of access points, batch jobs and Storage Lens are left out: they cannot be called here.
  neither: words('GetAccountPublicAccessBlock ListAllMyBuckets PutAccountPublicAccessBlock'),
};

const UPLOAD_KEYS = ['PutObject', 'BypassGovernanceRetention', 'ReplicateObject', 'UpdateObjectEncryption'];
const ACL_KEYS = words(
  'BypassGovernanceRetention CreateBucket PutBucketAcl PutObject PutObjectAcl PutObjectVersionAcl',
);
const LIST_KEYS = ['ListBucket', 'ListBucketVersions'];

/** Condition keys of `s3:` in lower case, with the actions that have them; undefined stands for all actions. */
const KEYS: Readonly<Record<string, readonly string[] | undefined>> = {
  's3:accessgrantsinstancearn': undefined,
  's3:accesspointnetworkorigin': undefined,
  's3:authtype': undefined,
  's3:dataaccesspointaccount': undefined,
  's3:dataaccesspointarn': undefined,
  's3:delimiter': LIST_KEYS,
  's3:if-match': ['DeleteObject', 'PutObject'],
  's3:if-none-match': ['PutObject'],
  's3:locationconstraint': ['CreateBucket'],
  's3:max-keys': LIST_KEYS,
  's3:object-lock-legal-hold': ['PutObject', 'PutObjectLegalHold'],
  's3:object-lock-mode': ['PutObject', 'PutObjectRetention'],
  's3:object-lock-remaining-retention-days': ['PutObject', 'PutObjectRetention'],
  's3:object-lock-retain-until-date': ['PutObject', 'PutObjectRetention'],
  's3:objectcreationoperation': ['PutObject'],
  's3:prefix': LIST_KEYS,
  's3:requestobjecttagkeys': words(
    'BypassGovernanceRetention PutObject PutObjectTagging PutObjectVersionTagging',
  ),
  's3:resourceaccount': undefined,
  's3:signatureage': undefined,
  's3:signatureversion': undefined,
  's3:tlsversion': undefined,
  's3:versionid': ACTIONS.object.filter((action) => action.includes('Version')),
  's3:x-amz-acl': ACL_KEYS,
  's3:x-amz-content-sha256': undefined,
  's3:x-amz-copy-source': ['BypassGovernanceRetention', 'PutObject'],
  's3:x-amz-grant-full-control': ACL_KEYS,
  's3:x-amz-grant-read': ACL_KEYS,
  's3:x-amz-grant-read-acp': ACL_KEYS,
  's3:x-amz-grant-write': ACL_KEYS,
  's3:x-amz-grant-write-acp': ACL_KEYS,
  's3:x-amz-metadata-directive': ['BypassGovernanceRetention', 'PutObject'],
  's3:x-amz-object-ownership': ['CreateBucket'],
  's3:x-amz-server-side-encryption': UPLOAD_KEYS,
  's3:x-amz-server-side-encryption-aws-kms-key-id': UPLOAD_KEYS,
  's3:x-amz-server-side-encryption-customer-algorithm': UPLOAD_KEYS,
  's3:x-amz-storage-class': [...ACL_KEYS, 'ReplicateObject'],
  's3:x-amz-website-redirect-location': ['BypassGovernanceRetention', 'PutObject'],
};
/** Keys that a tag's name ends. */
const TAG_KEY = /^s3:(existingobjecttag|requestobjecttag|accesspointtag|buckettag)\/./;

/** The kinds of resources that an action, which may have wildcards, is about; undefined when there is none such. */
export function kindsOfAction(pattern: string): Set<ResourceKind> | undefined {
  if (/^(s3:)?\*$/i.test(pattern)) return new Set(['bucket', 'object']);
  const matching = matcherOf(pattern);
  const kinds = new Set<ResourceKind>();
  if (ACTIONS.bucket.some(matching)) kinds.add('bucket');
  if (ACTIONS.object.some(matching)) kinds.add('object');
  return kinds.size > 0 || ACTIONS.neither.some(matching) ? kinds : undefined;
}

/** Whether S3 knows a condition key. Keys of other services are not looked into. */
export function isConditionKey(key: string): boolean {
  const name = key.toLowerCase();
  if (name.startsWith('s3:')) return name in KEYS || TAG_KEY.test(name);
  return /^[a-z0-9.-]+:./.test(name);
}

/** Whether an action, which may have wildcards, ever has a condition key. */
export function hasConditionKey(pattern: string, key: string): boolean {
  const actions = KEYS[key.toLowerCase()];
  return actions === undefined || pattern === '*' || actions.some(matcherOf(pattern));
}

function matcherOf(pattern: string): (action: string) => boolean {
  const matches = compilePattern(pattern, { wildcards: true, variables: false, ignoreCase: true });
  return (action) => matches(`s3:${action}`, () => undefined);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

import { notInLocalAws } from '../errors.js';

/** The values of a member that change nothing here; a member with none is refused whenever it is present. */
type Harmless = readonly unknown[];

/**
 * Members that change what an operation does or gives on AWS, and that local-aws does not have. A call that
 * uses one is refused by its name, never served as if it had not asked.
 */
const EVERYWHERE: Readonly<Record<string, Harmless>> = {
  BucketKeyEnabled: [false],
  BucketNamespace: ['global'],
  ChecksumXXHASH128: [],
  ChecksumXXHASH3: [],
  ChecksumXXHASH64: [],
  CopySourceSSECustomerAlgorithm: [],
  CopySourceSSECustomerKey: [],
  CopySourceSSECustomerKeyMD5: [],
  MFA: [],
  ObjectLockEnabledForBucket: [false],
  ObjectLockEventHold: [],
  ObjectLockEventHoldDurationDays: [],
  ObjectLockEventHoldDurationYears: [],
  ObjectLockLegalHoldStatus: [],
  ObjectLockMode: [],
  ObjectLockRetainUntilDate: [],
  SSECustomerAlgorithm: [],
  SSECustomerKey: [],
  SSECustomerKeyMD5: [],
  SSEKMSEncryptionContext: [],
  SSEKMSKeyId: [],
  ServerSideEncryption: ['AES256'],
  WriteOffsetBytes: [],
};

/** Members that only some operations lack. */
const BY_OPERATION: Readonly<Record<string, Readonly<Record<string, Harmless>>>> = {
  AbortMultipartUpload: { IfMatchInitiatedTime: [] },
  CreateBucket: { 'CreateBucketConfiguration.Bucket': [], 'CreateBucketConfiguration.Location': [] },
  DeleteObject: { IfMatchLastModifiedTime: [], IfMatchSize: [] },
  DeleteObjects: { 'Delete.Objects.LastModifiedTime': [], 'Delete.Objects.Size': [] },
};

/** @throws AwsError NotImplemented (501) naming the first member that is asked for and is not here. */
export function refuseUnsupported(operation: string, input: object): void {
  for (const [path, harmless] of Object.entries({ ...EVERYWHERE, ...BY_OPERATION[operation] })) {
    for (const value of valuesAt(input, path.split('.'))) {
      if (!harmless.includes(value)) throw notInLocalAws('s3', `${operation} with ${path} ${shown(value)}`);
    }
  }
}

/** All values at a path; a list on the way stands for each of its entries. */
function valuesAt(value: unknown, [step, ...rest]: string[]): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((entry) => valuesAt(entry, step === undefined ? [] : [step, ...rest]));
  if (step === undefined) return [value];
  return valuesAt((value as Record<string, unknown>)[step], rest);
}

/** A value as far as it is fit to be shown: not keys, and no more than a few words. */
function shown(value: unknown): string {
  return typeof value === 'string' && value.length <= 40 ? `"${value}"` : '';
}

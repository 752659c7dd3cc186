/** Answers about objects that are not success. Codes, statuses and texts as recorded on AWS, unless noted. */
import { AwsError } from '../../errors.js';

export function invalidStorageClass(requested: string): AwsError {
  const text = 'The storage class you specified is not valid';
  return new AwsError('InvalidStorageClass', 400, text, { StorageClassRequested: requested });
}

/** To read an object that must be restored first. */
export function invalidObjectState(storageClass: string): AwsError {
  const text = "The operation is not valid for the object's storage class";
  return new AwsError('InvalidObjectState', 403, text, { StorageClass: storageClass });
}

/** To copy an object that must be restored first. */
export function invalidSourceState(storageClass: string): AwsError {
  const text = "Operation is not valid for the source object's storage class";
  return new AwsError('InvalidObjectState', 403, text, { StorageClass: storageClass });
}

export function copyOntoItself(): AwsError {
  const text =
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
    'metadata, storage class, website redirect location or encryption attributes.';
  return new AwsError('InvalidRequest', 400, text);
}

export function invalidPartNumber(requested: number, parts: number): AwsError {
  return new AwsError('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
    PartNumberRequested: requested,
    ActualPartCount: parts,
  });
}

/** To a write that depends on what has been changed since the upload began. */
export function conditionalRequestConflict(condition: string, key: string): AwsError {
  const text = 'The conditional request cannot succeed due to a conflicting operation against this resource.';
  return new AwsError('ConditionalRequestConflict', 409, text, { Condition: condition, Key: key });
}

export function noSuchVersion(key: string, version: string): AwsError {
  const details = { Key: key, VersionId: version };
  return new AwsError('NoSuchVersion', 404, 'The specified version does not exist.', details);
}

/** S3's answers that are not success. Codes, statuses and texts as recorded on AWS, unless noted. */
import { AwsError } from '../errors.js';

export function accessDenied(): AwsError {
  return new AwsError('AccessDenied', 403, 'Access Denied');
}

export function noSuchBucket(bucket: string): AwsError {
  return new AwsError('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: bucket });
}

export function invalidBucketName(bucket: string): AwsError {
  return new AwsError('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: bucket });
}

export function bucketAlreadyExists(bucket: string): AwsError {
  const text =
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. ' +
    'Select a different name and try again.';
  return new AwsError('BucketAlreadyExists', 409, text, { BucketName: bucket });
}

export function bucketAlreadyOwnedByYou(bucket: string): AwsError {
  const text = 'Your previous request to create the named bucket succeeded and you already own it.';
  return new AwsError('BucketAlreadyOwnedByYou', 409, text, { BucketName: bucket });
}

export function bucketNotEmpty(bucket: string): AwsError {
  const text = 'The bucket you tried to delete is not empty';
  return new AwsError('BucketNotEmpty', 409, text, { BucketName: bucket });
}

export function invalidLocationConstraint(constraint: string): AwsError {
  const text = 'The specified location-constraint is not valid';
  return new AwsError('InvalidLocationConstraint', 400, text, { LocationConstraint: constraint });
}

/** @param constraint Undefined when the request named none where one is needed. */
export function illegalLocationConstraint(constraint: string | undefined): AwsError {
  const text =
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint ` +
    'this request was sent to.';
  return new AwsError('IllegalLocationConstraintException', 400, text);
}

export function noSuchKey(key: string): AwsError {
  return new AwsError('NoSuchKey', 404, 'The specified key does not exist.', { Key: key });
}

/** AWS documentation. */
export function keyTooLong(size: number, limit: number): AwsError {
  const details = { Size: size, MaxSizeAllowed: limit };
  return new AwsError('KeyTooLongError', 400, 'Your key is too long', details);
}

/** AWS documentation. */
export function metadataTooLarge(size: number, limit: number): AwsError {
  const text = 'Your metadata headers exceed the maximum allowed metadata size';
  return new AwsError('MetadataTooLarge', 400, text, { Size: size, MaxSizeAllowed: limit });
}

/** @param value Left out where AWS does not repeat it. */
export function invalidArgument(text: string, name: string, value?: string | number): AwsError {
  const repeated: Record<string, string | number> = value === undefined ? {} : { ArgumentValue: value };
  return new AwsError('InvalidArgument', 400, text, { ArgumentName: name, ...repeated });
}

export function invalidRequest(text: string): AwsError {
  return new AwsError('InvalidRequest', 400, text);
}

export function malformedXml(): AwsError {
  const text = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new AwsError('MalformedXML', 400, text);
}

export function invalidRange(size: number, requested: string): AwsError {
  return new AwsError('InvalidRange', 416, 'The requested range is not satisfiable', {
    RangeRequested: requested,
    ActualObjectSize: size,
  });
}

/** @param condition The header that did not hold, such as `If-Match`. */
export function preconditionFailed(condition: string): AwsError {
  const text = 'At least one of the pre-conditions you specified did not hold';
  return new AwsError('PreconditionFailed', 412, text, { Condition: condition });
}

/** @param etag Quoted. */
export function notModified(etag: string, modified: Date): AwsError {
  const answer = new AwsError('NotModified', 304, 'Not Modified');
  answer.headers = { etag, 'last-modified': modified.toUTCString() };
  return answer;
}

/** S3's own 501, for conditions that a write does not take. */
export function conditionNotImplemented(header: string, why: string): AwsError {
  const text = 'A header you provided implies functionality that is not implemented';
  return new AwsError('NotImplemented', 501, text, { Header: header, additionalMessage: why });
}

export function invalidDigest(contentMd5: string): AwsError {
  const text = 'The Content-MD5 you specified was invalid.';
  return new AwsError('InvalidDigest', 400, text, { 'Content-MD5': contentMd5 });
}

/** Both digests in base64. */
export function badMd5(expected: string, calculated: string): AwsError {
  return new AwsError('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.', {
    ExpectedDigest: expected,
    CalculatedDigest: calculated,
  });
}

/** @param name Such as `CRC32`. */
export function badChecksum(name: string): AwsError {
  return new AwsError('BadDigest', 400, `The ${name} you specified did not match the calculated checksum.`);
}

/** Text as public projects recorded it on AWS. */
export function invalidExpectedOwner(expected: string): AwsError {
  const text = `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected}]`;
  return new AwsError('InvalidBucketOwnerAWSAccountID', 400, text);
}

export function noSuchBucketPolicy(bucket: string): AwsError {
  return new AwsError('NoSuchBucketPolicy', 404, 'The bucket policy does not exist', { BucketName: bucket });
}

export function malformedPolicy(text: string, details: { Detail?: string } = {}): AwsError {
  return new AwsError('MalformedPolicy', 400, text, { ...details });
}

export function noSuchPublicAccessBlock(bucket: string): AwsError {
  const text = 'The public access block configuration was not found';
  return new AwsError('NoSuchPublicAccessBlockConfiguration', 404, text, { BucketName: bucket });
}

export function noSuchOwnershipControls(bucket: string): AwsError {
  const text = 'The bucket ownership controls were not found';
  return new AwsError('OwnershipControlsNotFoundError', 404, text, { BucketName: bucket });
}

/** AWS documentation; text of public transcripts. */
export function aclsNotSupported(): AwsError {
  return new AwsError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
}

/** For CreateBucket; text of public transcripts. */
export function aclWithBucketOwnerEnforced(bucket: string): AwsError {
  const text = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
  return new AwsError('InvalidBucketAclWithObjectOwnership', 400, text, { BucketName: bucket });
}

/** For CreateBucket, as a new bucket blocks public ACLs; text of public transcripts. */
export function publicAclOnNewBucket(bucket: string): AwsError {
  const text = 'Bucket cannot have public ACLs set with BlockPublicAccess enabled';
  return new AwsError('InvalidBucketAclWithBlockPublicAccessError', 400, text, { BucketName: bucket });
}

export function malformedAcl(): AwsError {
  const text = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new AwsError('MalformedACLError', 400, text);
}

export function noSuchTagSet(bucket: string): AwsError {
  return new AwsError('NoSuchTagSet', 404, 'The TagSet does not exist', { BucketName: bucket });
}

export function invalidTag(text: string, details: { TagKey: string; TagValue?: string }): AwsError {
  return new AwsError('InvalidTag', 400, text, { ...details });
}

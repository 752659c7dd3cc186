import type { BucketLocationConstraint, CreateBucketOutput, CreateBucketRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../operation.js';
import { bucketArn, need } from './access.js';
import { isBucketName } from './bucket-name.js';
import {
  bucketAlreadyExists,
  bucketAlreadyOwnedByYou,
  illegalLocationConstraint,
  invalidBucketName,
  invalidLocationConstraint,
} from './errors.js';
import { checkTags } from './tags.js';

/** The one region whose buckets have no location constraint. */
const UNCONSTRAINED = 'us-east-1';
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/**
 * Creates a bucket in the region of this account. Recorded on AWS: creating one's own bucket again is
 * success in us-east-1, unless the call brings tags, and 409 everywhere else.
 */
export const createBucket: Operation<CreateBucketRequest, CreateBucketOutput> = {
  // The owner of a name that is taken does not matter here: it is refused for being taken.
  needs(input, { caller }) {
    const arn = bucketArn(input.Bucket ?? '');
    const { LocationConstraint, Tags } = input.CreateBucketConfiguration ?? {};
    const context = { 's3:LocationConstraint': LocationConstraint, 's3:x-amz-acl': input.ACL };
    const create = need('s3:CreateBucket', arn, caller.account, context);
    return Tags?.length ? [create, need('s3:TagResource', arn, caller.account)] : [create];
  },

  run(input, call) {
    const { s3, region } = call.aws;
    const name = input.Bucket ?? '';
    const { LocationConstraint, Tags = [] } = input.CreateBucketConfiguration ?? {};
    if (!isBucketName(name)) throw invalidBucketName(name);
    checkLocation(LocationConstraint, region);
    checkTags(Tags);
    const existing = s3.bucket(name);
    if (existing && existing.owner !== call.caller.account) throw bucketAlreadyExists(name);
    if (existing && (region !== UNCONSTRAINED || Tags.length > 0)) throw bucketAlreadyOwnedByYou(name);
    if (!existing) {
      s3.putBucket(name, {
        owner: call.caller.account,
        region,
        locationConstraint: LocationConstraint,
        created: s3.now(),
        tags: Tags,
      });
    }
    const Location = LocationConstraint ? `http://${name}.s3.amazonaws.com/` : `/${name}`;
    return { Location, BucketArn: bucketArn(name) };
  },
};

/** @throws AwsError unless the constraint names the region that the request was sent to. */
function checkLocation(constraint: BucketLocationConstraint | undefined, region: string): void {
  if (constraint === undefined) {
    if (region !== UNCONSTRAINED) throw illegalLocationConstraint(undefined);
    return;
  }
  const wanted: string = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (!REGION.test(wanted)) throw invalidLocationConstraint(constraint);
  if (region === UNCONSTRAINED && wanted === region) throw invalidLocationConstraint(constraint);
  if (wanted !== region) throw illegalLocationConstraint(constraint);
}

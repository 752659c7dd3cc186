import type { BucketLocationConstraint, CreateBucketOutput, CreateBucketRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { bucketArn, need } from '../access.js';
import {
  bucketAlreadyExists,
  bucketAlreadyOwnedByYou,
  illegalLocationConstraint,
  invalidArgument,
  invalidBucketName,
  invalidLocationConstraint,
} from '../errors.js';
import { checkTags } from '../tags.js';
import { isBucketName } from './bucket-name.js';
import { checkNewBucketAcl, isMoreThanPrivate } from './check-acl.js';
import { DEFAULT_OWNERSHIP, isOwnership } from './ownership.js';
import { EVERYTHING_BLOCKED } from './public-access-block.js';
import { isRegion } from './regions.js';

/** The one region whose buckets have no location constraint. */
const UNCONSTRAINED = 'us-east-1';

/**
 * Creates a bucket in the region of this account. Recorded on AWS: creating one's own bucket again is
 * success in us-east-1, unless the call brings tags, and 409 everywhere else.
 */
export const createBucket: Operation<CreateBucketRequest, CreateBucketOutput> = {
  // The owner of a name that is taken does not matter here: it is refused for being taken.
  needs(input, { caller }) {
    const arn = bucketArn(input.Bucket ?? '');
    const { LocationConstraint, Tags } = input.CreateBucketConfiguration ?? {};
    const context = {
      's3:LocationConstraint': LocationConstraint,
      's3:x-amz-acl': input.ACL,
      's3:x-amz-object-ownership': input.ObjectOwnership,
    };
    const actions = [
      ...(Tags?.length ? ['s3:TagResource'] : []),
      ...(isMoreThanPrivate(input) ? ['s3:PutBucketAcl'] : []),
      ...(input.ObjectOwnership !== undefined ? ['s3:PutBucketOwnershipControls'] : []),
    ];
    return [
      need('s3:CreateBucket', arn, caller.account, context),
      ...actions.map((action) => need(action, arn, caller.account)),
    ];
  },

  run(input, call) {
    const { s3, region } = call.aws;
    const name = input.Bucket ?? '';
    const { LocationConstraint, Tags = [] } = input.CreateBucketConfiguration ?? {};
    if (!isBucketName(name)) throw invalidBucketName(name);
    checkLocation(LocationConstraint, region);
    checkTags(Tags);
    const ownership = input.ObjectOwnership ?? DEFAULT_OWNERSHIP;
    if (!isOwnership(ownership)) {
      const text = `Invalid x-amz-object-ownership header: ${ownership}`;
      throw invalidArgument(text, 'x-amz-object-ownership');
    }
    checkNewBucketAcl(name, input, ownership);
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
        publicAccessBlock: EVERYTHING_BLOCKED,
        ownership,
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
  if (!isRegion(wanted, region)) throw invalidLocationConstraint(constraint);
  if (region === UNCONSTRAINED && wanted === region) throw invalidLocationConstraint(constraint);
  if (wanted !== region) throw illegalLocationConstraint(constraint);
}

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
  malformedXml,
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
 * Creates a bucket. Recorded on AWS: creating one's own bucket again is success in us-east-1, unless the call brings
 * tags, and 409 everywhere else; and from us-east-1, buckets are created in any region. Those are served here all the
 * same (decided by us: one endpoint stands for all).
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
    if (input.CreateBucketConfiguration && Object.keys(input.CreateBucketConfiguration).length === 0) {
      throw malformedXml(); // moto, LocalStack
    }
    const bucketRegion = locationOf(LocationConstraint, region);
    checkTags(Tags);
    const ownership = input.ObjectOwnership ?? DEFAULT_OWNERSHIP;
    if (!isOwnership(ownership)) {
      const text = `Invalid x-amz-object-ownership header: ${ownership}`;
      throw invalidArgument(text, 'x-amz-object-ownership');
    }
    checkNewBucketAcl(name, input, ownership);
    const existing = s3.bucket(name);
    if (existing && existing.owner !== call.caller.account) throw bucketAlreadyExists(name);
    const isAgain = existing?.region === UNCONSTRAINED && bucketRegion === UNCONSTRAINED;
    if (existing && (!isAgain || Tags.length > 0)) throw bucketAlreadyOwnedByYou(name);
    if (!existing) {
      s3.putBucket(name, {
        owner: call.caller.account,
        region: bucketRegion,
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

/**
 * The region that a bucket is to be in.
 *
 * @param region The one that the request was sent to.
 * @throws AwsError in us-east-1 where the constraint is no other region; elsewhere where it is not that region.
 */
function locationOf(constraint: BucketLocationConstraint | undefined, region: string): string {
  const wanted: string | undefined = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (region !== UNCONSTRAINED) {
    if (wanted !== region) throw illegalLocationConstraint(constraint);
    return region;
  }
  if (wanted === undefined) return region;
  if (wanted === region || !isRegion(wanted, region)) throw invalidLocationConstraint(wanted);
  return wanted;
}

import type { ListBucketsOutput, ListBucketsRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { ALL_BUCKETS, bucketArn } from '../access.js';
import { invalidArgument } from '../errors.js';
import { readToken, writeToken } from '../listing/continuation-token.js';
import { compareKeys } from '../listing/sorted-keys.js';
import { ownerOf } from '../owner.js';
import { isRegion } from './regions.js';

/** Largest page, and the one of a call that names none (AWS documentation). */
const MOST_BUCKETS = 10_000;

/** Lists the caller's own buckets by name, page by page if the caller wants that. */
export const listBuckets: Operation<ListBucketsRequest, ListBucketsOutput> = {
  needs: () => [{ action: 's3:ListAllMyBuckets', resource: ALL_BUCKETS }],

  run({ BucketRegion, ContinuationToken, MaxBuckets = MOST_BUCKETS, Prefix }, { aws, caller }) {
    if (!Number.isInteger(MaxBuckets) || MaxBuckets < 1 || MaxBuckets > MOST_BUCKETS) {
      const text = `Argument max-buckets must be an integer between 1 and ${MOST_BUCKETS}`;
      throw invalidArgument(text, 'max-buckets', MaxBuckets);
    }
    if (BucketRegion !== undefined && !isRegion(BucketRegion, aws.region)) {
      const text = `Argument value ${BucketRegion} is not a valid AWS Region`;
      throw invalidArgument(text, 'bucket-region');
    }
    if (BucketRegion !== undefined && BucketRegion !== aws.region) {
      const text =
        'Requests with bucket-region specified must be made to the corresponding regional endpoint';
      throw invalidArgument(text, 'bucket-region', BucketRegion);
    }
    const after = ContinuationToken ? readToken(ContinuationToken) : ''; // an empty one is none (recorded on AWS)
    const found = [...aws.s3.buckets()]
      .filter(([name, row]) => row.owner === caller.account && name.startsWith(Prefix ?? '') && name > after)
      .filter(([, row]) => BucketRegion === undefined || row.region === BucketRegion)
      .sort(([a], [b]) => compareKeys(a, b));
    const page = found.slice(0, MaxBuckets);
    const last = page.at(-1);
    return {
      Buckets: page.map(([name, row]) => ({
        Name: name,
        CreationDate: new Date(row.created),
        BucketRegion: row.region,
        BucketArn: bucketArn(name),
      })),
      Owner: ownerOf(caller.account),
      ContinuationToken: last && page.length < found.length ? writeToken(last[0]) : undefined,
      Prefix,
    };
  },
};

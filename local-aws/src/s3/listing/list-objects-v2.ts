import type { ListObjectsV2Output, ListObjectsV2Request } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { readToken, writeToken } from './continuation-token.js';
import { list, listingNeeds } from './listing.js';

/** Lists a bucket's keys in the order of their UTF-8 bytes, at most 1,000 a page. A token beats StartAfter. */
export const listObjectsV2: Operation<ListObjectsV2Request, ListObjectsV2Output> = {
  needs: (input, call) => listingNeeds(call, input),

  run(input, call) {
    const { ContinuationToken, StartAfter, FetchOwner = false } = input;
    const usesStart = ContinuationToken === undefined && StartAfter !== undefined;
    const after = ContinuationToken === undefined ? StartAfter : readToken(ContinuationToken);
    const { common, count, next, encode } = list(call, input, after, FetchOwner);
    return {
      ...common,
      KeyCount: count,
      ContinuationToken,
      NextContinuationToken: next === undefined ? undefined : writeToken(next),
      StartAfter: usesStart ? encode(StartAfter) : undefined,
    };
  },
};

import type { ListObjectsOutput, ListObjectsRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { list, listingNeeds } from './listing.js';

/**
 * The first version of listing, which many tools still use: it goes on after a key, always names owners, and
 * names where to go on only if there is a delimiter (AWS documentation).
 */
export const listObjects: Operation<ListObjectsRequest, ListObjectsOutput> = {
  needs: (input, call) => listingNeeds(call, input),

  run(input, call) {
    const { Marker = '' } = input;
    const { common, next, encode } = list(call, input, Marker, true);
    const showsNext = next !== undefined && common.Delimiter !== undefined;
    return { ...common, Marker: encode(Marker), NextMarker: showsNext ? encode(next) : undefined };
  },
};

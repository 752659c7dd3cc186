import type { ListObjectVersionsOutput, ListObjectVersionsRequest, ObjectVersion } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { invalidArgument } from '../errors.js';
import { checkVersion, NULL_VERSION } from '../objects/versions.js';
import { list, listingNeeds } from './listing.js';

/**
 * Lists the versions of objects: of each object the one that it has in a bucket without versioning, `null`. It has
 * words of its own for a negative number of keys (public transcript).
 */
export const listObjectVersions: Operation<ListObjectVersionsRequest, ListObjectVersionsOutput> = {
  needs: (input, call) => listingNeeds(call, input, 's3:ListBucketVersions'),

  run(input, call) {
    const { KeyMarker = '', VersionIdMarker } = input;
    if ((input.MaxKeys ?? 0) < 0) throw invalidArgument('max-keys cannot be negative', 'max-keys');
    checkMarkers(KeyMarker, VersionIdMarker);
    const { common, next, encode } = list(call, input, KeyMarker, true);
    const { Contents = [], CommonPrefixes = [], ...rest } = common;
    const isPrefix = CommonPrefixes.some(({ Prefix }) => next !== undefined && Prefix === encode(next));
    return {
      ...rest,
      CommonPrefixes,
      KeyMarker: encode(KeyMarker),
      VersionIdMarker: VersionIdMarker ?? '',
      NextKeyMarker: next === undefined ? undefined : encode(next),
      NextVersionIdMarker: next === undefined || isPrefix ? undefined : NULL_VERSION,
      Versions: Contents.map((entry) => ({
        ...entry,
        StorageClass: entry.StorageClass as ObjectVersion['StorageClass'], // the model knows of one class only
        VersionId: NULL_VERSION,
        IsLatest: true,
      })),
    };
  },
};

/** @throws AwsError InvalidArgument; the first text as recorded on AWS. */
function checkMarkers(keyMarker: string, versionIdMarker: string | undefined): void {
  if (versionIdMarker === undefined) return;
  if (keyMarker === '') {
    const text = 'A version-id marker cannot be specified without a key marker.';
    throw invalidArgument(text, 'version-id-marker', versionIdMarker);
  }
  if (versionIdMarker === '') {
    throw invalidArgument('A version-id marker cannot be empty.', 'version-id-marker', '');
  }
  checkVersion(versionIdMarker);
}

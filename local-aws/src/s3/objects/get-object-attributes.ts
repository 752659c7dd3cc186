import type {
  GetObjectAttributesOutput,
  GetObjectAttributesParts,
  GetObjectAttributesRequest,
} from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { invalidArgument } from '../errors.js';
import type { ObjectRow } from '../rows.js';
import { findObject } from './reading.js';
import { objectAction } from './versions.js';

const ATTRIBUTES: readonly string[] = ['Checksum', 'ETag', 'ObjectParts', 'ObjectSize', 'StorageClass'];
const MOST_PARTS = 1000;

/** Gives those facts about an object that the caller names. */
export const getObjectAttributes: Operation<GetObjectAttributesRequest, GetObjectAttributesOutput> = {
  needs: (input, call) => [
    ...objectNeeds(call, objectAction('s3:GetObject', input.VersionId), input),
    ...objectNeeds(call, objectAction('s3:GetObjectAttributes', input.VersionId), input),
  ],

  run(input, call) {
    const { row } = findObject(call, input);
    const wanted = input.ObjectAttributes ?? [];
    for (const name of wanted) {
      if (ATTRIBUTES.includes(name)) continue;
      throw invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', name);
    }
    const { checksum } = row;
    return {
      LastModified: new Date(row.modified),
      ...(wanted.includes('ETag') && { ETag: row.etag }),
      ...(wanted.includes('Checksum') && {
        Checksum: {
          [`Checksum${checksum.name}`]: checksum.value,
          ChecksumType: checksum.type ?? 'FULL_OBJECT',
        },
      }),
      ...(wanted.includes('ObjectParts') && { ObjectParts: partsOf(row, input) }),
      ...(wanted.includes('StorageClass') && { StorageClass: row.storageClass ?? 'STANDARD' }),
      ...(wanted.includes('ObjectSize') && { ObjectSize: row.size }),
    };
  },
};

/** Recorded on AWS: the parts themselves are told only where the object's checksum is made of theirs. */
function partsOf(
  { checksum, parts }: ObjectRow,
  { MaxParts = MOST_PARTS, PartNumberMarker = '0' }: GetObjectAttributesRequest,
): GetObjectAttributesParts | undefined {
  if (!parts) return undefined;
  if (checksum.type !== 'COMPOSITE') return { TotalPartsCount: parts.length };
  const rest = parts.filter(({ number }) => number > Number(PartNumberMarker));
  const page = rest.slice(0, Math.min(MaxParts, MOST_PARTS));
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker,
    NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
    MaxParts,
    IsTruncated: page.length < rest.length,
    Parts: page.map((part) => ({
      PartNumber: part.number,
      Size: part.size,
      [`Checksum${checksum.name}`]: part.checksum,
    })),
  };
}

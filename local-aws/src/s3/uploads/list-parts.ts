import type { ListPartsOutput, ListPartsRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { checkPageSize } from '../listing/listing.js';
import { ownerOf } from '../owner.js';
import { findUpload } from './find-upload.js';

/** Largest page, and the one of a call that names none (AWS documentation). */
const MOST_PARTS = 1000;

/** Lists the parts of an upload by their numbers. */
export const listParts: Operation<ListPartsRequest, ListPartsOutput> = {
  needs: (input, call) => objectNeeds(call, 's3:ListMultipartUploadParts', input),

  run(input, call) {
    const { aws } = call;
    const { id, bucket, key, row } = findUpload(call, input);
    const { MaxParts = MOST_PARTS, PartNumberMarker = '' } = input;
    checkPageSize(MaxParts, 'max-parts');
    checkPageSize(PartNumberMarker, 'part-number-marker');
    const max = Math.min(MaxParts, MOST_PARTS);
    const rest = aws.s3.uploads.parts(id).filter(({ number }) => number > Number(PartNumberMarker));
    const page = rest.slice(0, max);
    return {
      Bucket: bucket,
      Key: key,
      UploadId: id,
      Initiator: { ID: row.initiator },
      Owner: ownerOf(aws.account),
      StorageClass: row.attributes.storageClass ?? 'STANDARD',
      ChecksumAlgorithm: row.checksum?.name,
      ChecksumType: row.checksum?.type,
      PartNumberMarker: String(Number(PartNumberMarker)),
      NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
      MaxParts: max,
      IsTruncated: page.length < rest.length,
      Parts: page.map(({ number, row: part }) => ({
        PartNumber: number,
        LastModified: new Date(part.modified),
        ETag: `"${part.etag}"`,
        Size: part.size,
        ...(row.checksum && { [`Checksum${row.checksum.name}`]: part.checksum }),
      })),
    };
  },
};

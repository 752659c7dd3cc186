import type { CreateMultipartUploadOutput, CreateMultipartUploadRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { ownBucket } from '../access.js';
import { attributesOf, checkKey } from '../objects/object-attributes.js';
import { writeNeeds } from '../objects/write-needs.js';
import { askedChecksum } from './upload-checksum.js';

/** Begins an upload of parts. Nothing of it is seen as an object before it is completed. */
export const createMultipartUpload: Operation<CreateMultipartUploadRequest, CreateMultipartUploadOutput> = {
  needs: (input, call) => writeNeeds(call, input),

  run(input, call) {
    const { s3 } = call.aws;
    const { name: bucket } = ownBucket(call, input);
    const key = input.Key ?? '';
    checkKey(key);
    const attributes = attributesOf(input);
    const checksum = askedChecksum(input);
    const id = s3.uploads.create({
      bucket,
      key,
      initiator: call.caller.arn,
      initiated: s3.now(),
      attributes,
      checksum,
      write: s3.writes,
      replaces: s3.object(bucket, key) !== undefined,
    });
    return {
      Bucket: bucket,
      Key: key,
      UploadId: id,
      ServerSideEncryption: 'AES256',
      ChecksumAlgorithm: checksum?.name,
      ChecksumType: checksum?.type,
    };
  },
};

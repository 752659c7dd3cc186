import type { Readable } from 'node:stream';
import type { GetObjectRequest, HeadObjectOutput } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { isArchived } from './object-attributes.js';
import { invalidObjectState } from './object-errors.js';
import { read, readNeeds } from './reading.js';

/** What GetObject gives: whoever gets a stream must read it or destroy it. */
export interface GetObjectResult extends HeadObjectOutput {
  Body: Readable | Uint8Array;
}

/** Reads an object, or the part of it that Range or PartNumber names. */
export const getObject: Operation<GetObjectRequest, GetObjectResult> = {
  needs: (input, call) => readNeeds(call, input),

  run(input, call) {
    const { bucket, key, row, range, head } = read(call, input);
    if (isArchived(row)) throw invalidObjectState(row.storageClass ?? '');
    return { ...head, Body: call.aws.s3.content(bucket, key, range) };
  },
};

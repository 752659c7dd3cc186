import type { Readable } from 'node:stream';
import type { GetObjectRequest, HeadObjectOutput } from '@aws-sdk/client-s3';
import type { Operation } from '../operation.js';
import { objectNeeds } from './access.js';
import { read } from './reading.js';

/** What GetObject gives: whoever gets a stream must read it or destroy it. */
export interface GetObjectResult extends HeadObjectOutput {
  Body: Readable | Uint8Array;
}

/** Reads an object, or the part of it that Range names. */
export const getObject: Operation<GetObjectRequest, GetObjectResult> = {
  needs: (input, call) => objectNeeds(call, 's3:GetObject', input),

  run(input, call) {
    const { bucket, key, range, head } = read(call, input);
    return { ...head, Body: call.aws.s3.content(bucket, key, range) };
  },
};

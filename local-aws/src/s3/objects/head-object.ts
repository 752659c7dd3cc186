import type { HeadObjectOutput, HeadObjectRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { read, readNeeds } from './reading.js';

/** Gives what GetObject would, without the content. */
export const headObject: Operation<HeadObjectRequest, HeadObjectOutput> = {
  needs: (input, call) => readNeeds(call, input),
  run: (input, call) => read(call, input).head,
};

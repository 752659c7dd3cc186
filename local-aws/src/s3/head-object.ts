import type { HeadObjectOutput, HeadObjectRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../operation.js';
import { objectNeeds } from './access.js';
import { read } from './reading.js';

/** Gives what GetObject would, without the content. There is no s3:HeadObject; it needs s3:GetObject. */
export const headObject: Operation<HeadObjectRequest, HeadObjectOutput> = {
  needs: (input, call) => objectNeeds(call, 's3:GetObject', input),
  run: (input, call) => read(call, input).head,
};

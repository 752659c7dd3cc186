import assert from 'node:assert/strict';
import { S3ServiceException } from '@aws-sdk/client-s3';

/** Waits for a call to fail, and gives what an SDK client makes of the failure, with the HTTP status. */
export async function failure(call: Promise<unknown>): Promise<S3ServiceException & { status: number }> {
  const error = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof S3ServiceException)) throw error;
  return Object.assign(error, { status: error.$metadata.httpStatusCode ?? 0 });
}

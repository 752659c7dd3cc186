import assert from 'node:assert/strict';

interface SdkError extends Error {
  $metadata: { httpStatusCode?: number };
}

function isSdkError(error: unknown): error is SdkError {
  return error instanceof Error && '$metadata' in error;
}

/**
 * Asserts that an SDK client's call fails with this code and HTTP status, and with this message (all of it, or
 * a pattern), and gives the error.
 */
export async function assertRefused(
  call: Promise<unknown>,
  code: string,
  status: number,
  message: RegExp | string,
): Promise<SdkError> {
  const error = await call.then(
    () => assert.fail(`the call succeeded, where ${code} was expected`),
    (reason: unknown) => reason,
  );
  if (!isSdkError(error)) throw error;
  assert.deepEqual([error.name, error.$metadata.httpStatusCode], [code, status], error.message);
  if (typeof message === 'string') assert.equal(error.message, message);
  else assert.match(error.message, message);
  return error;
}

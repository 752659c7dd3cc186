import assert from 'node:assert/strict';

/** For `assert.rejects`: an SDK error of this code, HTTP status and exact text. */
export function failure(code: string, status: number, message: string) {
  return (error: Error & { $metadata: { httpStatusCode?: number } }): true => {
    assert.deepEqual(
      {
        code: error.name.replace(/Exception$/, ''),
        status: error.$metadata.httpStatusCode,
        message: error.message,
      },
      { code, status, message },
    );
    return true;
  };
}

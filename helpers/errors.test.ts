import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { awsFault, failed, faultLine, isDenied, StepError, withoutSecrets } from './errors.js';

/** An error as the SDK throws it. */
function sdkError(name: string, message: string, status?: number): Error {
  const $metadata = status === undefined ? {} : { httpStatusCode: status, requestId: 'r-1' };
  return Object.assign(new Error(message), { name, $metadata });
}

describe('awsFault', () => {
  it("reads the SDK's error", () => {
    assert.deepEqual(awsFault(sdkError('NoSuchBucket', 'There is none', 404)), {
      name: 'NoSuchBucket',
      message: 'There is none',
      status: 404,
      requestId: 'r-1',
    });
  });

  it('reads anything that can be thrown', () => {
    for (const [thrown, message] of [
      ['a text', 'a text'],
      [undefined, 'undefined'],
      [null, 'null'],
      [42, '42'],
    ]) {
      assert.deepEqual(awsFault(thrown), { name: 'Error', message, status: undefined, requestId: undefined });
    }
  });

  it("gives Node's code where an error has no message", () => {
    const nobody = Object.assign(new AggregateError([new Error('::1'), new Error('127.0.0.1')], ''), {
      code: 'ECONNREFUSED',
    });
    assert.equal(awsFault(nobody).message, 'ECONNREFUSED');
  });
});

describe('isDenied', () => {
  it('tells a right that is missing, also behind the error of a helper, from keys that are wrong', () => {
    for (const [error, expected] of [
      [sdkError('AccessDenied', 'no', 403), true],
      [sdkError('AccessDeniedException', 'no', 400), true],
      [sdkError('UnknownError', 'User x is not authorized to perform y', 403), true],
      [sdkError('InvalidClientTokenId', 'The security token is invalid.', 403), false],
      [sdkError('ExpiredToken', 'The security token is expired', 403), false],
      [new Error('connect ECONNREFUSED'), false],
      [undefined, false],
    ]) {
      assert.equal(isDenied(error), expected, String(error));
      assert.equal(isDenied(failed('It', error)), expected, String(error));
    }
  });
});

describe('faultLine', () => {
  it('names the fault, the status and the request, where there are any', () => {
    assert.equal(
      faultLine(sdkError('NoSuchBucket', 'There is none', 404)),
      'NoSuchBucket: There is none (HTTP 404, request r-1)',
    );
    assert.equal(faultLine(new TypeError('no')), 'TypeError: no');
  });
});

describe('failed', () => {
  it('says what was tried, what came back, what to do, and keeps the cause', () => {
    const cause = sdkError('NoSuchBucket', 'There is none', 404);
    const error = failed('Listing the bucket b', cause, 'Create it.');
    assert.ok(error instanceof StepError);
    assert.equal(
      error.message,
      'Listing the bucket b failed.\n  It came back: NoSuchBucket: There is none (HTTP 404, request r-1)\n  What to do:   Create it.',
    );
    assert.equal(error.cause, cause);
  });

  it('leaves a StepError as it is, so that the innermost step speaks', () => {
    const inner = new StepError('Inner', 'no', 'Try.');
    assert.equal(failed('Outer', inner), inner);
  });

  it('knows a remedy for the faults that any call can meet', () => {
    const remedies: [Error, RegExp][] = [
      [sdkError('AccessDenied', 'no', 403), /lack this right/],
      [sdkError('AccessDeniedException', 'no', 400), /lack this right/],
      [sdkError('UnknownError', 'User x is not authorized to perform y', 403), /lack this right/],
      [sdkError('ExpiredToken', 'The provided token has expired.', 400), /sign in again/],
      [sdkError('ExpiredTokenException', 'expired', 400), /sign in again/],
      [sdkError('InvalidClientTokenId', 'invalid', 403), /does not know these keys/],
      [sdkError('UnrecognizedClientException', 'invalid', 400), /does not know these keys/],
      [sdkError('InvalidAccessKeyId', 'invalid', 403), /does not know these keys/],
      [sdkError('SignatureDoesNotMatch', 'no', 403), /clock/],
      [sdkError('RequestTimeTooSkewed', 'no', 403), /clock/],
      [sdkError('CredentialsProviderError', 'Could not load credentials'), /No credentials were found/],
      [new Error('connect ECONNREFUSED 127.0.0.1:1'), /Nothing answered/],
      [Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }), /Nothing answered/],
      [Object.assign(new AggregateError([], ''), { code: 'ETIMEDOUT' }), /Nothing answered/],
      [
        new Error('getaddrinfo ENOTFOUND sts.eu-wst-1.amazonaws.com'),
        /Nothing answered.* Check the network, and \[AWS\] region in dl\.cfg: is there a region eu-wst-1\?/,
      ],
      [new Error('socket hang up ECONNRESET'), /Nothing answered/],
      [sdkError('ThrottlingException', 'Rate exceeded', 400), /fewer calls/],
      [sdkError('SlowDown', 'Reduce your request rate', 503), /fewer calls/],
      [sdkError('LimitExceededException', 'quota', 400), /fewer calls/],
      [sdkError('SomethingNew', 'odd', 400), /Read the answer above/],
    ];
    for (const [error, remedy] of remedies) assert.match(failed('It', error).message, remedy);
  });

  it("prefers the step's own advice", () => {
    assert.match(
      failed('It', sdkError('AccessDenied', 'no', 403), 'Do this.').message,
      /What to do: {3}Do this\.$/,
    );
  });
});

describe('withoutSecrets', () => {
  it('leaves out what stands behind the question mark, and who signs in', () => {
    assert.equal(withoutSecrets('https://api.org/now?appid=hunter2'), 'https://api.org/now?…');
    assert.equal(withoutSecrets('https://me:hunter2@api.org/now'), 'https://…@api.org/now');
    assert.equal(withoutSecrets('http://127.0.0.1:80/measurement'), 'http://127.0.0.1:80/measurement');
  });
});

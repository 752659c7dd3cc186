import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { expectFailure } from './expect-failure.js';

function printedBy(t: TestContext): string[] {
  const printed: string[] = [];
  t.mock.method(console, 'log', (line: string) => printed.push(line));
  return printed;
}

const fault = (name: string, message: string, httpStatusCode?: number) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode, requestId: 'an id' } });

describe('expectFailure', () => {
  it('prints name, message and HTTP status of what was thrown or rejected, and no request id', async (t) => {
    const printed = printedBy(t);
    await expectFailure(() => Promise.reject(fault('NotFound', 'no such thing', 404)), /HTTP 404/);
    await expectFailure(() => JSON.parse('}'), /^SyntaxError/);
    assert.equal(printed[0], 'Failed, as expected:\nNotFound: no such thing (HTTP 404)');
    assert.match(printed[1] ?? '', /^Failed, as expected:\nSyntaxError: [^(]*/);
  });

  it('fails itself when nothing failed', async (t) => {
    const printed = printedBy(t);
    await assert.rejects(
      expectFailure(() => Promise.resolve(1), /Denied/),
      /should have failed with \/Denied\/, and it worked/,
    );
    assert.deepEqual(printed, []);
  });

  it('throws what is another failure than the expected one', async (t) => {
    const printed = printedBy(t);
    const other = fault('Throttling', 'slow down', 400);
    await assert.rejects(
      expectFailure(() => Promise.reject(other), /Denied/),
      (error) => error === other,
    );
    assert.deepEqual(printed, []);
  });
});

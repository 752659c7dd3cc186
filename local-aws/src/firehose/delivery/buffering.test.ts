import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { eventually } from '../../testing/eventually.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import {
  activeStream,
  allowRole,
  BUCKET_ARN,
  givenBucketAndRole,
  type Landed,
  landed,
  propagate,
  put,
  reports,
  SECOND,
} from '../testing/pipeline.js';

const MIB = 1024 * 1024;
const HINTS = { SizeInMBs: 1, IntervalInSeconds: 60 };

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

/** Waits for exactly these many objects. */
function objects(count: number): Promise<Landed[]> {
  return eventually(async () => {
    const found = await landed(local);
    assert.equal(found.length, count);
    return found;
  });
}

/** Ends the deliveries, waiting for those that have begun, so that what has not landed now never will. */
async function assertLanded(...expected: string[]): Promise<void> {
  await local.server.account.stop();
  assert.deepEqual(
    (await landed(local)).map(({ text }) => text),
    expected,
  );
}

function sizes(found: Landed[]): number[] {
  return found.map(({ bytes }) => bytes.length).sort((a, b) => a - b);
}

describe('what is buffered lands', () => {
  it('not a millisecond before the interval is over', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    await put(local, 's', 'x');
    local.clock.advance(60 * SECOND - 1);
    await assertLanded();
  });

  it('when the interval is over (documented)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    await put(local, 's', 'x');
    local.clock.advance(60 * SECOND);
    assert.equal((await objects(1))[0]?.text, 'x');
  });

  it('an interval after the first record of the object, however many follow (decided by us)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    await put(local, 's', 'a');
    local.clock.advance(40 * SECOND);
    await put(local, 's', 'b');
    local.clock.advance(20 * SECOND);
    assert.equal((await objects(1))[0]?.text, 'ab');
    await put(local, 's', 'c'); // opens the next object: its own interval starts here
    local.clock.advance(40 * SECOND);
    await put(local, 's', 'd');
    local.clock.advance(20 * SECOND);
    assert.deepEqual((await objects(2)).map(({ text }) => text).sort(), ['ab', 'cd']);
  });

  it('when there is enough of it, whatever the interval (documented)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    await put(local, 's', Buffer.alloc(MIB / 2), Buffer.alloc(MIB / 2 - 1));
    await put(local, 's', 'x');
    assert.deepEqual(sizes(await objects(1)), [MIB]);
  });

  it('with nothing between the records: a and b are ab (recorded)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    await put(local, 's', 'a', 'b');
    await put(local, 's', '', 'c\n');
    local.clock.advance(60 * SECOND);
    assert.equal((await objects(1))[0]?.text, 'abc\n');
  });

  it('with every byte as it was sent', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    await activeStream(local, 's', { BufferingHints: HINTS });
    await put(local, 's', bytes);
    local.clock.advance(60 * SECOND);
    assert.deepEqual((await objects(1))[0]?.bytes, bytes);
  });

  it('as it was sent, whatever was sent after it: calls share memory', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000));
    for (const text of texts) await put(local, 's', text);
    local.clock.advance(60 * SECOND);
    assert.equal((await objects(1))[0]?.text, texts.join(''));
  });

  it('not at all when there is nothing: an interval without records makes no object (documented)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    await put(local, 's', 'x');
    local.clock.advance(60 * SECOND);
    await objects(1);
    local.clock.advance(3600 * SECOND);
    await assertLanded('x');
  });

  it('after 300 seconds or at 5 MiB when no hints are given (recorded)', async () => {
    await activeStream(local, 's');
    for (let n = 0; n < 5; n += 1) await put(local, 's', Buffer.alloc(MIB / 2), Buffer.alloc(MIB / 2));
    assert.deepEqual(sizes(await objects(1)), [5 * MIB]);
    await put(local, 's', 'rest');
    local.clock.advance(300 * SECOND);
    assert.deepEqual(sizes(await objects(2)), [4, 5 * MIB]);
  });

  it('within a second with an interval of 0 (documented: within seconds; decided by us: one)', async () => {
    await allowRole(local, 'abort', 's3:AbortMultipartUpload', `${BUCKET_ARN}/*`);
    propagate(local);
    await activeStream(local, 's', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 } });
    await put(local, 's', 'now');
    local.clock.advance(SECOND);
    assert.equal((await objects(1))[0]?.text, 'now');
  });
});

describe('an interval below 60 seconds', () => {
  it('needs the right to abort multipart uploads, as AWS uses them there (decided by us)', async () => {
    await activeStream(local, 's', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 59 } });
    await put(local, 's', 'x');
    local.clock.advance(59 * SECOND);
    await eventually(async () =>
      assert.match((await reports(local))[0] ?? '', /: S3\.AccessDenied: .* may not s3:AbortMultipartUpload/),
    );
    await allowRole(local, 'abort', 's3:AbortMultipartUpload', `${BUCKET_ARN}/*`);
    propagate(local);
    local.clock.advance(60 * SECOND);
    assert.equal((await objects(1))[0]?.text, 'x');
  });
});

describe('a record', () => {
  it('is never split: the one that reaches the size is the last of its object, which is larger (reported)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    const large = 1_000_000;
    await put(local, 's', Buffer.alloc(large, 'a'));
    await put(local, 's', Buffer.alloc(large, 'b'));
    const [object] = await objects(1);
    assert.equal(object?.text, 'a'.repeat(large) + 'b'.repeat(large));
  });

  it('of one large batch lands in one of several objects, in the order of the batch', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    await put(local, 's', ...letters.map((letter) => Buffer.alloc(MIB / 2, letter)));
    const found = await objects(4);
    const halves = found.map(({ text }) => text[0] + (text.at(-1) ?? '')).sort();
    assert.deepEqual(halves, ['ab', 'cd', 'ef', 'gh']);
    assert.deepEqual(sizes(found), [MIB, MIB, MIB, MIB]);
  });

  it('lands once, among many from several producers', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    const names = Array.from({ length: 400 }, (_, i) => `record-${i}\n`);
    const batches = Array.from({ length: 20 }, (_, i) => names.slice(i * 20, i * 20 + 20));
    await Promise.all(batches.map((batch) => put(local, 's', ...batch)));
    local.clock.advance(60 * SECOND);
    const [object] = await objects(1);
    assert.deepEqual(object?.text.trim().split('\n').sort(), names.map((name) => name.trim()).sort());
  });

  it('stays with its stream', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS, Prefix: 's/' });
    await activeStream(local, 't', { BufferingHints: HINTS, Prefix: 't/' });
    await put(local, 's', 'of s');
    await put(local, 't', 'of t');
    local.clock.advance(60 * SECOND);
    await objects(2);
    assert.deepEqual(
      (await landed(local, 's/')).map(({ text }) => text),
      ['of s'],
    );
    assert.deepEqual(
      (await landed(local, 't/')).map(({ text }) => text),
      ['of t'],
    );
  });
});

describe('an object', () => {
  it('that is not compressed is application/octet-stream without encoding (observed on AWS)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    await put(local, 's', '{"a":1}\n');
    local.clock.advance(60 * SECOND);
    const [object] = await objects(1);
    assert.equal(object?.contentType, 'application/octet-stream');
    assert.equal(object?.contentEncoding, undefined);
    assert.match(object?.key ?? '', /[0-9a-f]{12}$/);
  });

  it('in GZIP is .gz, encoded gzip, of type application/octet-stream (observed on AWS)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS, CompressionFormat: 'GZIP' });
    await put(local, 's', '{"a":1}\n', '{"a":2}\n');
    local.clock.advance(60 * SECOND);
    const [object] = await objects(1);
    assert.deepEqual([...(object?.bytes.subarray(0, 2) ?? [])], [0x1f, 0x8b]);
    assert.equal(gunzipSync(object?.bytes ?? '').toString(), '{"a":1}\n{"a":2}\n');
    assert.equal(object?.contentType, 'application/octet-stream');
    assert.equal(object?.contentEncoding, 'gzip');
    assert.match(object?.key ?? '', /\.gz$/);
  });

  it('has the size of the hint before it is compressed (documented)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS, CompressionFormat: 'GZIP' });
    await put(local, 's', Buffer.alloc(MIB / 2), Buffer.alloc(MIB / 2));
    const [object] = await objects(1);
    assert.equal(object?.text.length, MIB);
    assert.ok((object?.bytes.length ?? MIB) < MIB / 100);
  });
});

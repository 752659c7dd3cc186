import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ensureBucket } from './bucket.js';
import { StepError } from './errors.js';
import { listObjects, perStation, readMeasurements, readObject, waitForRecords } from './objects.js';
import type { Measurement } from './sensor.js';
import { startAws, type TestAws } from './testing/aws.js';
import { callerWith } from './testing/caller.js';
import { makePipeline, putText } from './testing/pipeline.js';
import { waitFor } from './wait.js';

let test: TestAws;
let reported: string[];
beforeEach(async () => {
  reported = [];
  test = await startAws({ log: (line) => reported.push(line) });
  await ensureBucket(test.aws, test.names.bucket);
});
afterEach(() => test.close());

const put = (Key: string, Body: string | Uint8Array) =>
  test.aws.s3.send(new PutObjectCommand({ Bucket: test.names.bucket, Key, Body }));

const measurement = (station: string, currentTemperature: number): Measurement => ({
  sensorId: 1,
  station,
  measuredAt: '2012-01-01',
  currentTemperature,
  status: 'OK',
});

describe('listObjects', () => {
  it('lists what is under the prefix, over all pages', async () => {
    const keys = Array.from({ length: 1_001 }, (_, i) => `m/${String(i).padStart(4, '0')}`);
    for (let i = 0; i < keys.length; i += 50)
      await Promise.all(keys.slice(i, i + 50).map((key) => put(key, 'x')));
    await put('other', 'yy');
    const found = await listObjects(test.aws, test.names.bucket, 'm/');
    assert.deepEqual(
      found.map(({ key }) => key),
      keys,
    );
    assert.ok(found.every(({ bytes, lastModified }) => bytes === 1 && lastModified.getTime() > 0));
    assert.equal((await listObjects(test.aws, test.names.bucket)).length, 1_002);
  });

  it('gives nothing for a prefix without objects, and says what is wrong without a bucket', async () => {
    assert.deepEqual(await listObjects(test.aws, test.names.bucket, 'nothing/'), []);
    await assert.rejects(
      listObjects(test.aws, 'no-such-bucket', 'm/'),
      (error) =>
        error instanceof StepError &&
        /objects of the bucket no-such-bucket under "m\/" failed.*NoSuchBucket/s.test(error.message),
    );
  });
});

describe('readObject', () => {
  it('unpacks what is gzip by its first bytes, whatever its name says', async () => {
    await put('packed', gzipSync('Grüße'));
    await put('plain.gz', 'Grüße');
    await put('empty', new Uint8Array());
    const texts = ['packed', 'plain.gz', 'empty'].map((key) => readObject(test.aws, test.names.bucket, key));
    assert.deepEqual(await Promise.all(texts), ['Grüße', 'Grüße', '']);
  });

  it('reads several gzip pieces in one object', async () => {
    await put('pieces', Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]));
    assert.equal(await readObject(test.aws, test.names.bucket, 'pieces'), 'one\ntwo\n');
  });

  it('says which object it could not read', async () => {
    await put('damaged', gzipSync('text').subarray(0, 12));
    for (const key of ['damaged', 'nowhere']) {
      await assert.rejects(readObject(test.aws, test.names.bucket, key), (error) => {
        assert.ok(error instanceof StepError);
        return error.message.startsWith(
          `Reading the object ${key} of the bucket ${test.names.bucket} failed.`,
        );
      });
    }
  });
});

describe('readMeasurements', () => {
  it('reads one document per line from all objects under the prefix', async () => {
    const [a, b, c] = [measurement('A', 1), measurement('B', 2), measurement('C', 3)];
    await put('m/1', gzipSync(`${JSON.stringify(a)}\n${JSON.stringify(b)}\n`));
    await put('m/2', `${JSON.stringify(c)}\n`);
    await put('other', 'not JSON');
    assert.deepEqual(await readMeasurements(test.aws, test.names.bucket, 'm/'), [a, b, c]);
  });

  it('reads an object with more lines than a call can have arguments', async () => {
    const lines = 200_000;
    await put('m/1', gzipSync('{"station":"A","currentTemperature":1}\n'.repeat(lines)));
    const landed = await readMeasurements(test.aws, test.names.bucket, 'm/');
    assert.deepEqual(perStation(landed), [{ station: 'A', count: lines, mean: 1 }]);
  });

  it('reads records that were put without a newline, too', async () => {
    const [a, b, c] = [measurement('A}{', 1), measurement('B', 2), measurement('C', 3)];
    await put('m/glued', `${JSON.stringify(a)}${JSON.stringify(b)}\n${JSON.stringify(c)}`);
    assert.deepEqual(await readMeasurements(test.aws, test.names.bucket, 'm/'), [a, b, c]);
  });

  it('names the object that holds something else, and the newline that may be missing', async () => {
    await put('m/broken', '{"a":1}{"a":');
    await assert.rejects(
      readMeasurements(test.aws, test.names.bucket, 'm/'),
      (error) =>
        error instanceof StepError && /measurements in m\/broken failed.*newline/s.test(error.message),
    );
  });
});

describe('waitForRecords', () => {
  const wait = (expected: number, options: Partial<Parameters<typeof waitForRecords>[4]> = {}) =>
    waitForRecords(test.aws, test.names.bucket, 'measurements/', expected, {
      timeoutSeconds: 10,
      ...options,
    });

  it('waits until Firehose has delivered, and tells how many have landed so far', async () => {
    const config = test.settings('[Firehose]\ninterval_in_seconds = 300');
    await makePipeline(test, config);
    for (let i = 0; i < 3; i += 1) await putText(test, `${JSON.stringify(measurement('A', i))}\n`);
    const progress: number[] = [];
    assert.equal(await wait(3, { onProgress: (landed) => progress.push(landed) }), 3);
    assert.equal(progress[0], 0);
  });

  it('tells of more than were expected', async () => {
    await put('measurements/1', '{}\n{}\n{}\n');
    assert.equal(await wait(2), 3);
  });

  it('counts only what it is told to', async () => {
    await put('measurements/1', '{"id":"a"}\n{"id":"b"}\n');
    assert.equal(await wait(1, { where: ({ id }) => id === 'b' }), 1);
  });

  it('counts once what landed twice, in whichever objects: a loss does not hide behind it', async () => {
    await put('measurements/1', '{"id":"a"}\n{"id":"a"}\n');
    await put('measurements/2', '{"id":"a"}\n{"id":"b"}\n');
    assert.equal(await wait(2), 2);
    await assert.rejects(wait(3, { timeoutSeconds: 0 }), /\(2 landed\)/);
  });

  it('reads each object once', async (t) => {
    await put('measurements/1', '{}\n');
    const send = t.mock.method(test.aws.s3, 'send');
    let looks = 0;
    const onProgress = () => {
      looks += 1;
      if (looks === 2) void put('measurements/2', '{}\n');
    };
    assert.equal(await wait(2, { onProgress }), 2);
    const reads = send.mock.calls.filter(
      ({ arguments: [command] }) => (command as object) instanceof GetObjectCommand,
    );
    assert.equal(reads.length, 2);
    assert.ok(looks >= 2);
  });

  it('gives up at the end, with how many landed and where to look', async () => {
    await put('measurements/1', '{}\n');
    await assert.rejects(wait(2, { timeoutSeconds: 0 }), (error) => {
      assert.ok(error instanceof StepError);
      assert.match(error.message, /Waiting for 2 records in s3:\/\/.*\/measurements\/ \(1 landed\) failed/);
      return /local-aws\.log/.test(error.message);
    });
  });

  it('goes on through deliveries that fail, which Firehose says in its log alone', async () => {
    await makePipeline(test, test.settings('[Firehose]\ninterval_in_seconds = 0'));
    test.local.server.account.s3.deleteBucket(test.names.bucket);
    await putText(test, '{}\n');
    const report = await waitFor('a report', async () => reported[0], { timeoutSeconds: 10 });
    assert.match(report, /S3\.NoSuchBucket/);
    await ensureBucket(test.aws, test.names.bucket);
    assert.equal(await wait(1), 1, 'what waited arrives once the bucket is there again');
  });

  it('passes on at once what is wrong with an object or a right', async () => {
    await put('measurements/broken', '{}{');
    await assert.rejects(wait(2), /newline/);
    const nobody = callerWith(test, []);
    const options = { timeoutSeconds: 10 };
    await assert.rejects(waitForRecords(nobody, test.names.bucket, '', 1, options), /s3:ListBucket/);
  });

  it("ends with the signal's reason", async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const options = { signal: stop.signal, onProgress: () => stop.abort(reason) };
    await assert.rejects(wait(1, options), (error) => error === reason);
  });
});

describe('perStation', () => {
  it('counts and averages, station by station', () => {
    const landed = [measurement('A', 1), measurement('B', -10), measurement('A', 4)];
    assert.deepEqual(perStation(landed), [
      { station: 'A', count: 2, mean: 2.5 },
      { station: 'B', count: 1, mean: -10 },
    ]);
    assert.deepEqual(perStation([]), []);
  });

  it('is quick for the million measurements that dl.cfg allows', { timeout: 10_000 }, () => {
    const one = measurement('A', 1);
    const landed = Array.from({ length: 1_000_000 }, () => one);
    assert.deepEqual(perStation(landed), [{ station: 'A', count: 1_000_000, mean: 1 }]);
  });
});

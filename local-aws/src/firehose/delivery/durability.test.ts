/** What was accepted lands exactly once, whatever happens to the process and the disk in between (decided by us). */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../store/testing/folders.js';
import { diskFull, fragileFiles } from '../../store/testing/fragile-files.js';
import { spoil } from '../../store/testing/spoil.js';
import { eventually } from '../../testing/eventually.js';
import { BUCKET, BUCKET_ARN, ROLE_ARN, SECOND } from '../testing/pipeline.js';
import { processing, processor } from '../testing/processors.js';
import { landedAre, type Opened, open, openWithStream } from '../testing/reopened.js';

const MINUTE = 60 * SECOND;
const LARGE = 'L'.repeat(20_000); // beyond what an object keeps in the journal

describe('what was accepted and not delivered', () => {
  it('lands after a restart, once, when its interval is over: the time of the pause counts', async (t) => {
    const first = await openWithStream(t);
    await first.put('a', 'b');
    first.clock.advance(20 * SECOND);
    await first.put('c');
    await first.close();

    const second = await open(first.dir, undefined, first.clock.now() + 30 * SECOND);
    second.clock.advance(10 * SECOND - 1);
    await second.put('d');
    assert.deepEqual(await second.objects(), []);
    second.clock.advance(1);
    await landedAre(second, ['abcd']);
    second.clock.advance(10 * MINUTE);
    await second.close();

    const third = await open(first.dir, undefined, second.clock.now());
    third.clock.advance(10 * MINUTE);
    await third.aws.stop();
    assert.deepEqual(await third.objects(), ['abcd']);
    await third.close();
  });

  it('lands at once when its interval ended while nothing ran', async (t) => {
    const first = await openWithStream(t);
    await first.put('late');
    await first.close();
    const second = await open(first.dir, undefined, first.clock.now() + MINUTE);
    second.clock.advance(0);
    await landedAre(second, ['late']);
    await second.close();
  });

  it('goes on waiting behind a delivery that failed before the restart', async (t) => {
    const first = await openWithStream(t);
    await first.call('s3', 'DeleteBucket', { Bucket: BUCKET });
    await first.put('a');
    first.clock.advance(MINUTE);
    await eventually(() => assert.equal(first.reports.length, 1));
    await first.put('b');
    await first.close();
    const second = await open(first.dir, undefined, first.clock.now() + MINUTE);
    await second.call('s3', 'CreateBucket', { Bucket: BUCKET });
    second.clock.advance(MINUTE);
    await eventually(async () => assert.equal((await second.objects()).join('').length, 2));
    assert.deepEqual((await second.objects()).join('').split('').sort(), ['a', 'b']);
    await second.close();
  });
});

describe('what waits on the disk after a restart', () => {
  it('is cut into objects by the size of the buffer again', async (t) => {
    const first = await openWithStream(t);
    await first.call('s3', 'DeleteBucket', { Bucket: BUCKET });
    const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((letter) => letter.repeat(600_000));
    await first.put(a, b, c);
    await first.close();
    const second = await open(first.dir, undefined, first.clock.now());
    await second.call('s3', 'CreateBucket', { Bucket: BUCKET });
    second.clock.advance(SECOND); // the next attempt
    await landedAre(second, [a + b]);
    second.clock.advance(MINUTE);
    await landedAre(second, [a + b, c]);
    await second.close();
  });

  it('is not delivered while it is not what was accepted, which is reported', async (t) => {
    const first = await openWithStream(t);
    await first.put('a', 'spoilt');
    await first.close();
    const second = await open(first.dir, undefined, first.clock.now());
    const mend = spoil(first.dir, 'spoilt');
    second.clock.advance(MINUTE);
    await eventually(() =>
      assert.match(second.reports[0] ?? '', /InternalError: cannot read .*journal: their checksum is wrong/),
    );
    assert.deepEqual(await second.objects(), []);
    mend();
    second.clock.advance(SECOND);
    await landedAre(second, ['aspoilt']);
    await second.close();
  });
});

describe('a process that is killed after any of its writes', () => {
  it('loses no acknowledged record, and delivers none twice', async (t) => {
    const files = fragileFiles();
    const crashes: { dir: string; acknowledged: string[]; now: number }[] = [];
    const acknowledged: string[] = [];
    const opened = await openWithStream(t, files);
    const put = async (...records: string[]) => {
      await opened.put(...records);
      acknowledged.push(...records);
    };
    files.onSync = () => {
      // Written and not yet acknowledged: the folder as a kill would leave it. The lock dies with its process.
      const dir = join(temporaryFolder(t), 'data');
      cpSync(opened.dir, dir, { recursive: true, filter: (path) => basename(path) !== 'lock' });
      crashes.push({ dir, acknowledged: [...acknowledged], now: opened.clock.now() });
    };
    await put('<1>', '<2>');
    opened.clock.advance(MINUTE);
    await put('<3>');
    await eventually(async () => assert.equal((await opened.objects()).length, 1));
    await put(`<4${LARGE}>`);
    opened.clock.advance(MINUTE);
    await Promise.all([put('<5>'), put('<6>', '<7>')]);
    await eventually(async () => assert.equal((await opened.objects()).length, 2));
    opened.clock.advance(MINUTE);
    await eventually(async () => assert.equal((await opened.objects()).length, 3));
    await opened.close();
    assert.ok(crashes.length >= 5, `only ${crashes.length} writes`);

    for (const crash of crashes) {
      const again = await open(crash.dir, undefined, crash.now);
      again.clock.advance(10 * MINUTE);
      const found = await eventually(async () => {
        const records: string[] = (await again.objects()).join('').match(/<[^>]*>/g) ?? [];
        for (const record of crash.acknowledged)
          assert.ok(records.includes(record), `${record.slice(0, 3)} is lost`);
        return records;
      });
      assert.equal(new Set(found).size, found.length, 'a record has landed twice');
      await again.close();
    }
  });
});

describe('a disk that is full', () => {
  it('fails the put, and what it failed for never lands', async (t) => {
    const files = fragileFiles();
    const opened = await openWithStream(t, files);
    files.onSync = diskFull;
    await assert.rejects(opened.put('refused'), /no space left on device/);
    files.onSync = () => {};
    await opened.put('kept');
    opened.clock.advance(MINUTE);
    await landedAre(opened, ['kept']);
    await opened.close();
  });

  it('leaves no object, nor an empty one, for a put that failed, processed or not', async (t) => {
    for (const settings of [{}, processing(processor('AppendDelimiterToRecord'))]) {
      const files = fragileFiles();
      const opened = await openWithStream(t, files, settings);
      files.onSync = diskFull;
      await assert.rejects(opened.put('refused'), /no space left on device/);
      files.onSync = () => {};
      opened.clock.advance(MINUTE);
      await opened.aws.stop();
      assert.deepEqual(await opened.objects(), []);
      await opened.close();
    }
  });

  it('fails a delivery, which is tried again and lands once', async (t) => {
    const files = fragileFiles();
    const opened = await openWithStream(t, files);
    await opened.put('x');
    files.onSync = diskFull;
    opened.clock.advance(MINUTE);
    await eventually(() => assert.match(opened.reports[0] ?? '', /InternalError.*no space left/));
    files.onSync = () => {};
    opened.clock.advance(SECOND);
    await landedAre(opened, ['x']);
    opened.clock.advance(10 * MINUTE);
    await opened.close();
    const again = await open(opened.dir, undefined, opened.clock.now());
    again.clock.advance(10 * MINUTE);
    await again.aws.stop();
    assert.deepEqual(await again.objects(), ['x']);
    await again.close();
  });

  it('undoes a deletion, and the stream goes on with what it had', async (t) => {
    const files = fragileFiles();
    const opened = await openWithStream(t, files);
    await opened.put('<before>');
    files.onSync = diskFull;
    await assert.rejects(
      opened.call('firehose', 'DeleteDeliveryStream', { DeliveryStreamName: 's' }),
      /no space left on device/,
    );
    files.onSync = () => {};
    await opened.put('<after>');
    opened.clock.advance(MINUTE);
    const records = async (from: Opened) =>
      (await from.objects())
        .join('')
        .match(/<[^>]*>/g)
        ?.sort();
    await eventually(async () => assert.deepEqual(await records(opened), ['<after>', '<before>']));
    opened.clock.advance(10 * MINUTE);
    await opened.close();
    const again = await open(opened.dir, undefined, opened.clock.now());
    again.clock.advance(10 * MINUTE);
    await again.aws.stop();
    assert.deepEqual(await records(again), ['<after>', '<before>'], 'each once');
    await again.close();
  });

  it('that undoes one of two deliveries of a record loses neither', async (t) => {
    const files = fragileFiles();
    const S3BackupConfiguration = { RoleARN: ROLE_ARN, BucketARN: BUCKET_ARN, Prefix: 'backup/' };
    const backup = { ...S3BackupConfiguration, BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 120 } };
    const settings = { S3BackupMode: 'Enabled', S3BackupConfiguration: backup } as const;
    const opened = await openWithStream(t, files, settings);
    await opened.put('x');
    files.onSync = diskFull;
    opened.clock.advance(MINUTE);
    await eventually(() => assert.equal(opened.reports.length, 1));
    opened.clock.advance(MINUTE); // the backup's first attempt, and the destination's second
    await eventually(() => assert.ok(opened.reports.length >= 3));
    files.onSync = () => {};
    await eventually(async () => {
      opened.clock.advance(SECOND);
      assert.deepEqual(await opened.objects(), ['x', 'x']);
    });
    opened.clock.advance(10 * MINUTE);
    await opened.aws.stop();
    assert.deepEqual(await opened.objects(), ['x', 'x'], 'each once');
    await opened.close();
  });
});

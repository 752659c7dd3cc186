/**
 * The command killed without a warning, again and again and under load, and started again on the same folder.
 *
 * LOCAL_AWS_CRASH_ROUNDS: how often it is killed under load (default: 200)
 * LOCAL_AWS_CRASH_SEED: what is changed, and when it is killed, comes of this number (default: 1)
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ListDeliveryStreamsCommand, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { BUCKET, ROLE } from './firehose/testing/pipeline.js';
import { temporaryFolder } from './store/testing/folders.js';
import { startCommand } from './testing/command.js';
import { CRASH_TIME_SCALE, CrashLoad } from './testing/crash-load.js';
import { eventually } from './testing/eventually.js';
import { startKillable } from './testing/killable.js';
import { type Random, seededRandom } from './testing/random.js';
import { createPipeline, landed, STREAM } from './testing/tutorial-pipeline.js';

const noSignals = process.platform === 'win32' && 'no signals on Windows';

const ROUNDS = Number(process.env.LOCAL_AWS_CRASH_ROUNDS ?? 200);
const SEED = Number(process.env.LOCAL_AWS_CRASH_SEED ?? 1);
const ROUNDS_A_STORE = 25;
/** So many stores at a time. */
const LANES = 2;
/** It is killed after fewer answers than that, and some milliseconds later. */
const MOST_ANSWERS = 24;
const LATEST_MS = 5;
/** Some starts are killed as well: a start takes about so long. */
const START_MS = 200;

/** CREATING takes 30 ms, and an interval of 900 s does not end while the test runs. */
const QUICK = 1_000;
/** An interval of 900 s takes 9 ms. */
const HURRIED = 100_000;

async function killWhileStarting(t: TestContext, dir: string, random: Random): Promise<void> {
  const command = startCommand(t, '--data', dir, '--time-scale', String(CRASH_TIME_SCALE));
  await pause(random.below(START_MS));
  command.process.kill('SIGKILL');
  assert.equal((await command.ended).code, 'SIGKILL');
}

async function crashStore(t: TestContext, seed: number, rounds: number): Promise<void> {
  const dir = join(temporaryFolder(t), 'data');
  const random = seededRandom(seed);
  const load = new CrashLoad(random);
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0 && random.below(4) === 0) await killWhileStarting(t, dir, random);
    const running = await startKillable(t, dir, CRASH_TIME_SCALE);
    if (round === 0) await load.prepare(running);
    await load.check(running);
    const ended = load.run(running);
    await Promise.race([load.answered(random.below(MOST_ANSWERS)), ended]);
    await pause(random.below(LATEST_MS));
    await Promise.all([running.kill(), ended]);
  }
  const last = await startKillable(t, dir, CRASH_TIME_SCALE);
  await load.check(last);
  await load.checkDelivered(last);
  await last.kill();
  const { changes, records } = load.acknowledged;
  t.diagnostic(`seed ${seed}: ${changes} changes and ${records} records were acknowledged`);
  assert.ok(changes > rounds && records > rounds, 'it was killed under load');
}

describe('local-aws that was killed with SIGKILL', { skip: noSignals }, () => {
  it('has everything that it acknowledged, and delivers every record once', async (t) => {
    const dir = join(temporaryFolder(t), 'data');
    const first = await startKillable(t, dir, QUICK);
    await createPipeline(first, { SizeInMBs: 128, IntervalInSeconds: 900 });
    const Records = ['1\n', '2\n', '3\n'].map((text) => ({ Data: Buffer.from(text) }));
    await first.firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: STREAM, Records }));
    await first.kill();
    assert.equal(existsSync(join(dir, 'server.json')), true, 'it had no chance to remove it');

    const second = await startKillable(t, dir, HURRIED);
    const { Buckets } = await second.s3.send(new ListBucketsCommand({}));
    assert.deepEqual(
      Buckets?.map(({ Name }) => Name),
      [BUCKET],
    );
    await second.iam.send(new GetRoleCommand({ RoleName: ROLE }));
    const { DeliveryStreamNames } = await second.firehose.send(new ListDeliveryStreamsCommand({}));
    assert.deepEqual(DeliveryStreamNames, [STREAM]);
    await eventually(async () => assert.equal(await landed(second), '1\n2\n3\n'));
    assert.equal(JSON.parse(readFileSync(join(dir, 'server.json'), 'utf8')).pid, second.process.pid);
    await second.kill();

    const third = await startKillable(t, dir, HURRIED);
    await third.firehose.send(
      new PutRecordBatchCommand({ DeliveryStreamName: STREAM, Records: [{ Data: Buffer.from('4\n') }] }),
    );
    await eventually(async () => assert.equal((await landed(third)).split('\n').sort().join(''), '1234'));
  });

  it(`has what it acknowledged and nothing half done, ${ROUNDS} times under load`, async (t) => {
    const stores = Array.from({ length: Math.ceil(ROUNDS / ROUNDS_A_STORE) }, (_, n) => n);
    const lane = async () => {
      for (let n = stores.shift(); n !== undefined; n = stores.shift()) {
        await crashStore(t, SEED * 1_000 + n, Math.min(ROUNDS_A_STORE, ROUNDS - n * ROUNDS_A_STORE));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  });
});

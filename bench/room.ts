/** A room: so many participants walk through the whole lesson at the same time, on one local AWS. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBucket } from '../helpers/bucket.js';
import { cleanUp, leftovers } from '../helpers/cleanup.js';
import { parseConfig } from '../helpers/config.js';
import { connect, disconnect } from '../helpers/connect.js';
import { describeStream, ensureDeliveryStream } from '../helpers/delivery-stream.js';
import { nameResources } from '../helpers/names.js';
import { readMeasurements, waitForRecords } from '../helpers/objects.js';
import { attachedPolicies, attachPolicy, ensurePolicy } from '../helpers/policy.js';
import { Producer } from '../helpers/producer.js';
import { ensureRole, findRole } from '../helpers/role.js';
import { openRoom } from '../runner/room/room.js';
import { cpuSeconds, residentBytes, untilQuiet } from './process-usage.js';
import type { Row } from './report.js';

const MIB = 1024 * 1024;
/** As `npm run room` sets it: AWS's minute of buffering passes in two seconds. */
const TIME_SCALE = 30;
/** What a lesson streams. */
const RECORDS = 2_922;
const LONGEST_DELIVERY_SECONDS = 180;

export interface RoomPlan {
  participants: number;
  /** A folder on a disk. */
  folder: string;
  say: (line: string) => void;
}

/**
 * The participants are in this process, each with clients of their own: their sensors, which are not the room's,
 * are left out.
 *
 * @throws Error naming the participant and the checkpoint that did not hold.
 */
export async function measureRoom({ participants: count, folder, say }: RoomPlan): Promise<Row[]> {
  say(`a room of ${count}`);
  const participants = Array.from({ length: count }, (_, index) => `p${String(index + 1).padStart(2, '0')}`);
  const data = join(folder, 'room');
  const room = await openRoom({
    ...{ participants, host: '127.0.0.1', listen: '127.0.0.1', port: 0, region: 'us-east-1', data },
    timeScale: TIME_SCALE,
    say: () => {},
  });
  const { pid } = room.server;
  try {
    await untilQuiet(pid);
    const [before, cpuBefore, begun] = [residentBytes(pid), cpuSeconds(pid), performance.now()];
    const times = await Promise.all(room.sheets.map(walkThrough));
    const wall = secondsSince(begun);
    await untilQuiet(pid);
    const [most, after, cpu] = [residentBytes(pid, 'VmHWM'), residentBytes(pid), cpuSeconds(pid) - cpuBefore];
    const on = `${count} at once, 2,922 records each, time scale ${TIME_SCALE}`;
    const mib = (bytes: number) => bytes / MIB;
    return [
      {
        id: 'R1',
        what: 'participants whose checkpoints all held',
        on,
        values: [times.length],
        goal: { atLeast: count },
      },
      { id: 'R2', what: 'wall time of all', on, values: [wall], unit: ' s', goal: { atMost: 120 } },
      {
        id: 'R2',
        what: 'time of each',
        on,
        values: times,
        unit: ' s',
        goal: { atMost: 120 },
      },
      { id: 'R3', what: "the server's CPU time", on, values: [cpu], unit: ' s', goal: { atMost: 60 } },
      {
        id: 'R4',
        what: "the server's memory before anybody came",
        on,
        values: [mib(before)],
        unit: ' MiB',
        goal: { atMost: 128 },
      },
      {
        id: 'R4',
        what: "the server's memory at the most",
        on,
        values: [mib(most)],
        unit: ' MiB',
        goal: { atMost: 256 },
      },
      {
        id: 'R4',
        what: "the server's memory when all had left",
        on,
        values: [mib(after)],
        unit: ' MiB',
        goal: { atMost: 256 },
      },
    ];
  } finally {
    await room.server.close();
  }
}

/** One participant's lesson by the helpers, with the keys and names of the sheet. Every checkpoint is asked of the service. */
async function walkThrough(sheet: string): Promise<number> {
  const begun = performance.now();
  const config = parseConfig(readFileSync(sheet, 'utf8'), sheet);
  const aws = await connect(config);
  const names = nameResources(config, aws);
  const { participant } = config.aws;
  const { prefix } = config.s3;
  const on = (what: string) => `${participant}: ${what}`;
  try {
    await ensureBucket(aws, names.bucket);
    await ensureRole(aws, names.role);
    assert.equal((await findRole(aws, names.role))?.Arn, names.roleArn, on('the role exists'));
    await ensurePolicy(aws, names);
    await attachPolicy(aws, names.role, names.policyArn);
    assert.deepEqual(
      await attachedPolicies(aws, names.role),
      [names.policyArn],
      on('the policy is attached'),
    );
    await ensureDeliveryStream(aws, config, names);
    const stream = await describeStream(aws, names.stream);
    assert.equal(stream?.DeliveryStreamStatus, 'ACTIVE', on('the stream is ACTIVE'));
    const producer = new Producer(aws.firehose, names.stream);
    for (let n = 0; n < RECORDS; n += 1) await producer.put(JSON.stringify({ participant, n }));
    await producer.flush();
    assert.equal(producer.counters.accepted, RECORDS, on('sent = accepted'));
    await waitForRecords(aws, names.bucket, prefix, RECORDS, { timeoutSeconds: LONGEST_DELIVERY_SECONDS });
    const landed = (await readMeasurements(aws, names.bucket, prefix)) as unknown as {
      participant: string;
      n: number;
    }[];
    assert.equal(landed.length, RECORDS, on('accepted = landed'));
    assert.equal(new Set(landed.map(({ n }) => n)).size, RECORDS, on('each once'));
    assert.ok(
      landed.every((record) => record.participant === participant),
      on('nobody else’s'),
    );
    await cleanUp(aws, names);
    assert.deepEqual(await leftovers(aws, names), [], on('nothing is left'));
  } finally {
    disconnect(aws);
  }
  return secondsSince(begun);
}

function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1_000;
}

/** S9: what local-aws weighs when idle, what it keeps of a million records, and whether all of them arrive. */
import { setTimeout as sleep } from 'node:timers/promises';
import { checkDelivered } from './delivered.js';
import { firehoseClient, LONGEST_BUFFERING_MS, makeDeliveryStream, s3Client } from './delivery-stream.js';
import { checkSignaturesMatter } from './prebuilt-load.js';
import { residentBytes, untilQuiet } from './process-usage.js';
import { BATCH_RECORDS } from './records.js';
import type { Row } from './report.js';
import { IN_FLIGHT, sendThroughSdk } from './sdk-load.js';
import { type RunningServer, startLocalAws, startOwn } from './servers.js';

const MIB = 1024 * 1024;
/** Code that is compiled, and a heap that has found its size, are not growth. */
const RECORDS_BEFORE = 100_000;

export interface MemoryPlan {
  /** How often idle memory is compared. */
  rounds: number;
  /** How many records are sent, and to how many fresh servers one after the other. */
  records: number;
  lots: number;
  /** local-aws's bundle. */
  bundle: string;
  /** A folder on a disk, for what the servers write. */
  folder: string;
  say: (line: string) => void;
}

/** @throws Error when a record is not delivered exactly once */
export async function measureMemory(plan: MemoryPlan): Promise<Row[]> {
  plan.say('memory');
  const idle = await idleRatios(plan);
  const grown: number[] = [];
  for (let lot = 0; lot < plan.lots; lot += 1) grown.push(await growth(plan));
  return [
    {
      id: 'S9',
      what: 'idle memory of local-aws ÷ of a bare node:http server',
      on: 'both just started',
      values: idle,
      goal: { atMost: 1.5 },
    },
    {
      id: 'S9',
      what: 'growth of memory, with every record found once in the objects delivered',
      on: `${plan.records.toLocaleString('en')} records, SDK client, ${IN_FLIGHT} in flight`,
      values: grown,
      unit: ' MiB',
      goal: { atMost: 16 },
    },
  ];
}

async function idleRatios({ rounds, bundle, folder }: MemoryPlan): Promise<number[]> {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [ours, bare] = [await startLocalAws(bundle, folder), await startOwn('null-server', folder)];
    try {
      await Promise.all([untilQuiet(ours.pid), untilQuiet(bare.pid)]);
      ratios.push(residentBytes(ours.pid) / residentBytes(bare.pid));
    } finally {
      await Promise.all([ours.close(), bare.close()]);
    }
  }
  return ratios;
}

/**
 * Sends a fresh server 100,000 records and then those of the plan through the SDK, each lot until it is delivered, and reads
 * every object.
 *
 * @returns resident memory after the second lot less that after the first, in MiB; no buffer holds a record then
 */
async function growth({ bundle, folder, records, say }: MemoryPlan): Promise<number> {
  const server = await startLocalAws(bundle, folder);
  const [firehose, s3] = [firehoseClient(server), s3Client(server)];
  try {
    await makeDeliveryStream(server);
    await sendThroughSdk(firehose, 0, (calls) => calls < RECORDS_BEFORE / BATCH_RECORDS);
    const before = await bytesWhenDelivered(server);
    await sendThroughSdk(firehose, RECORDS_BEFORE, (calls) => calls < records / BATCH_RECORDS);
    const after = await bytesWhenDelivered(server);
    const most = residentBytes(server.pid, 'VmHWM');
    const objects = await checkDelivered(s3, RECORDS_BEFORE + records);
    await checkSignaturesMatter(server);
    const [kept, peak] = [(after - before) / MIB, (most - before) / MIB];
    say(`  ${objects} objects hold exactly the records sent`);
    say(`  ${kept.toFixed(1)} MiB more when all was delivered, ${peak.toFixed(1)} MiB more at the most`);
    return kept;
  } finally {
    firehose.destroy();
    s3.destroy();
    await server.close();
  }
}

async function bytesWhenDelivered({ pid }: RunningServer): Promise<number> {
  await sleep(LONGEST_BUFFERING_MS);
  await untilQuiet(pid);
  return residentBytes(pid);
}

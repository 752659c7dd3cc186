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
/** After so many, code is compiled; V8's heap has not found its size yet. */
const FEW_RECORDS = 100_000;

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
  const growths: Growth[] = [];
  for (let lot = 0; lot < plan.lots; lot += 1) growths.push(await growth(plan));
  const million = plan.records.toLocaleString('en');
  const before = (FEW_RECORDS + plan.records).toLocaleString('en');
  const how = `SDK client, ${IN_FLIGHT} in flight`;
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
      on: `${million} records, warmed with ${before}, ${how}`,
      values: growths.map(({ warm }) => warm),
      unit: ' MiB',
      goal: { atMost: 16 },
    },
    {
      id: 'S9',
      what: "the same while V8's heap still opens",
      on: `${million} records, after ${FEW_RECORDS.toLocaleString('en')}, ${how}`,
      values: growths.map(({ cold }) => cold),
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

/** In MiB of resident memory. */
interface Growth {
  /** Of a server that has taken few records. */
  cold: number;
  /** Of one that is warmed up, as for everything else that is measured here. */
  warm: number;
}

/**
 * Sends a fresh server few records, then those of the plan twice, through the SDK, each lot until it is delivered, and
 * reads every object. No buffer holds a record when memory is looked at.
 */
async function growth({ bundle, folder, records, say }: MemoryPlan): Promise<Growth> {
  const server = await startLocalAws(bundle, folder);
  const [firehose, s3] = [firehoseClient(server), s3Client(server)];
  try {
    await makeDeliveryStream(server);
    let sent = 0;
    const mebibytesAfter = async (more: number) => {
      await sendThroughSdk(firehose, sent, (calls) => calls < more / BATCH_RECORDS);
      sent += more;
      return (await bytesWhenDelivered(server)) / MIB;
    };
    const few = await mebibytesAfter(FEW_RECORDS);
    const once = await mebibytesAfter(records);
    const twice = await mebibytesAfter(records);
    const peak = residentBytes(server.pid, 'VmHWM') / MIB - few;
    const objects = await checkDelivered(s3, sent);
    await checkSignaturesMatter(server);
    const [cold, warm] = [once - few, twice - once];
    say(`  ${objects} objects hold exactly the records sent`);
    say(
      `  ${cold.toFixed(1)} MiB more, then ${warm.toFixed(1)} MiB; ${peak.toFixed(1)} MiB more at the most`,
    );
    return { cold, warm };
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

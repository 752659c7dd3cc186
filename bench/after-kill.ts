/** S12: how soon local-aws is ready again after `kill -9`, with 128 MiB acknowledged and not delivered. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { alternate } from './alternate.js';
import { checkDelivered } from './delivered.js';
import { firehoseClient, LONGEST_BUFFERING_MS, makeDeliveryStream, s3Client } from './delivery-stream.js';
import { untilQuiet } from './process-usage.js';
import { BATCH_RECORDS, makeBatch } from './records.js';
import type { Row } from './report.js';
import { sendThroughSdk } from './sdk-load.js';
import { type RunningServer, startLocalAws } from './servers.js';
import { readyAfter } from './start-up.js';

export interface AfterKillPlan {
  rounds: number;
  undeliveredMiB: number;
  /** local-aws's bundle. */
  bundle: string;
  /** A folder on a disk, for what the servers write. */
  folder: string;
  say: (line: string) => void;
}

const MIB = 1024 * 1024;
/** AWS's largest. */
const BUFFER_MIB = 128;
const CREATION_SECONDS = 60;

/** @throws Error when an acknowledged record is not delivered exactly once */
export async function measureAfterKill(plan: AfterKillPlan): Promise<Row[]> {
  const { rounds, undeliveredMiB, bundle, folder, say } = plan;
  say(`kill -9 with ${undeliveredMiB} MiB undelivered`);
  const data = mkdtempSync(join(folder, 'killed-'));
  const records = await leaveUndelivered(plan, data);
  // At AWS's own pace nothing is delivered while this lasts.
  const restart = () => startLocalAws(bundle, folder, { data, timeScale: 1 });
  const ms = await alternate(
    {
      'cold start': () => readyAfter(() => startLocalAws(bundle, folder, { timeScale: 1 })),
      restart: () => readyAfter(restart, async ({ pid }) => void process.kill(pid, 'SIGKILL')),
    },
    rounds,
    say,
  );
  const objects = await deliver(plan, data, records);
  say(`  ${objects} objects hold exactly the ${records.toLocaleString('en')} records sent`);
  const cold = ms['cold start'] ?? [];
  return [
    {
      id: 'S12',
      what: 'ready after kill -9 - ready on a fresh folder, with every record found once in the objects delivered',
      on: `${undeliveredMiB} MiB undelivered`,
      values: (ms.restart ?? []).map((restarted, round) => restarted - (cold[round] as number)),
      unit: ' ms',
      goal: { atMost: 100 },
    },
  ];
}

/** Sends as many whole batches as stay below the size, then kills the server. Returns the number of records. */
async function leaveUndelivered(
  { bundle, folder, undeliveredMiB }: AfterKillPlan,
  data: string,
): Promise<number> {
  const hurried = await startLocalAws(bundle, folder, { data });
  try {
    await makeDeliveryStream(hurried, BUFFER_MIB);
  } finally {
    await hurried.close();
  }
  const server = await startLocalAws(bundle, folder, { data, timeScale: 1 });
  const firehose = firehoseClient(server);
  try {
    await letPass(server, CREATION_SECONDS); // at this pace the stream is still CREATING
    const enough = callsBelow(undeliveredMiB * MIB);
    return await sendThroughSdk(firehose, 0, (calls) => calls < enough);
  } finally {
    firehose.destroy();
    process.kill(server.pid, 'SIGKILL');
    await server.close();
  }
}

async function letPass({ endpoint }: RunningServer, advanceSeconds: number): Promise<void> {
  const answer = await fetch(`${endpoint}/_local-aws/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceSeconds }),
  });
  if (!answer.ok) throw new Error(`The clock was not moved: ${answer.status} ${await answer.text()}`);
}

function callsBelow(bytes: number): number {
  let sent = 0;
  for (let calls = 0; ; calls += 1) {
    for (const { Data } of makeBatch(calls * BATCH_RECORDS)) sent += Data?.byteLength ?? 0;
    if (sent >= bytes) return calls;
  }
}

/** Lets the interval pass quickly, and reads what lands. */
async function deliver({ bundle, folder }: AfterKillPlan, data: string, records: number): Promise<number> {
  const server = await startLocalAws(bundle, folder, { data });
  const s3 = s3Client(server);
  try {
    await sleep(LONGEST_BUFFERING_MS);
    await untilQuiet(server.pid);
    return await checkDelivered(s3, records);
  } finally {
    s3.destroy();
    await server.close();
  }
}

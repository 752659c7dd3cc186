/** S11: PutObject of 1 KB through an SDK client, four at a time. */
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { LOCAL_AWS, MOTO, ratios } from './cases.js';
import { s3Client } from './delivery-stream.js';
import { cpuSeconds, untilQuiet } from './process-usage.js';
import type { Row } from './report.js';
import { type Party, takeTurns } from './rounds.js';
import { type Moto, type RunningServer, startLocalAws, startMoto } from './servers.js';

export interface PutPlan {
  rounds: number;
  warmUpCalls: number;
  blockMs: number;
  /** local-aws's bundle. */
  bundle: string;
  /** A folder on a disk, for what the servers write. */
  folder: string;
  moto: Moto | undefined;
  say: (line: string) => void;
}

const Bucket = 'bench-put';
const IN_FLIGHT = 4;
const Body = Buffer.alloc(1_024, 'sixteen bytes..\n');

export async function measurePutObject(plan: PutPlan): Promise<Row[]> {
  const { rounds, bundle, folder, moto, say } = plan;
  say('PutObject of 1 KB');
  const ours = await startLocalAws(bundle, folder);
  const other = moto && (await startMoto(moto));
  try {
    const parties = [putting(LOCAL_AWS, ours, plan), ...(other ? [putting(MOTO, other, plan)] : [])];
    const done = await takeTurns(parties, rounds, say);
    const on = `SDK client, ${IN_FLIGHT} in flight; on disk before the answer on local-aws, in memory on moto`;
    return [
      {
        ...{
          id: 'S11',
          what: 'PutObject of 1 KB a second: local-aws ÷ moto',
          on: moto ? `${on}; ${moto.name}` : on,
        },
        values: ratios({ of: [LOCAL_AWS, MOTO], figure: 'recordsPerSecond' }, done),
        goal: { atLeast: 3 },
      },
    ];
  } finally {
    await Promise.all([ours.close(), other?.close()]);
  }
}

/** An object counts as a record. */
function putting(name: string, server: RunningServer, { warmUpCalls, blockMs }: PutPlan): Party {
  const s3 = s3Client(server);
  let next = 0;
  const send = async (goOn: (calls: number) => boolean) => {
    let calls = 0;
    const lane = async () => {
      while (goOn(calls)) {
        calls += 1;
        next += 1;
        await s3.send(new PutObjectCommand({ Bucket, Key: `2026/11/23/${next}.json`, Body }));
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    return calls;
  };
  return {
    name,
    close: () => s3.destroy(),
    async warmUp() {
      await s3.send(new CreateBucketCommand({ Bucket }));
      await send((calls) => calls < warmUpCalls);
      await untilQuiet(server.pid);
    },
    async block() {
      const cpuBefore = cpuSeconds(server.pid);
      const begun = performance.now();
      const objects = await send(() => performance.now() - begun < blockMs);
      const seconds = (performance.now() - begun) / 1000;
      await untilQuiet(server.pid);
      const cpu = cpuSeconds(server.pid) - cpuBefore;
      return { recordsPerSecond: objects / seconds, serverCpuSecondsPerRecord: cpu / objects };
    },
  };
}

/** A server under a load: what takes turns in a round. */

import { firehoseClient } from './delivery-stream.js';
import { prebuiltLoad } from './prebuilt-load.js';
import { cpuSeconds, untilQuiet } from './process-usage.js';
import type { Party, Sample } from './rounds.js';
import { sendThroughSdk } from './sdk-load.js';
import type { RunningServer } from './servers.js';

export interface Effort {
  /** PutRecordBatch calls before anything is measured: the SDK's first thousand cost twice the CPU of its sixth. */
  warmUpCalls: number;
  blockMs: number;
}

type Send = (goOn: (calls: number) => boolean) => Promise<number>;

/** A server that an SDK client sends to. */
export function throughSdk(name: string, server: RunningServer, effort: Effort): Party {
  const client = firehoseClient(server);
  let next = 0;
  const send: Send = async (goOn) => {
    const sent = await sendThroughSdk(client, next, goOn);
    next += sent;
    return sent;
  };
  return party(name, server, effort, { send, prepare: async () => {}, close: () => client.destroy() });
}

/** A server that ready-made requests are written to. */
export function prebuilt(name: string, server: RunningServer, effort: Effort): Party {
  const load = prebuiltLoad(server);
  return party(name, server, effort, { send: load.send, prepare: load.refresh, close: load.close });
}

function party(
  name: string,
  { pid }: RunningServer,
  { warmUpCalls, blockMs }: Effort,
  { send, prepare, close }: { send: Send; prepare: () => Promise<void>; close: () => void },
): Party {
  return {
    name,
    close,
    async warmUp() {
      await prepare();
      await send((calls) => calls < warmUpCalls);
      await untilQuiet(pid);
    },
    async block(): Promise<Sample> {
      await prepare();
      const cpuBefore = cpuSeconds(pid);
      const begun = performance.now();
      const records = await send(() => performance.now() - begun < blockMs);
      const seconds = (performance.now() - begun) / 1000;
      await untilQuiet(pid);
      const cpu = cpuSeconds(pid) - cpuBefore;
      return { recordsPerSecond: records / seconds, serverCpuSecondsPerRecord: cpu / records };
    },
  };
}

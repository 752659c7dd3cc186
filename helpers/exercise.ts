/** A pipeline of its own for an exercise: made, used and removed, whatever happens in between. */
import { ensureBucket } from './bucket.js';
import { cleanUp } from './cleanup.js';
import { type Config, readConfig } from './config.js';
import { type Aws, connect, disconnect } from './connect.js';
import { createDeliveryStream, destination, type Wanted } from './delivery-stream.js';
import { namesFor } from './detour.js';
import { waitForLanding } from './landing-wait.js';
import { realSeconds } from './local-switches.js';
import type { Names } from './names.js';
import { attachPolicy, ensurePolicy } from './policy.js';
import { Producer } from './producer.js';
import { ensureRole } from './role.js';

/** Delivery may take so long beyond the interval before somebody should worry. */
const DELIVERY_SLACK_SECONDS = 120;
/** AWS API model: the interval of a stream that names none. */
const USUAL_INTERVAL_SECONDS = 300;

export interface Pipeline {
  aws: Aws;
  config: Config;
  names: Names;
  /** Puts these texts as they are, one record each, and sends again what is refused. */
  put(texts: string[]): Promise<void>;
  /** Waits until so many measurements have landed. */
  untilLanded(count: number): Promise<number>;
}

/**
 * Makes bucket, role, policy and delivery stream under names that nothing else uses, lets `work` use them, and
 * removes them, also after an abort. The local AWS is started when it does not run.
 *
 * @param change what the stream's destination should be instead of the lesson's
 * @throws whatever `work` throws; StepError when something cannot be made or removed; UndeliveredError when records
 *   cannot be put; the signal's reason when it is aborted.
 */
export async function withPipeline(
  work: (pipeline: Pipeline) => Promise<void>,
  change: (usual: Wanted) => object = (usual) => usual,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  const config = readConfig();
  const aws = await connect(config, process.cwd(), { signal });
  const names = namesFor('exercise', config, aws);
  try {
    await cleanUp(aws, names, { signal }); // what an exercise that was interrupted may have left
    try {
      await work(await makePipeline(aws, config, names, change, signal));
    } catch (error) {
      // What failed first is what the reader must hear of.
      await cleanUp(aws, names).catch((second: Error) => console.log(`! ${second.message}`));
      throw error;
    }
    await cleanUp(aws, names);
  } finally {
    disconnect(aws);
  }
}

async function makePipeline(
  aws: Aws,
  config: Config,
  names: Names,
  change: (usual: Wanted) => object,
  signal?: AbortSignal,
): Promise<Pipeline> {
  await ensureBucket(aws, names.bucket, { signal });
  await ensureRole(aws, names.role, { signal });
  await ensurePolicy(aws, names);
  await attachPolicy(aws, names.role, names.policyArn);
  const wanted = { ...change(destination(config, names)) } as Wanted;
  await createDeliveryStream(aws, config, names.stream, wanted, { signal });
  const { BufferingHints } = wanted as Partial<Wanted>;
  const intervalSeconds = BufferingHints?.IntervalInSeconds ?? USUAL_INTERVAL_SECONDS;
  const timeoutSeconds = realSeconds(config, intervalSeconds) + DELIVERY_SLACK_SECONDS;
  return {
    aws,
    config,
    names,
    async put(texts) {
      const producer = new Producer(aws.firehose, names.stream, { delimiter: '', inFlight: 1, signal });
      await producer.putAll(texts);
      await producer.close();
    },
    untilLanded(count) {
      const expected = { bucket: names.bucket, prefix: '', count, intervalSeconds, timeoutSeconds };
      return waitForLanding(aws, config, expected, { signal });
    },
  };
}

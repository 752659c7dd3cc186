/** A pipeline of its own for an exercise: made, used and removed, whatever happens in between. */
import { CreateDeliveryStreamCommand, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { ensureBucket } from './bucket.js';
import { cleanUp } from './cleanup.js';
import { type Config, readConfig } from './config.js';
import { type Aws, connect, disconnect } from './connect.js';
import { destination, waitUntilActive } from './delivery-stream.js';
import { namesFor } from './detour.js';
import { waitForLanding } from './landing-wait.js';
import { realSeconds } from './local-switches.js';
import { type Names, TUTORIAL_TAG } from './names.js';
import { attachPolicy, ensurePolicy } from './policy.js';
import { retryOn } from './retry.js';
import { ensureRole } from './role.js';

/** A new role is usable within seconds; this is the end of patience. */
const ROLE_WAIT_SECONDS = 120;
/** Delivery may take so long beyond the interval before somebody should worry. */
const DELIVERY_SLACK_SECONDS = 120;
/** AWS API model: the interval of a stream that names none. */
const USUAL_INTERVAL_SECONDS = 300;

export interface Pipeline {
  aws: Aws;
  config: Config;
  names: Names;
  /** Puts these texts as they are, one record each; at most 500. */
  put(texts: string[]): Promise<void>;
  /** Waits until so many measurements have landed. */
  untilLanded(count: number): Promise<number>;
}

type Destination = ReturnType<typeof destination>;

/**
 * Makes bucket, role, policy and delivery stream under names that nothing else uses, lets `work` use them, and
 * removes them. The local AWS is started when it does not run.
 *
 * @param change what the stream's destination should be instead of the lesson's
 * @throws whatever `work` throws; StepError when something cannot be made or removed.
 */
export async function withPipeline(
  work: (pipeline: Pipeline) => Promise<void>,
  change: (usual: Destination) => object = (usual) => usual,
): Promise<void> {
  const config = readConfig();
  const aws = await connect(config);
  const names = namesFor('exercise', config, aws);
  await cleanUp(aws, names); // what an exercise that was interrupted may have left
  try {
    await ensureBucket(aws, names.bucket);
    await ensureRole(aws, names.role);
    await ensurePolicy(aws, names);
    await attachPolicy(aws, names.role, names.policyArn);
    const wanted = { ...change(destination(config, names)) } as Destination;
    await createStream(aws, names.stream, wanted);
    const { BufferingHints } = wanted as Partial<Destination>;
    const interval = BufferingHints?.IntervalInSeconds ?? USUAL_INTERVAL_SECONDS;
    await work(pipelineOf(aws, config, names, interval));
  } finally {
    await cleanUp(aws, names);
    disconnect(aws);
  }
}

function pipelineOf(aws: Aws, config: Config, names: Names, intervalSeconds: number): Pipeline {
  return {
    aws,
    config,
    names,
    async put(texts) {
      const Records = texts.map((text) => ({ Data: Buffer.from(text) }));
      await aws.firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: names.stream, Records }));
    },
    untilLanded: (count) =>
      waitForLanding(aws, config, {
        ...{ bucket: names.bucket, prefix: '', count, intervalSeconds },
        timeoutSeconds: realSeconds(config, intervalSeconds) + DELIVERY_SLACK_SECONDS,
      }),
  };
}

/** Creates the stream as soon as Firehose can assume the new role, and waits until it is ACTIVE. */
async function createStream(aws: Aws, name: string, wanted: Destination): Promise<void> {
  const command = new CreateDeliveryStreamCommand({
    DeliveryStreamName: name,
    ExtendedS3DestinationConfiguration: wanted,
    Tags: [TUTORIAL_TAG],
  });
  await retryOn(/unable to assume role/, () => aws.firehose.send(command), {
    timeoutSeconds: ROLE_WAIT_SECONDS,
  });
  await waitUntilActive(aws, name);
}

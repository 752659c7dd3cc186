/**
 * The pipeline of the tutorial as a script: the same steps as pipeline.ipynb, one function each.
 *
 *   npm run pipeline                 everything, and cleans up
 *   npm run pipeline -- --keep       leaves what it made
 */
import { parseArgs } from 'node:util';
import { PutRecordCommand } from '@aws-sdk/client-firehose';
import { ensureBucket } from './helpers/bucket.js';
import { CheckpointFailed, checkpoint } from './helpers/checkpoint.js';
import { cleanUp, leftovers } from './helpers/cleanup.js';
import { type Config, describeConfig, readConfig } from './helpers/config.js';
import { type Aws, connect, disconnect, whoAmI } from './helpers/connect.js';
import { describeStream, ensureDeliveryStream } from './helpers/delivery-stream.js';
import { failed } from './helpers/errors.js';
import { newRun, readRun, untilLanded } from './helpers/landing.js';
import { type Names, nameResources } from './helpers/names.js';
import { listObjects, perStation } from './helpers/objects.js';
import { createLiveLine } from './helpers/pictures/live-line.js';
import { describePace } from './helpers/pictures/text.js';
import { attachedPolicies, attachPolicy, ensurePolicy } from './helpers/policy.js';
import { Producer } from './helpers/producer.js';
import { ensureRole, findRole } from './helpers/role.js';
import { measurementsOf, measureNow } from './helpers/simulated-sensor.js';

const DELIVERY_LOG = 'the error log of the delivery (locally: .local-aws/local-aws.log)';

interface Pipeline {
  config: Config;
  aws: Aws;
  names: Names;
  signal: AbortSignal;
  /** What the ids of this run's records begin with. */
  run: string;
}

function say(step: string): void {
  console.log(`\n${step}`);
}

async function step1Configuration(signal: AbortSignal): Promise<Pipeline> {
  say('Step 1  Configuration');
  const config = readConfig();
  console.log(describeConfig(config));
  for (const warning of config.warnings) console.log(`! ${warning}`);
  const aws = await connect(config, process.cwd(), { signal });
  console.log(whoAmI(aws));
  return { config, aws, names: nameResources(config, aws), signal, run: newRun() };
}

async function step2Bucket({ aws, names, signal }: Pipeline): Promise<void> {
  say('Step 2  S3 bucket');
  console.log(`${await ensureBucket(aws, names.bucket, { signal })}: ${names.bucket}`);
}

async function step3Role({ aws, names, signal }: Pipeline): Promise<void> {
  say('Step 3  IAM role');
  console.log(`${await ensureRole(aws, names.role, { signal })}: ${names.role}`);
  const role = await findRole(aws, names.role);
  checkpoint(3, 'The role exists', { arn: [names.roleArn, role?.Arn] }, 'the answer of IAM above');
}

async function step4Policy({ aws, names }: Pipeline): Promise<void> {
  say('Step 4  IAM policy');
  console.log(`${await ensurePolicy(aws, names)}: ${names.policy}`);
  await attachPolicy(aws, names.role, names.policyArn);
  const attached = await attachedPolicies(aws, names.role);
  checkpoint(
    4,
    'The policy is attached',
    { policies: [[names.policyArn], attached] },
    'the policies of the role',
  );
}

async function step5DeliveryStream(pipeline: Pipeline): Promise<void> {
  const { aws, config, names, signal } = pipeline;
  say('Step 5  Delivery stream');
  const outcome = await ensureDeliveryStream(aws, config, names, { signal });
  console.log(`${outcome}: ${names.stream}`);
  const stream = await describeStream(aws, names.stream);
  checkpoint(
    5,
    'The stream is ACTIVE',
    { status: ['ACTIVE', stream?.DeliveryStreamStatus] },
    'FailureDescription of the stream',
  );
}

async function step6OneMeasurement(pipeline: Pipeline): Promise<void> {
  const { aws, config, names, run, signal } = pipeline;
  say('Step 6  One measurement');
  const measurement = await measureNow(config, { signal });
  const text = JSON.stringify({ ...measurement, id: `${run}/0` });
  console.log(text);
  const record = { DeliveryStreamName: names.stream, Record: { Data: Buffer.from(`${text}\n`) } };
  const { RecordId } = await aws.firehose.send(new PutRecordCommand(record)).catch((error) => {
    throw failed(`Putting one record into the delivery stream ${names.stream}`, error);
  });
  const landed = await untilLanded(pipeline, run, 1, { signal });
  checkpoint(
    6,
    'The measurement has landed',
    { accepted: [true, RecordId !== undefined], landed: [1, landed] },
    DELIVERY_LOG,
  );
}

/** Streams the measurements, waits until they have landed, and gives the final figures. */
async function step7Stream(pipeline: Pipeline): Promise<void> {
  const { aws, config, names, run, signal } = pipeline;
  say('Step 7  Stream measurements');
  const producer = new Producer(aws.firehose, names.stream, { signal });
  const line = createLiveLine();
  const began = performance.now();
  try {
    for await (const measurement of measurementsOf(config, { signal })) {
      await producer.put(JSON.stringify({ ...measurement, id: `${run}/${producer.counters.sent + 1}` }));
      const seconds = (performance.now() - began) / 1000;
      line.show(describePace(producer.counters.sent, config.sensor.measurements, 'measured', seconds));
    }
    await producer.close();
  } finally {
    line.end('measured');
  }
  const { sent, accepted, resent, possibleDuplicates, calls } = producer.counters;
  const missed = config.sensor.measurements - sent;
  console.log(`sent ${sent} measurements in ${calls} calls (${resent} sent again, ${missed} not measured)`);

  await untilLanded(pipeline, run, sent + 1, { signal });
  for (const { key, bytes } of await listObjects(aws, names.bucket, config.s3.prefix)) {
    console.log(`${String(bytes).padStart(8)} bytes  ${key}`);
  }
  const fromS3 = await readRun(pipeline, run);
  const once = new Map(fromS3.map((measurement) => [measurement.id, measurement]));
  for (const { station, count, mean } of perStation([...once.values()])) {
    console.log(
      `${station.padEnd(10)} ${String(count).padStart(6)} measurements, ${mean.toFixed(1)} °C on average`,
    );
  }
  const twice = fromS3.length - once.size;
  if (twice > 0) {
    console.log(
      `! ${twice} landed twice: ${possibleDuplicates} were sent again for want of an answer, and Firehose itself delivers at least once. That is no loss: take each id once.`,
    );
  }
  const landed = once.size - 1; // without the one of Step 6
  checkpoint(
    7,
    `sent = accepted = landed: ${sent}`,
    { accepted: [sent, accepted], landed: [sent, landed] },
    DELIVERY_LOG,
  );
}

async function step8CleanUp({ aws, names, signal }: Pipeline): Promise<void> {
  say('Step 8  Clean up');
  for (const line of await cleanUp(aws, names, { signal })) console.log(line);
  const left = (await leftovers(aws, names)).filter(({ isOurs }) => isOurs !== false);
  checkpoint(
    8,
    'Nothing is left',
    { left: [[], left] },
    'the lines above: what could not be removed, and why',
  );
}

/** Says what is still there, so that nobody finds it on a bill. */
async function sayWhatIsLeft({ aws, names }: Pipeline): Promise<void> {
  const left = (await leftovers(aws, names)).filter(({ isOurs }) => isOurs !== false);
  if (left.length === 0) return;
  console.log(`\nStill there in account ${aws.account}, ${aws.region}:`);
  for (const { what, name, isOurs } of left) {
    console.log(`  ${what} ${name}${isOurs ? '' : ' (perhaps: you may not look at it)'}`);
  }
  console.log('Run "npm run pipeline" again to finish and remove it all.');
}

async function run(isKept: boolean, signal: AbortSignal): Promise<number> {
  let pipeline: Pipeline | undefined;
  try {
    pipeline = await step1Configuration(signal);
    for (const step of [
      step2Bucket,
      step3Role,
      step4Policy,
      step5DeliveryStream,
      step6OneMeasurement,
      step7Stream,
    ]) {
      signal.throwIfAborted();
      await step(pipeline);
    }
    if (isKept) await sayWhatIsLeft(pipeline);
    else await step8CleanUp(pipeline);
    return 0;
  } catch (error) {
    if (signal.aborted) console.error('\nStopped.');
    else if (process.env.DEBUG !== undefined) console.error('\n', error);
    else if (!(error instanceof CheckpointFailed)) console.error(`\n${(error as Error).message}`); // it has spoken
    if (pipeline)
      await sayWhatIsLeft(pipeline).catch(() => console.error('What is left could not be asked for.'));
    return signal.aborted ? 130 : 1;
  } finally {
    if (pipeline) disconnect(pipeline.aws);
  }
}

async function main(): Promise<number> {
  let values: { keep?: boolean; help?: boolean };
  try {
    values = parseArgs({
      options: { keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: npm run pipeline -- [--keep]`);
    return 2;
  }
  if (values.help) {
    console.log(
      'Usage: npm run pipeline -- [--keep]\n\n  --keep   leave bucket, role, policy and stream when done',
    );
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  }
  return run(values.keep ?? false, stop.signal);
}

process.exitCode = await main();

/** Step 5: the Firehose delivery stream. */
import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  ListTagsForDeliveryStreamCommand,
  type Tag,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose';
import type { Config } from './config.js';
import type { Aws } from './connect.js';
import { awsFault, failed, faultLine, StepError } from './errors.js';
import { isOurs, type Names, type Outcome, TUTORIAL_TAG } from './names.js';
import { retryOn } from './retry.js';
import { type WaitOptions, WaitTimeout, waitFor } from './wait.js';
import { type Tell, usuallyUnder, withLine } from './wait-line.js';

/** IAM tells other services of a new role within seconds, now and then within a minute; this is the end of patience. */
const ROLE_WAIT_SECONDS = 120;
/** AWS takes about half a minute to create a stream, and mostly less to delete one. */
const USUAL_STATUS_SECONDS = 60;
const STATUS_WAIT_SECONDS = 600;

/**
 * What Firehose says to a role that it cannot put on yet. Nothing else is worth another try: the same words in
 * another error are about the caller's own credentials.
 */
const ROLE_NOT_READY =
  /^InvalidArgumentException: .*(unable to assume role|security token included in the request is invalid)/s;

export type Progress = Pick<WaitOptions, 'signal'> & {
  /** Takes the lines about the waits, which are otherwise shown in place. */
  onProgress?: (line: string) => void;
};

/** Where a stream writes and how: the part of CreateDeliveryStream that the lesson is about. */
export function destination(config: Config, names: Names) {
  return {
    RoleARN: names.roleArn,
    BucketARN: names.bucketArn,
    Prefix: config.s3.prefix,
    BufferingHints: {
      SizeInMBs: config.firehose.sizeInMBs,
      IntervalInSeconds: config.firehose.intervalInSeconds,
    },
    CompressionFormat: config.firehose.compressionFormat,
  };
}

/** Where a stream should write, and how. */
export type Wanted = ReturnType<typeof destination>;

/**
 * Finds the delivery stream or creates it, tagged as the tutorial's, and waits until it is ACTIVE. One with
 * other settings gets the configured ones, if the tutorial made it; one that is being deleted is waited for.
 *
 * @throws StepError when the role stays unusable, the stream fails to become ACTIVE, a foreign stream of that
 *   name has other settings, or the rights are missing; the signal's reason when it is aborted.
 */
export async function ensureDeliveryStream(
  aws: Aws,
  config: Config,
  names: Names,
  progress: Progress = {},
): Promise<Outcome> {
  const wanted = destination(config, names);
  const found = await describeStream(aws, names.stream);
  if (found && found.DeliveryStreamStatus === 'DELETING') await waitUntilDeleted(aws, names.stream, progress);
  else if (found) {
    await waitUntilActive(aws, names.stream, progress);
    return (await hasSettings(aws, names.stream, wanted))
      ? 'found'
      : await update(aws, names.stream, wanted, progress);
  }
  await createDeliveryStream(aws, config, names.stream, wanted, progress);
  return 'created';
}

/**
 * Creates a delivery stream, tagged as the tutorial's, as soon as Firehose can assume the role, and waits until it
 * is ACTIVE.
 *
 * @throws StepError when the role stays unusable, the stream fails to become ACTIVE, or the rights are missing; the
 *   signal's reason when it is aborted.
 */
export async function createDeliveryStream(
  aws: Aws,
  config: Config,
  name: string,
  wanted: Wanted,
  progress: Progress,
): Promise<void> {
  await withRoleReady(aws, `Creating the delivery stream ${name}`, progress, () =>
    aws.firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: name,
        DeliveryStreamType: config.firehose.deliveryStreamType,
        ExtendedS3DestinationConfiguration: wanted,
        Tags: [TUTORIAL_TAG],
      }),
    ),
  );
  await waitUntilActive(aws, name, progress);
}

/** The stream as AWS describes it, or undefined when there is none of that name. */
export async function describeStream(aws: Aws, name: string): Promise<DeliveryStreamDescription | undefined> {
  try {
    const answer = await aws.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }));
    return answer.DeliveryStreamDescription;
  } catch (error) {
    if (awsFault(error).name === 'ResourceNotFoundException') return undefined;
    throw failed(`Describing the delivery stream ${name}`, error);
  }
}

/** The stream's tags, or undefined when there is no such stream. */
export async function streamTags(aws: Aws, name: string): Promise<Tag[] | undefined> {
  try {
    const request = new ListTagsForDeliveryStreamCommand({ DeliveryStreamName: name });
    return (await aws.firehose.send(request)).Tags ?? [];
  } catch (error) {
    if (awsFault(error).name === 'ResourceNotFoundException') return undefined;
    throw failed(`Reading the tags of the delivery stream ${name}`, error);
  }
}

/**
 * Tries again while Firehose cannot put on the role yet, and for no other reason. A role is there for IAM at
 * once and for other services some seconds later; a fixed sleep would be too long mostly, and too short sometimes.
 */
async function withRoleReady(
  { timeScale }: Aws,
  tried: string,
  progress: Progress,
  attempt: () => Promise<unknown>,
): Promise<void> {
  const words = {
    doing: 'Firehose cannot assume the role yet',
    done: 'Firehose can assume the role',
  };
  const limits = { timeoutSeconds: ROLE_WAIT_SECONDS, timeScale };
  try {
    await retryOn(ROLE_NOT_READY, attempt, { ...limits, ...words, ...progress });
  } catch (error) {
    progress.signal?.throwIfAborted();
    throw failed(
      tried,
      error,
      ROLE_NOT_READY.test(faultLine(error))
        ? 'Look at the role: it must exist, and its trust policy must name firehose.amazonaws.com.'
        : undefined,
    );
  }
}

/**
 * Waits until the stream is ACTIVE.
 *
 * @throws StepError when it fails, with the reason that AWS gives, or takes too long; the signal's reason when
 *   it is aborted.
 */
export async function waitUntilActive(aws: Aws, name: string, progress: Progress = {}): Promise<void> {
  const tried = `Waiting for the delivery stream ${name} to be ACTIVE`;
  const stream = await waitWhile(tried, (status) => status === 'CREATING', aws, name, progress);
  if (stream?.DeliveryStreamStatus === 'ACTIVE') return;
  const reason = stream ? failureOf(stream) : 'there is no such stream';
  throw new StepError(tried, reason, 'Run the clean-up step, then this step again.');
}

async function waitUntilDeleted(aws: Aws, name: string, progress: Progress): Promise<void> {
  const tried = `Waiting for the delivery stream ${name} to be gone`;
  const stream = await waitWhile(tried, (status) => status !== 'DELETING_FAILED', aws, name, progress);
  if (stream) throw new StepError(tried, failureOf(stream), 'Delete it in the Firehose console.');
}

function failureOf({ DeliveryStreamStatus, FailureDescription }: DeliveryStreamDescription): string {
  const { Type, Details } = FailureDescription ?? {};
  return [DeliveryStreamStatus, Type, Details].filter(Boolean).join(': ');
}

/** Waits as long as the stream is there and busy; gives it as it is then, or undefined when it is gone. */
async function waitWhile(
  tried: string,
  isBusy: (status?: string) => boolean,
  aws: Aws,
  name: string,
  { signal, onProgress }: Progress,
): Promise<DeliveryStreamDescription | undefined> {
  const { timeScale } = aws;
  let status: string | undefined;
  const look = async () => {
    const stream = await describeStream(aws, name);
    status = stream?.DeliveryStreamStatus;
    return stream && isBusy(status) ? undefined : { stream };
  };
  const words = {
    doing: () => status ?? '',
    done: () => status ?? 'Deleted',
    left: usuallyUnder(USUAL_STATUS_SECONDS, STATUS_WAIT_SECONDS, timeScale),
    timeScale,
  };
  const limits = { timeoutSeconds: STATUS_WAIT_SECONDS, timeScale, signal };
  try {
    const wait = (tell: Tell) => waitFor('it', look, { ...limits, onProgress: tell });
    return (await withLine(words, wait, onProgress)).stream;
  } catch (error) {
    signal?.throwIfAborted();
    throw failed(
      tried,
      error,
      error instanceof WaitTimeout
        ? `It is still ${status}. Run the step again: it goes on waiting.`
        : undefined,
    );
  }
}

async function hasSettings(aws: Aws, name: string, wanted: Wanted): Promise<boolean> {
  const stream = await describeStream(aws, name);
  const current = stream?.Destinations?.[0]?.ExtendedS3DestinationDescription;
  return (
    current?.RoleARN === wanted.RoleARN &&
    current.BucketARN === wanted.BucketARN &&
    (current.Prefix ?? '') === wanted.Prefix &&
    current.CompressionFormat === wanted.CompressionFormat &&
    current.BufferingHints?.SizeInMBs === wanted.BufferingHints.SizeInMBs &&
    current.BufferingHints.IntervalInSeconds === wanted.BufferingHints.IntervalInSeconds
  );
}

async function update(aws: Aws, name: string, wanted: Wanted, progress: Progress): Promise<Outcome> {
  if (!isOurs(await streamTags(aws, name))) {
    throw new StepError(
      `Using the delivery stream ${name}`,
      'it exists, this tutorial did not make it, and its settings are other ones',
      'Choose another [Firehose] stream_name in dl.cfg: this tutorial changes only what it made itself.',
    );
  }
  const stream = await describeStream(aws, name);
  await withRoleReady(aws, `Changing the delivery stream ${name}`, progress, () =>
    aws.firehose.send(
      new UpdateDestinationCommand({
        DeliveryStreamName: name,
        CurrentDeliveryStreamVersionId: stream?.VersionId,
        DestinationId: stream?.Destinations?.[0]?.DestinationId,
        ExtendedS3DestinationUpdate: wanted,
      }),
    ),
  );
  return 'changed';
}

/**
 * Deletes the stream and waits until it is gone. What it still buffers is lost: deliver first.
 *
 * @returns whether there was one.
 * @throws StepError when it cannot be deleted, or does not go away; the signal's reason when it is aborted.
 */
export async function deleteDeliveryStream(
  aws: Aws,
  name: string,
  progress: Progress = {},
): Promise<boolean> {
  const tried = `Deleting the delivery stream ${name}`;
  // While it is CREATING it cannot be deleted; how its creation ends does not matter.
  const stream = await waitWhile(tried, (status) => status === 'CREATING', aws, name, progress);
  if (!stream) return false;
  try {
    await aws.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: name }));
  } catch (error) {
    if (awsFault(error).name === 'ResourceNotFoundException') return true; // its deletion had begun before, and is over
    throw failed(tried, error);
  }
  await waitUntilDeleted(aws, name, progress);
  return true;
}

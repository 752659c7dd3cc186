/** One object, written to S3 as the stream's role. */
import { AwsError } from '../../errors.js';
import { CutConnection } from '../../faults/faults.js';
import { authorize } from '../../iam/authorize.js';
import type { LocalAws, Principal } from '../../operation.js';
import { checksum } from '../../s3/checksums.js';
import type { Mark } from '../../store/group-commit.js';
import { RoleNotAssumable } from '../../sts/assume-role.js';
import { deliveryRole } from '../destination/roles.js';
import type { DeliveryStream } from '../stream.js';
import type { Chunk } from './buffer.js';
import { CONTENT_TYPE, compress, FORMATS } from './compression/index.js';
import { objectKey, PrefixNotEvaluated, settingsOf, type Target } from './target.js';

/** Below this interval Firehose writes with multipart uploads (AWS documentation). */
const MULTIPART_BELOW_SECONDS = 60;

/** Who keeps the records until they are in S3. */
export interface ChunkKeeper {
  /**
   * The bytes of a chunk, piece after piece, with nothing between them; undefined if a full disk undid them.
   *
   * @throws StoreError when they cannot be read.
   */
  read(chunk: Chunk): Uint8Array | undefined;
  /** The records are in S3, or given up: this chunk no longer needs them. */
  done(chunk: Chunk): void;
  /** What `done` changed was undone by a full disk: the chunk is delivered again. */
  undone(chunk: Chunk): void;
  /** A point in time; `durable` resolves when all changes since then are on disk. */
  mark(): Mark;
  durable(since: Mark): Promise<void>;
}

/**
 * Makes an object of a chunk. Resolves when it is in S3 and on disk, with whether there was anything to write.
 *
 * @throws RoleNotAssumable, PrefixNotEvaluated, AwsError of S3 or IAM, StoreError of records that cannot be
 *   read, or the system's error of a full disk.
 */
export async function deliver(
  aws: LocalAws,
  stream: DeliveryStream,
  target: Target,
  chunk: Chunk,
  keeper: ChunkKeeper,
): Promise<boolean> {
  const bytes = keeper.read(chunk);
  if (!bytes) {
    keeper.done(chunk);
    return false;
  }
  const { RoleARN, BucketARN, CompressionFormat } = settingsOf(stream, target);
  const role = deliveryRole(aws, RoleARN, stream.arn);
  const { contentEncoding } = FORMATS[CompressionFormat];
  const Body = await compress(CompressionFormat, bytes);
  const object = {
    Bucket: BucketARN.slice(BucketARN.lastIndexOf(':') + 1),
    Key: objectKey(stream, target, chunk.oldestArrival),
    Body,
    ChecksumCRC32: await checksum('CRC32', Body), // as AWS's SDKs send it; decided by us
    ContentType: CONTENT_TYPE,
    ...(contentEncoding ? { ContentEncoding: contentEncoding } : {}),
  };
  const { IntervalInSeconds } = settingsOf(stream, target).BufferingHints;
  if (IntervalInSeconds < MULTIPART_BELOW_SECONDS) requireMultipart(aws, role, `${BucketARN}/${object.Key}`);
  await aws.faults.before('Delivery', stream.name);
  const since = keeper.mark();
  await aws.invoke('s3', 'PutObject', object, role);
  // Without an await in between: the object appears and its records leave the journal as one piece.
  keeper.done(chunk);
  try {
    await keeper.durable(since);
  } catch (error) {
    keeper.undone(chunk);
    throw error;
  }
  return true;
}

/** A multipart upload that cannot be aborted is not begun (decided by us; the right is in AWS's list for the role). */
function requireMultipart(aws: LocalAws, role: Principal, resource: string): void {
  const action = 's3:AbortMultipartUpload';
  const context = { 'aws:ResourceAccount': aws.account };
  const decision = authorize(aws, role, { action, resource, context });
  if (decision.allowed) return;
  throw new AwsError(
    'AccessDenied',
    403,
    `${role.arn} may not ${action} on ${resource}: ${decision.explanation}`,
  );
}

/** Why a delivery failed: with the code, as in Firehose's error log, and in words. */
export interface DeliveryFailure {
  code: string;
  reason: string;
}

export function failureIn(error: unknown): DeliveryFailure {
  return { code: errorCode(error), reason: reasonOf(error) };
}

function reasonOf(error: unknown): string {
  if (error instanceof CutConnection) return 'the connection was cut';
  const { message } = error as Error;
  return message === '' && error instanceof AwsError ? `${error.code} (HTTP ${error.status})` : message;
}

/**
 * The code that Firehose's error log would show (AWS documentation, "Amazon S3 data delivery errors"); for a
 * prefix that cannot be evaluated there is none in it, so that one is decided by us.
 */
function errorCode(error: unknown): string {
  if (error instanceof PrefixNotEvaluated) return 'PrefixNotEvaluated';
  if (error instanceof RoleNotAssumable) return 'S3.AccessDenied';
  return error instanceof AwsError && error.status < 500 ? `S3.${error.code}` : 'InternalError';
}

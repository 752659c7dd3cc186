/** Step 2: the S3 bucket. */
import { CreateBucketCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import type { Aws } from './connect.js';
import { awsFault, failed, StepError } from './errors.js';
import { type Outcome, TUTORIAL_TAG } from './names.js';
import { waitFor } from './wait.js';
import { atMost, withLine } from './wait-line.js';

const WAIT_SECONDS = 60;

/**
 * Finds the bucket or creates it, tagged as the tutorial's, and waits until it answers.
 *
 * @throws StepError when the name belongs to another account, the bucket lies in another region, or the
 *   rights are missing; the signal's reason when it is aborted.
 */
export async function ensureBucket(
  aws: Aws,
  bucket: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Outcome> {
  if (await isThere(aws, bucket)) return 'found';
  // The one special case of S3: in us-east-1 the location must not be named, elsewhere it must.
  const location = aws.region === 'us-east-1' ? {} : { LocationConstraint: aws.region as 'eu-west-1' };
  try {
    await aws.s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        CreateBucketConfiguration: { ...location, Tags: [TUTORIAL_TAG] },
      }),
    );
    await untilThere(aws, bucket, signal);
  } catch (error) {
    signal?.throwIfAborted();
    const fault = awsFault(error).name;
    if (fault === 'BucketAlreadyOwnedByYou') return 'found'; // somebody else of this account was faster
    const toDo =
      fault === 'BucketAlreadyExists'
        ? 'Bucket names are shared by the whole world: choose another [S3] bucket_name in dl.cfg.'
        : undefined;
    throw failed(`Creating the bucket ${bucket} in ${aws.region}`, error, toDo);
  }
  return 'created';
}

async function untilThere(aws: Aws, bucket: string, signal?: AbortSignal): Promise<void> {
  const look = async () => (await isThere(aws, bucket)) || undefined;
  const { timeScale } = aws;
  const limits = { timeoutSeconds: WAIT_SECONDS, timeScale, signal };
  const words = {
    doing: () => 'The bucket does not answer yet',
    done: () => 'The bucket answers',
    left: atMost(WAIT_SECONDS, timeScale),
    timeScale,
  };
  await withLine(words, (onProgress) =>
    waitFor(`the bucket ${bucket} to answer`, look, { ...limits, onProgress }),
  );
}

/**
 * A HEAD answer has no body: only its status tells. 404 is "no such bucket"; 403 is "it is there, and it is
 * not for you", which is something else.
 */
async function isThere(aws: Aws, bucket: string): Promise<boolean> {
  try {
    // Somebody else's bucket that is open to us must not pass for ours.
    await aws.s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: aws.account }));
    return true;
  } catch (error) {
    const { status } = awsFault(error);
    if (status === 404) return false;
    const tried = `Looking for the bucket ${bucket}`;
    if (status === 403) {
      throw new StepError(
        tried,
        'HTTP 403: the bucket exists, but it belongs to somebody else, or you have no right to list it',
        'Choose another [S3] bucket_name in dl.cfg, or leave it empty to get one of your own.',
        error,
      );
    }
    if (status === 301) {
      const region = (error as { $response?: { headers?: Record<string, string> } }).$response?.headers?.[
        'x-amz-bucket-region'
      ];
      throw new StepError(
        tried,
        `HTTP 301: it lies in ${region ?? 'another region'}`,
        'Set [AWS] region in dl.cfg to that region, or choose another name.',
        error,
      );
    }
    throw failed(tried, error);
  }
}

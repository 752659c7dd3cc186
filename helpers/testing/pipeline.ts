/** What a test needs to stand before records can land. */
import { PutRecordCommand } from '@aws-sdk/client-firehose';
import { ensureBucket } from '../bucket.js';
import { ensureDeliveryStream } from '../delivery-stream.js';
import { attachPolicy, ensurePolicy } from '../policy.js';
import { ensureRole } from '../role.js';
import { startAws, type TestAws, type TestAwsOptions } from './aws.js';

/** The pipeline's steps 2 to 4. */
export async function makeBucketAndRole({ aws, names }: TestAws): Promise<void> {
  await ensureBucket(aws, names.bucket);
  await ensureRole(aws, names.role);
  await ensurePolicy(aws, names);
  await attachPolicy(aws, names.role, names.policyArn);
}

/** The pipeline's steps 2 to 5. */
export async function makePipeline(test: TestAws, config = test.config): Promise<void> {
  await makeBucketAndRole(test);
  await ensureDeliveryStream(test.aws, config, test.names);
}

/** Sends one record, exactly this text. */
export async function putText({ aws, names }: TestAws, text: string): Promise<void> {
  const Record = { Data: Buffer.from(text) };
  await aws.firehose.send(new PutRecordCommand({ DeliveryStreamName: names.stream, Record }));
}

/** Runs a test on an account that has all but the stream. */
export async function withRole(
  work: (test: TestAws) => Promise<void>,
  options?: TestAwsOptions,
): Promise<void> {
  const test = await startAws(options);
  try {
    await makeBucketAndRole(test);
    await work(test);
  } finally {
    await test.close();
  }
}

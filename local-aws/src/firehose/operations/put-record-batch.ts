import type { PutRecordBatchInput } from '@aws-sdk/client-firehose';
import type { Operation } from '../../operation.js';
import type { WrittenJson } from '../../wire/aws-json.js';
import { invalidArgument } from '../errors.js';
import { isEncrypted } from './encryption.js';
import { LARGEST_BATCH_BYTES } from './limits.js';
import { activeStream } from './put.js';
import { batchAnswer } from './put-answer.js';
import { refusedEntries } from './put-refusals.js';

export const putRecordBatch: Operation<PutRecordBatchInput, WrittenJson> = {
  needs: (input, { aws }) => [
    { action: 'firehose:PutRecordBatch', resource: aws.firehose.arn(input.DeliveryStreamName ?? '') },
  ],

  run(input, { aws }) {
    const records = (input.Records ?? []).map((record) => record.Data ?? new Uint8Array());
    const bytes = records.reduce((sum, data) => sum + data.byteLength, 0);
    // Counted before base64, as measured by others: four records of nearly 1 MB each go through.
    if (bytes > LARGEST_BATCH_BYTES) throw invalidArgument('Records size exceeds 4 MB limit');
    const stream = activeStream(aws, input.DeliveryStreamName ?? '');
    const refused = refusedEntries(aws, stream, records);
    const accepted = refused.size === 0 ? records : records.filter((_, i) => !refused.has(i));
    if (accepted.length > 0) aws.firehose.accept(stream, accepted);
    return batchAnswer(records.length, refused, isEncrypted(aws, stream));
  },
};

import type { PutRecordInput, PutRecordOutput } from '@aws-sdk/client-firehose';
import type { Operation } from '../../operation.js';
import { isEncrypted } from './encryption.js';
import { activeStream } from './put.js';
import { newRecordId } from './put-answer.js';
import { requireAdmission } from './put-refusals.js';

export const putRecord: Operation<PutRecordInput, PutRecordOutput> = {
  needs: (input, { aws }) => [
    { action: 'firehose:PutRecord', resource: aws.firehose.arn(input.DeliveryStreamName ?? '') },
  ],

  run(input, { aws }) {
    const stream = activeStream(aws, input.DeliveryStreamName ?? '');
    const data = input.Record?.Data ?? new Uint8Array();
    requireAdmission(aws, stream, data);
    aws.firehose.accept(stream, [data]);
    return { RecordId: newRecordId(), Encrypted: isEncrypted(aws, stream) };
  },
};

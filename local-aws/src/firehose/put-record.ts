import type { PutRecordInput, PutRecordOutput } from '@aws-sdk/client-firehose';
import type { Operation } from '../operation.js';
import { activeStream, newRecordIds } from './put.js';

export const putRecord: Operation<PutRecordInput, PutRecordOutput> = {
  needs: (input, { aws }) => [
    { action: 'firehose:PutRecord', resource: aws.firehose.arn(input.DeliveryStreamName ?? '') },
  ],

  run(input, { aws }) {
    const stream = activeStream(aws, input.DeliveryStreamName ?? '');
    aws.firehose.accept(stream, [input.Record?.Data ?? new Uint8Array()]);
    return { RecordId: newRecordIds(1)[0], Encrypted: false };
  },
};

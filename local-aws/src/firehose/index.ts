/** Firehose: all of its operations, one file each; this is their list. */
import { AwsError } from '../errors.js';
import type { Service } from '../operation.js';
import { type Violation, validationText } from '../wire/constraints.js';
import { createDeliveryStream } from './operations/create-delivery-stream.js';
import { deleteDeliveryStream } from './operations/delete-delivery-stream.js';
import { describeDeliveryStream } from './operations/describe-delivery-stream.js';
import { constraints } from './operations/limits.js';
import { listDeliveryStreams } from './operations/list-delivery-streams.js';
import { listTagsForDeliveryStream } from './operations/list-tags-for-delivery-stream.js';
import { measured, measuredPut } from './operations/measured.js';
import { putRecord } from './operations/put-record.js';
import { putRecordBatch } from './operations/put-record-batch.js';
import { startDeliveryStreamEncryption } from './operations/start-delivery-stream-encryption.js';
import { stopDeliveryStreamEncryption } from './operations/stop-delivery-stream-encryption.js';
import { tagDeliveryStream } from './operations/tag-delivery-stream.js';
import { untagDeliveryStream } from './operations/untag-delivery-stream.js';
import { updateDestination } from './operations/update-destination.js';

/** Firehose prints no value that breaks a limit (recorded on AWS), but the size of a blob (reported). */
function printed(violation: Violation): Violation {
  const isPrinted = violation.value === 'null' || violation.value?.startsWith('java.nio.');
  return isPrinted ? violation : { ...violation, value: undefined };
}

export const service: Service = {
  name: 'firehose',
  operations: {
    CreateDeliveryStream: createDeliveryStream,
    DeleteDeliveryStream: deleteDeliveryStream,
    DescribeDeliveryStream: measured('DescribeDeliveryStream', describeDeliveryStream),
    ListDeliveryStreams: measured('ListDeliveryStreams', listDeliveryStreams),
    ListTagsForDeliveryStream: listTagsForDeliveryStream,
    PutRecord: measuredPut('PutRecord', putRecord),
    PutRecordBatch: measuredPut('PutRecordBatch', putRecordBatch),
    StartDeliveryStreamEncryption: startDeliveryStreamEncryption,
    StopDeliveryStreamEncryption: stopDeliveryStreamEncryption,
    TagDeliveryStream: tagDeliveryStream,
    UntagDeliveryStream: untagDeliveryStream,
    UpdateDestination: measured('UpdateDeliveryStream', updateDestination),
  },
  constraints,
  invalid: (violations) => new AwsError('ValidationException', 400, validationText(violations.map(printed))),
  denied: (caller, need, reason) =>
    new AwsError(
      'AccessDeniedException',
      400,
      `User: ${caller.arn} is not authorized to perform: ${need.action} on resource: ${need.resource} ${reason}`,
    ),
};

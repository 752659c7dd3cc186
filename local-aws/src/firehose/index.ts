/** Firehose: all of its operations, one file each; this is their list. */
import { AwsError } from '../errors.js';
import type { Service } from '../operation.js';
import { type Violation, validationText } from '../wire/constraints.js';
import { createDeliveryStream } from './create-delivery-stream.js';
import { deleteDeliveryStream } from './delete-delivery-stream.js';
import { describeDeliveryStream } from './describe-delivery-stream.js';
import { constraints } from './limits.js';
import { listDeliveryStreams } from './list-delivery-streams.js';
import { listTagsForDeliveryStream } from './list-tags-for-delivery-stream.js';
import { putRecord } from './put-record.js';
import { putRecordBatch } from './put-record-batch.js';
import { startDeliveryStreamEncryption } from './start-delivery-stream-encryption.js';
import { stopDeliveryStreamEncryption } from './stop-delivery-stream-encryption.js';
import { tagDeliveryStream } from './tag-delivery-stream.js';
import { untagDeliveryStream } from './untag-delivery-stream.js';
import { updateDestination } from './update-destination.js';

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
    DescribeDeliveryStream: describeDeliveryStream,
    ListDeliveryStreams: listDeliveryStreams,
    ListTagsForDeliveryStream: listTagsForDeliveryStream,
    PutRecord: putRecord,
    PutRecordBatch: putRecordBatch,
    StartDeliveryStreamEncryption: startDeliveryStreamEncryption,
    StopDeliveryStreamEncryption: stopDeliveryStreamEncryption,
    TagDeliveryStream: tagDeliveryStream,
    UntagDeliveryStream: untagDeliveryStream,
    UpdateDestination: updateDestination,
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

import type { CreateDeliveryStreamInput, CreateDeliveryStreamOutput } from '@aws-sdk/client-firehose';
import { notInLocalAws } from '../../errors.js';
import type { Operation } from '../../operation.js';
import { applySettings, theDestination } from '../destination/destination.js';
import { passRoles, requireUsableRoles } from '../destination/roles.js';
import { resourceInUse } from '../errors.js';
import { failureOnPurpose } from '../status.js';
import { checkKey } from './encryption.js';
import { requireRoomForStream } from './stream-quota.js';
import { tagContext, withTags } from './tags.js';

/** What AWS takes beside a destination, and this stand-in has not. */
const NOT_HERE = [
  'KinesisStreamSourceConfiguration',
  'MSKSourceConfiguration',
  'DatabaseSourceConfiguration',
] as const;

export const createDeliveryStream: Operation<CreateDeliveryStreamInput, CreateDeliveryStreamOutput> = {
  needs(input, { aws }) {
    const resource = aws.firehose.arn(input.DeliveryStreamName ?? '');
    const settings = input.ExtendedS3DestinationConfiguration ?? input.S3DestinationConfiguration;
    const context = tagContext(input.Tags);
    return [
      { action: 'firehose:CreateDeliveryStream', resource, context },
      ...passRoles(settings),
      ...(input.Tags ? [{ action: 'firehose:TagDeliveryStream', resource, context }] : []),
    ];
  },

  async run(input, call) {
    const { aws } = call;
    const name = input.DeliveryStreamName ?? '';
    if ((input.DeliveryStreamType ?? 'DirectPut') !== 'DirectPut') {
      throw notInLocalAws('firehose', `DeliveryStreamType ${input.DeliveryStreamType}`);
    }
    const absent = NOT_HERE.find((member) => input[member] !== undefined);
    if (absent) throw notInLocalAws('firehose', absent);
    const isEncryptionAsked = input.DeliveryStreamEncryptionConfigurationInput !== undefined;
    if (isEncryptionAsked) checkKey(aws, input.DeliveryStreamEncryptionConfigurationInput);
    const tags = withTags([], input.Tags);
    const destination = await applySettings(aws, theDestination(input));
    // From here on nothing waits: of two calls for one name, one is late.
    if (aws.firehose.find(name)) {
      throw resourceInUse(`Firehose ${name} under accountId ${aws.account} already exists`);
    }
    requireRoomForStream(aws);
    const arn = aws.firehose.arn(name);
    requireUsableRoles(call, destination, arn);
    const createdAt = aws.clock.now();
    aws.firehose.save({
      name,
      arn,
      id: aws.firehose.newId(),
      createdAt,
      version: 1,
      destination,
      tags,
      encryption: isEncryptionAsked ? { isOn: true, changedAt: createdAt, calls: [] } : undefined,
      throughputHintInMBs: input.DirectPutSourceConfiguration?.ThroughputHintInMBs,
      creationFailure: failureOnPurpose(aws, 'Creation', name),
    });
    return { DeliveryStreamARN: arn };
  },
};

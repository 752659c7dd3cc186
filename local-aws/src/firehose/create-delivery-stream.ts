import type { CreateDeliveryStreamInput, CreateDeliveryStreamOutput } from '@aws-sdk/client-firehose';
import { AwsError, notInLocalAws } from '../errors.js';
import type { Operation } from '../operation.js';
import { applySettings, passRole, requireAssumable, theDestination } from './destination.js';
import { resourceInUse } from './errors.js';

/** What AWS takes beside a destination, and this stand-in has not. */
const NOT_HERE = [
  'KinesisStreamSourceConfiguration',
  'MSKSourceConfiguration',
  'DatabaseSourceConfiguration',
  'DeliveryStreamEncryptionConfigurationInput',
] as const;

export const createDeliveryStream: Operation<CreateDeliveryStreamInput, CreateDeliveryStreamOutput> = {
  needs(input, { aws }) {
    const resource = aws.firehose.arn(input.DeliveryStreamName ?? '');
    const settings = input.ExtendedS3DestinationConfiguration ?? input.S3DestinationConfiguration;
    return [
      { action: 'firehose:CreateDeliveryStream', resource },
      ...passRole(settings?.RoleARN),
      ...(input.Tags ? [{ action: 'firehose:TagDeliveryStream', resource }] : []),
    ];
  },

  run(input, call) {
    const { aws } = call;
    const name = input.DeliveryStreamName ?? '';
    if ((input.DeliveryStreamType ?? 'DirectPut') !== 'DirectPut') {
      throw notInLocalAws('firehose', `DeliveryStreamType ${input.DeliveryStreamType}`);
    }
    const absent = NOT_HERE.find((member) => input[member] !== undefined);
    if (absent) throw notInLocalAws('firehose', absent);
    const destination = applySettings(theDestination(input));
    if (aws.firehose.find(name)) {
      throw resourceInUse(`Firehose ${name} under accountId ${aws.account} already exists`);
    }
    const arn = aws.firehose.arn(name);
    refuseForeignRole(destination.RoleARN, aws.account, call.caller.arn);
    requireAssumable(call, destination.RoleARN, arn);
    aws.firehose.save({
      name,
      arn,
      id: aws.firehose.newId(),
      createdAt: aws.clock.now(),
      version: 1,
      destination,
      tags: input.Tags ?? [],
    });
    return { DeliveryStreamARN: arn };
  },
};

/** A role of another account cannot be passed, whatever the caller may do in his own (measured by others on AWS). */
function refuseForeignRole(roleArn: string, account: string, caller: string): void {
  if (roleArn.split(':')[4] === account) return;
  throw new AwsError(
    'AccessDeniedException',
    400,
    `User: ${caller} is not authorized to perform: iam:PassRole on resource: ${roleArn}`,
  );
}

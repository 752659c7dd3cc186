import type { UpdateDestinationInput, UpdateDestinationOutput } from '@aws-sdk/client-firehose';
import { notInLocalAws } from '../errors.js';
import type { Operation } from '../operation.js';
import { applySettings, passRole, requireAssumable } from './destination.js';
import { concurrentModification, invalidArgument, resourceInUse } from './errors.js';
import { DESTINATION_ID } from './stream.js';

function settingsOf(input: UpdateDestinationInput) {
  return input.ExtendedS3DestinationUpdate ?? input.S3DestinationUpdate;
}

/** Members that are not given keep their values; the version rises by one (AWS's API model). */
export const updateDestination: Operation<UpdateDestinationInput, UpdateDestinationOutput> = {
  needs: (input, { aws }) => [
    { action: 'firehose:UpdateDestination', resource: aws.firehose.arn(input.DeliveryStreamName ?? '') },
    ...passRole(settingsOf(input)?.RoleARN),
  ],

  run(input, call) {
    const { aws } = call;
    const stream = aws.firehose.get(input.DeliveryStreamName ?? '');
    if (aws.firehose.status(stream) !== 'ACTIVE') {
      throw resourceInUse(`Firehose ${stream.name} under accountId ${aws.account} is not ACTIVE`);
    }
    const given = input.CurrentDeliveryStreamVersionId ?? '';
    if (given !== String(stream.version)) throw concurrentModification(stream.name, stream.version, given);
    if (input.DestinationId !== DESTINATION_ID) {
      throw invalidArgument(`Destination ${input.DestinationId} does not exist in firehose ${stream.name}`);
    }
    const [kind, ...others] = Object.keys(input).filter((member) => member.endsWith('DestinationUpdate'));
    if (!kind || others.length > 0) {
      throw invalidArgument('Exactly one destination configuration is supported for a Firehose');
    }
    const settings = settingsOf(input);
    if (!settings) throw notInLocalAws('firehose', kind);
    const destination = applySettings(settings, stream.destination);
    requireAssumable(call, destination.RoleARN, stream.arn);
    aws.firehose.save({ ...stream, destination, version: stream.version + 1, updatedAt: aws.clock.now() });
    return {};
  },
};

import type { UpdateDestinationInput, UpdateDestinationOutput } from '@aws-sdk/client-firehose';
import { notInLocalAws } from '../../errors.js';
import type { LocalAws, Operation } from '../../operation.js';
import { applySettings } from '../destination/destination.js';
import { passRoles, requireUsableRoles } from '../destination/roles.js';
import { concurrentModification, invalidArgument, resourceInUse } from '../errors.js';
import { statusOf } from '../status.js';
import { DESTINATION_ID, type DeliveryStream } from '../stream.js';

function settingsOf(input: UpdateDestinationInput) {
  return input.ExtendedS3DestinationUpdate ?? input.S3DestinationUpdate;
}

/** Members that are not given keep their values; the version rises by one (AWS's API model). */
export const updateDestination: Operation<UpdateDestinationInput, UpdateDestinationOutput> = {
  needs: (input, { aws }) => [
    { action: 'firehose:UpdateDestination', resource: aws.firehose.arn(input.DeliveryStreamName ?? '') },
    ...passRoles(settingsOf(input)),
  ],

  async run(input, call) {
    const { aws } = call;
    const before = theVersion(aws, input);
    if (input.DestinationId !== DESTINATION_ID) {
      throw invalidArgument(`Destination ${input.DestinationId} does not exist in firehose ${before.name}`);
    }
    const [kind, ...others] = Object.keys(input).filter((member) => member.endsWith('DestinationUpdate'));
    if (!kind || others.length > 0) {
      throw invalidArgument('Exactly one destination configuration is supported for a Firehose');
    }
    const settings = settingsOf(input);
    if (!settings) throw notInLocalAws('firehose', kind);
    const destination = await applySettings(aws, settings, before.destination);
    // From here on nothing waits: of two updates of one version, one is late.
    const stream = theVersion(aws, input);
    requireUsableRoles(call, destination, stream.arn);
    aws.firehose.save({ ...stream, destination, version: stream.version + 1, updatedAt: aws.clock.now() });
    return {};
  },
};

/** The stream, if it can be updated and still has the version that the caller knows. */
function theVersion(aws: LocalAws, input: UpdateDestinationInput): DeliveryStream {
  const stream = aws.firehose.get(input.DeliveryStreamName ?? '');
  if (statusOf(aws, stream) !== 'ACTIVE') {
    throw resourceInUse(`Firehose ${stream.name} under accountId ${aws.account} is not ACTIVE`);
  }
  const given = input.CurrentDeliveryStreamVersionId ?? '';
  if (given !== String(stream.version)) throw concurrentModification(stream.name, stream.version, given);
  return stream;
}

/** What tests of a new stream's limits share: creating with any settings, and the text of a refusal. */
import {
  CreateDeliveryStreamCommand,
  type CreateDeliveryStreamInput,
  type Tag,
} from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import type { LocalAwsUnderTest } from '../../testing/harness.js';
import { creation, destination, type Settings } from './pipeline.js';

let streams = 0;

/** Creates a new stream, also with settings that TypeScript would refuse: not every caller has it. */
export function create(
  { firehose }: LocalAwsUnderTest,
  settings: Record<string, unknown>,
  tags?: Tag[],
): Promise<unknown> {
  streams += 1;
  return firehose.send(creation(`s${streams}`, settings as Settings, tags));
}

/** Creates a stream with members beside, or instead of, its destination. */
export function createWith(
  { firehose }: LocalAwsUnderTest,
  members: Record<string, unknown>,
): Promise<unknown> {
  const ExtendedS3DestinationConfiguration = destination();
  const input = { DeliveryStreamName: 's', ExtendedS3DestinationConfiguration, ...members };
  return firehose.send(new CreateDeliveryStreamCommand(input as CreateDeliveryStreamInput));
}

/** The call is refused because of this one member, by a limit of AWS's model. */
export function assertInvalid(call: Promise<unknown>, path: string, rule: string): Promise<unknown> {
  const text = `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must ${rule}`;
  return assertRefused(call, 'ValidationException', 400, text);
}

/** A Firehose played by answers, for what local-aws never does. */
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { Aws } from '../connect.js';
import { scripted, sdkError } from './aws.js';

/** An account whose Firehose is played by these answers. */
export function played(...answers: unknown[]): { aws: Aws; commands: string[] } {
  const commands: string[] = [];
  const firehose = scripted<FirehoseClient>(commands, ...answers);
  return { aws: { firehose } as Aws, commands };
}

export const stream = (DeliveryStreamStatus: string, FailureDescription?: object) => ({
  DeliveryStreamDescription: { DeliveryStreamStatus, FailureDescription, VersionId: '1' },
});
export const noStream = sdkError('ResourceNotFoundException', 'Firehose s under account 1 not found.', 400);

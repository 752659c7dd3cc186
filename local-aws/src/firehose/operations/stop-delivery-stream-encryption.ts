import type {
  StopDeliveryStreamEncryptionInput,
  StopDeliveryStreamEncryptionOutput,
} from '@aws-sdk/client-firehose';
import type { Operation } from '../../operation.js';
import { switchEncryption } from './encryption.js';

export const stopDeliveryStreamEncryption: Operation<
  StopDeliveryStreamEncryptionInput,
  StopDeliveryStreamEncryptionOutput
> = {
  needs: (input, { aws }) => [
    {
      action: 'firehose:StopDeliveryStreamEncryption',
      resource: aws.firehose.arn(input.DeliveryStreamName ?? ''),
    },
  ],

  run(input, { aws }) {
    switchEncryption(aws, input.DeliveryStreamName ?? '', false);
    return {};
  },
};

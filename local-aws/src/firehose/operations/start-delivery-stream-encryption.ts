import type {
  StartDeliveryStreamEncryptionInput,
  StartDeliveryStreamEncryptionOutput,
} from '@aws-sdk/client-firehose';
import type { Operation } from '../../operation.js';
import { checkKey, switchEncryption } from './encryption.js';

export const startDeliveryStreamEncryption: Operation<
  StartDeliveryStreamEncryptionInput,
  StartDeliveryStreamEncryptionOutput
> = {
  needs: (input, { aws }) => [
    {
      action: 'firehose:StartDeliveryStreamEncryption',
      resource: aws.firehose.arn(input.DeliveryStreamName ?? ''),
    },
  ],

  run(input, { aws }) {
    checkKey(aws, input.DeliveryStreamEncryptionConfigurationInput);
    switchEncryption(aws, input.DeliveryStreamName ?? '', true);
    return {};
  },
};

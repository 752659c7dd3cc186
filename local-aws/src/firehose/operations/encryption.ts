/**
 * Server-side encryption of a delivery stream, as far as a caller can see it: its status and the `Encrypted`
 * of the put calls. Only with a key of AWS's own; there is no KMS here.
 */
import type {
  DeliveryStreamEncryptionConfiguration,
  DeliveryStreamEncryptionConfigurationInput,
} from '@aws-sdk/client-firehose';
import { notInLocalAws } from '../../errors.js';
import type { LocalAws } from '../../operation.js';
import { invalidArgument, limitExceeded, resourceInUse } from '../errors.js';
import { streamThatIs } from '../status.js';
import type { DeliveryStream } from '../stream.js';

/** Start and Stop together, by stream (AWS's API model). */
const MOST_CALLS = 25;
const CALLS_WITHIN_MS = 24 * 60 * 60 * 1000;

type EncryptionStatus = 'DISABLED' | 'DISABLING' | 'ENABLED' | 'ENABLING';

function encryptionStatus({ clock, durations }: LocalAws, { encryption }: DeliveryStream): EncryptionStatus {
  if (!encryption) return 'DISABLED';
  const isUnderWay = clock.elapsed(encryption.changedAt) < durations.streamEncryption;
  if (encryption.isOn) return isUnderWay ? 'ENABLING' : 'ENABLED';
  return isUnderWay ? 'DISABLING' : 'DISABLED';
}

/**
 * Whether a record that is put now is encrypted. While ENABLING it is not (AWS's API model); that it still is
 * while DISABLING, and that no record lags behind the status, is decided by us.
 */
export function isEncrypted(aws: LocalAws, stream: DeliveryStream): boolean {
  const status = encryptionStatus(aws, stream);
  return status === 'ENABLED' || status === 'DISABLING';
}

/** As DescribeDeliveryStream shows it; without a key type where nothing is encrypted (seen in tests on a real account). */
export function describeEncryption(
  aws: LocalAws,
  stream: DeliveryStream,
): DeliveryStreamEncryptionConfiguration {
  const Status = encryptionStatus(aws, stream);
  return Status === 'DISABLED' ? { Status } : { Status, KeyType: 'AWS_OWNED_CMK' };
}

/**
 * Refuses a key that AWS would refuse (texts measured on AWS by the cdk-preflight project), and then every
 * key that is not AWS's own, by name.
 *
 * @throws AwsError InvalidArgumentException, NotImplemented
 */
export function checkKey(
  { region }: LocalAws,
  { KeyType = 'AWS_OWNED_CMK', KeyARN }: Partial<DeliveryStreamEncryptionConfigurationInput> = {},
): void {
  if (KeyType === 'AWS_OWNED_CMK') {
    if (KeyARN === undefined) return;
    throw invalidArgument('KeyARN cannot be specified when KeyType is AWS_OWNED_CMK');
  }
  if (KeyARN === undefined) {
    throw invalidArgument('KeyARN has to be specified when KeyType is CUSTOMER_MANAGED_CMK');
  }
  if (KeyARN.split(':')[3] !== region) {
    throw invalidArgument(
      'Cross-region keys are not allowed for SSE. Please provide CMKs in the same region as firehose',
    );
  }
  throw notInLocalAws('firehose', `KeyType ${KeyType}`);
}

/**
 * Starts or stops the encryption of a stream, whose version stays (decided by us). Doing so again changes
 * nothing, and counts as a call (decided by us).
 *
 * @throws AwsError ResourceNotFoundException; ResourceInUseException while the stream is not ACTIVE or its
 *   encryption is about to change; LimitExceededException for the 26th call in 24 hours. The last two texts are
 *   decided by us.
 */
export function switchEncryption(aws: LocalAws, name: string, isOn: boolean): void {
  const stream = streamThatIs(aws, name, 'ACTIVE');
  const status = encryptionStatus(aws, stream);
  if (status === 'ENABLING' || status === 'DISABLING') {
    throw resourceInUse(`The encryption of Firehose ${name} under accountId ${aws.account} is ${status}`);
  }
  const counted = (stream.encryption?.calls ?? []).filter((at) => aws.clock.elapsed(at) < CALLS_WITHIN_MS);
  if (counted.length >= MOST_CALLS) {
    throw limitExceeded(
      `The encryption of Firehose ${name} was started and stopped ${MOST_CALLS} times in 24 hours, which is the limit`,
    );
  }
  const now = aws.clock.now();
  const isChange = isOn !== (status === 'ENABLED');
  const changedAt = isChange ? now : (stream.encryption?.changedAt ?? stream.createdAt);
  aws.firehose.save({ ...stream, encryption: { isOn, changedAt, calls: [...counted, now] } });
}

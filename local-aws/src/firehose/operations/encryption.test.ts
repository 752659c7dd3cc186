/** StartDeliveryStreamEncryption, StopDeliveryStreamEncryption, and a stream created with encryption. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  type DeliveryStreamDescription,
  type DeliveryStreamEncryptionConfigurationInput,
  DescribeDeliveryStreamCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
  StartDeliveryStreamEncryptionCommand,
  StopDeliveryStreamEncryptionCommand,
} from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { activeStream, destination, givenBucketAndRole, HOUR, SECOND } from '../testing/pipeline.js';

const ENCRYPTION_MS = 10 * SECOND;
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/k';

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

function start(
  input?: Partial<DeliveryStreamEncryptionConfigurationInput>,
  { firehose }: Pick<Clients, 'firehose'> = local,
) {
  const DeliveryStreamEncryptionConfigurationInput = input as DeliveryStreamEncryptionConfigurationInput;
  return firehose.send(
    new StartDeliveryStreamEncryptionCommand({
      DeliveryStreamName: 's',
      DeliveryStreamEncryptionConfigurationInput,
    }),
  );
}

function stop({ firehose }: Pick<Clients, 'firehose'> = local) {
  return firehose.send(new StopDeliveryStreamEncryptionCommand({ DeliveryStreamName: 's' }));
}

async function description(): Promise<DeliveryStreamDescription | undefined> {
  const output = await local.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' }));
  return output.DeliveryStreamDescription;
}

/** The status with its key type, as shown, and whether a record that is put now is encrypted. */
async function state(): Promise<[object | undefined, boolean | undefined]> {
  const shown = (await description())?.DeliveryStreamEncryptionConfiguration;
  const one = new PutRecordCommand({ DeliveryStreamName: 's', Record: { Data: Buffer.from('x') } });
  const Records = [{ Data: Buffer.from('x') }];
  const batch = new PutRecordBatchCommand({ DeliveryStreamName: 's', Records });
  const { Encrypted } = await local.firehose.send(one);
  assert.equal((await local.firehose.send(batch)).Encrypted, Encrypted);
  return [shown, Encrypted];
}

const KeyType = 'AWS_OWNED_CMK';
const DISABLED = [{ Status: 'DISABLED' }, false];
const ENABLING = [{ Status: 'ENABLING', KeyType }, false];
const ENABLED = [{ Status: 'ENABLED', KeyType }, true];
const DISABLING = [{ Status: 'DISABLING', KeyType }, true];

describe('encryption of a delivery stream', () => {
  beforeEach(() => activeStream(local, 's'));

  it('is DISABLED, ENABLING, ENABLED, DISABLING and DISABLED in turn (AWS API model)', async () => {
    assert.deepEqual(await state(), DISABLED);
    await start();
    assert.deepEqual(await state(), ENABLING);
    local.clock.advance(ENCRYPTION_MS - 1);
    assert.deepEqual(await state(), ENABLING);
    local.clock.advance(1);
    assert.deepEqual(await state(), ENABLED);
    await stop();
    assert.deepEqual(await state(), DISABLING);
    local.clock.advance(ENCRYPTION_MS);
    assert.deepEqual(await state(), DISABLED);
  });

  it('changes neither the version nor the time of the last update (decided by us)', async () => {
    await start({ KeyType });
    local.clock.advance(ENCRYPTION_MS);
    const { VersionId, LastUpdateTimestamp } = (await description()) ?? {};
    assert.deepEqual([VersionId, LastUpdateTimestamp], ['1', undefined]);
  });

  it('stays as it is when it is started or stopped again (decided by us)', async () => {
    await stop();
    assert.deepEqual(await state(), DISABLED);
    await start();
    local.clock.advance(ENCRYPTION_MS);
    await start();
    assert.deepEqual(await state(), ENABLED);
  });

  it('cannot be changed while it is changing, or its stream is not ACTIVE (AWS API model; texts decided by us)', async () => {
    await start();
    for (const call of [start(), stop()]) {
      await assertRefused(
        call,
        'ResourceInUseException',
        400,
        /^The encryption of Firehose s .* is ENABLING$/,
      );
    }
    await local.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 's' }));
    for (const call of [start(), stop()]) {
      await assertRefused(call, 'ResourceInUseException', 400, /^Firehose s under accountId 0+ is DELETING$/);
    }
    local.clock.advance(20 * SECOND);
    for (const call of [start(), stop()]) {
      await assertRefused(
        call,
        'ResourceNotFoundException',
        400,
        /^Firehose s under account 0+ not found\.$/,
      );
    }
  });

  it('is started and stopped 25 times in 24 hours, and not more often (AWS API model)', async () => {
    for (let i = 0; i < 25; i += 1) {
      await (i % 2 === 0 ? start() : stop());
      local.clock.advance(ENCRYPTION_MS);
    }
    for (const call of [start(), stop()])
      await assertRefused(call, 'LimitExceededException', 400, /25 times in 24 hours/);
    local.clock.advance(24 * HOUR - 25 * ENCRYPTION_MS);
    await stop();
    await assertRefused(start(), 'ResourceInUseException', 400, /is DISABLING/);
    local.clock.advance(ENCRYPTION_MS);
    await start();
  });

  it('needs the right to start and to stop it', async () => {
    const stranger = userWith(local);
    await assertRefused(
      start({ KeyType }, stranger),
      'AccessDeniedException',
      400,
      /:StartDeliveryStreamEncryption/,
    );
    await assertRefused(stop(stranger), 'AccessDeniedException', 400, /:StopDeliveryStreamEncryption/);
    const starter = userWith(local, allow('firehose:StartDeliveryStreamEncryption'));
    await start({ KeyType }, starter);
  });
});

describe('the key of the encryption', () => {
  const refusals: [
    input: Partial<DeliveryStreamEncryptionConfigurationInput>,
    code: string,
    text: RegExp | string,
  ][] = [
    [
      {},
      'ValidationException',
      /Value null at 'deliveryStreamEncryptionConfigurationInput.keyType' .* must not be null$/,
    ],
    [
      { KeyType, KeyARN: 'k' },
      'ValidationException',
      /'deliveryStreamEncryptionConfigurationInput.keyARN' .* pattern: arn:/,
    ],
    [
      { KeyType, KeyARN: KEY },
      'InvalidArgumentException',
      'KeyARN cannot be specified when KeyType is AWS_OWNED_CMK',
    ],
    [
      { KeyType: 'CUSTOMER_MANAGED_CMK' },
      'InvalidArgumentException',
      'KeyARN has to be specified when KeyType is CUSTOMER_MANAGED_CMK',
    ],
    [
      { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: KEY.replace('us-east-1', 'eu-west-1') },
      'InvalidArgumentException',
      'Cross-region keys are not allowed for SSE. Please provide CMKs in the same region as firehose',
    ],
    [
      { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: KEY },
      'NotImplemented',
      /^firehose:KeyType CUSTOMER_MANAGED_CMK is not in local-aws/,
    ],
  ];

  function create(input: Partial<DeliveryStreamEncryptionConfigurationInput>) {
    return local.firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: 's',
        ExtendedS3DestinationConfiguration: destination(),
        DeliveryStreamEncryptionConfigurationInput: input as DeliveryStreamEncryptionConfigurationInput,
      }),
    );
  }

  for (const [input, code, text] of refusals) {
    const status = code === 'NotImplemented' ? 501 : 400;
    it(`is refused: ${JSON.stringify(input)} (AWS API model; measured by others; 501 is ours)`, async () => {
      await assertRefused(create(input), code, status, text);
      await activeStream(local, 's');
      await assertRefused(start(input), code, status, text);
      assert.deepEqual(await state(), DISABLED);
    });
  }

  it('is one of AWS for a stream that is created encrypted (AWS API model)', async () => {
    await create({ KeyType });
    assert.deepEqual((await description())?.DeliveryStreamEncryptionConfiguration, ENABLING[0]);
    local.clock.advance(30 * SECOND);
    assert.deepEqual(await state(), ENABLED);
    assert.equal((await description())?.DeliveryStreamStatus, 'ACTIVE');
  });

  it('is of no stream that is created without a word of it', async () => {
    await activeStream(local, 's');
    assert.deepEqual(await state(), DISABLED);
  });
});

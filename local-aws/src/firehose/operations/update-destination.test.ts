import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  UpdateDestinationCommand,
  type UpdateDestinationInput,
} from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import {
  activeStream,
  createRole,
  creation,
  givenBucketAndRole,
  landed,
  oneLands,
  propagate,
  put,
  ROLE_ARN,
  SECOND,
} from '../testing/pipeline.js';

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
  await activeStream(local, 's', {
    Prefix: 'p/',
    CompressionFormat: 'GZIP',
    BufferingHints: { SizeInMBs: 2, IntervalInSeconds: 120 },
  });
});
afterEach(() => local.close());

function update(input: Partial<UpdateDestinationInput>): UpdateDestinationCommand {
  return new UpdateDestinationCommand({
    DeliveryStreamName: 's',
    CurrentDeliveryStreamVersionId: '1',
    DestinationId: 'destinationId-000000000001',
    ...input,
  });
}

async function description() {
  const output = await local.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' }));
  return output.DeliveryStreamDescription;
}

describe('UpdateDestination', () => {
  it('changes what is given, keeps the rest, and counts the version up (AWS API model)', async () => {
    local.clock.advance(5 * SECOND);
    const updated = new Date(local.clock.now());
    await local.firehose.send(update({ ExtendedS3DestinationUpdate: { CompressionFormat: 'UNCOMPRESSED' } }));
    const { VersionId, LastUpdateTimestamp, DeliveryStreamStatus, Destinations } =
      (await description()) ?? {};
    assert.deepEqual([VersionId, LastUpdateTimestamp, DeliveryStreamStatus], ['2', updated, 'ACTIVE']);
    const destination = Destinations?.[0]?.ExtendedS3DestinationDescription;
    assert.equal(destination?.CompressionFormat, 'UNCOMPRESSED');
    assert.equal(destination?.Prefix, 'p/');
    assert.deepEqual(destination?.BufferingHints, { SizeInMBs: 2, IntervalInSeconds: 120 });
    assert.equal(destination?.RoleARN, ROLE_ARN);
  });

  it('takes the older form of an S3 destination too', async () => {
    await local.firehose.send(update({ S3DestinationUpdate: { Prefix: 'q/' } }));
    assert.equal((await description())?.Destinations?.[0]?.S3DestinationDescription?.Prefix, 'q/');
  });

  it('refuses a version that is not the current one (AWS API model; the text is reported)', async () => {
    await local.firehose.send(update({ ExtendedS3DestinationUpdate: { Prefix: 'q/' } }));
    const text =
      'Cannot update firehose: s since the current version id: 2 and specified version id: 1 do not match';
    const call = local.firehose.send(update({ ExtendedS3DestinationUpdate: { Prefix: 'r/' } }));
    await assertRefused(call, 'ConcurrentModificationException', 400, text);
    assert.equal((await description())?.VersionId, '2');
  });

  it('refuses a destination that the stream has not (the text is decided by us)', async () => {
    const call = local.firehose.send(
      update({ DestinationId: 'destinationId-000000000002', ExtendedS3DestinationUpdate: { Prefix: 'q/' } }),
    );
    await assertRefused(call, 'InvalidArgumentException', 400, /destinationId-000000000002/);
  });

  it('refuses a stream that is not ACTIVE (AWS API model; the text is decided by us)', async () => {
    await local.firehose.send(creation('fresh'));
    const settings = { ExtendedS3DestinationUpdate: { Prefix: 'q/' } };
    const call = local.firehose.send(update({ DeliveryStreamName: 'fresh', ...settings }));
    await assertRefused(call, 'ResourceInUseException', 400, /is not ACTIVE/);
    await local.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 's' }));
    await assertRefused(
      local.firehose.send(update(settings)),
      'ResourceInUseException',
      400,
      /is not ACTIVE/,
    );
  });

  it('holds the result to the rules of a new destination', async () => {
    const call = local.firehose.send(
      update({ ExtendedS3DestinationUpdate: { Prefix: '!{timestamp:yyyy}/' } }),
    );
    await assertRefused(call, 'InvalidArgumentException', 400, /ErrorOutputPrefix cannot be null or empty/);
    const none = local.firehose.send(update({}));
    await assertRefused(none, 'InvalidArgumentException', 400, /^Exactly one destination/);
    const splunk = local.firehose.send(update({ SplunkDestinationUpdate: {} }));
    await assertRefused(
      splunk,
      'NotImplemented',
      501,
      /^firehose:SplunkDestinationUpdate is not in local-aws/,
    );
  });

  it('needs a role that can be assumed, and the right to pass it', async () => {
    const RoleARN = await createRole(local, 'second');
    const settings = update({ ExtendedS3DestinationUpdate: { RoleARN } });
    const text = `Firehose is unable to assume role ${RoleARN}. Please check the role provided.`;
    await assertRefused(local.firehose.send(settings), 'InvalidArgumentException', 400, text);
    propagate(local);
    const { firehose } = userWith(local, allow(['firehose:UpdateDestination']));
    await assertRefused(
      firehose.send(settings),
      'AccessDeniedException',
      400,
      /perform: iam:PassRole on resource: /,
    );
    await firehose.send(update({ ExtendedS3DestinationUpdate: { Prefix: 'q/' } }));
    const rest = update({ CurrentDeliveryStreamVersionId: '2', ExtendedS3DestinationUpdate: { RoleARN } });
    await local.firehose.send(rest);
  });

  it('applies its size to what is buffered already, as soon as a record comes (decided by us)', async () => {
    await put(local, 's', Buffer.alloc(700_000), Buffer.alloc(700_000));
    const BufferingHints = { SizeInMBs: 1, IntervalInSeconds: 120 };
    await local.firehose.send(update({ ExtendedS3DestinationUpdate: { BufferingHints } }));
    assert.deepEqual(await landed(local), []);
    await put(local, 's', 'x');
    assert.equal((await oneLands(local)).text.length, 1_400_001);
  });

  it('applies to what is buffered already (decided by us: AWS says no more than "within minutes")', async () => {
    await put(local, 's', 'x');
    await local.firehose.send(
      update({ ExtendedS3DestinationUpdate: { Prefix: 'q/', CompressionFormat: 'UNCOMPRESSED' } }),
    );
    local.clock.advance(120 * SECOND);
    const { key, text } = await oneLands(local);
    assert.match(key, /^q\/.*\/s-2-.*[0-9a-f]{12}$/);
    assert.equal(text, 'x');
  });
});

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  ListTagsForDeliveryStreamCommand,
} from '@aws-sdk/client-firehose';
import { DeleteRoleCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import {
  activeStream,
  BUCKET_ARN,
  createRole,
  creation,
  destination,
  givenBucketAndRole,
  propagate,
  put,
  ROLE_ARN,
  SECOND,
  TRUST,
} from '../testing/pipeline.js';

const ARN = 'arn:aws:firehose:us-east-1:000000000000:deliverystream/s';

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

async function status(DeliveryStreamName: string): Promise<string | undefined> {
  const described = await local.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
  return described.DeliveryStreamDescription?.DeliveryStreamStatus;
}

function assertUnassumable(call: Promise<unknown>, roleArn: string) {
  const text = `Firehose is unable to assume role ${roleArn}. Please check the role provided.`;
  return assertRefused(call, 'InvalidArgumentException', 400, text);
}

describe('CreateDeliveryStream', () => {
  it('answers at once with the ARN; the stream is CREATING for a while, then ACTIVE (documented)', async () => {
    const { DeliveryStreamARN } = await local.firehose.send(creation('s'));
    assert.equal(DeliveryStreamARN, ARN);
    assert.equal(await status('s'), 'CREATING');
    local.clock.advance(30 * SECOND - 1);
    assert.equal(await status('s'), 'CREATING');
    local.clock.advance(1);
    assert.equal(await status('s'), 'ACTIVE');
  });

  it('takes no records while CREATING (documented; that it says ResourceNotFound is decided by us)', async () => {
    await local.firehose.send(creation('s'));
    const text = 'Firehose s not found under account 000000000000.';
    await assertRefused(put(local, 's', 'x'), 'ResourceNotFoundException', 400, text);
    local.clock.advance(30 * SECOND);
    assert.equal((await put(local, 's', 'x')).length, 1);
  });

  it('refuses a name that is taken, also while it is being deleted (reported)', async () => {
    await activeStream(local, 's');
    const text = 'Firehose s under accountId 000000000000 already exists';
    await assertRefused(local.firehose.send(creation('s')), 'ResourceInUseException', 400, text);
    await local.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 's' }));
    await assertRefused(local.firehose.send(creation('s')), 'ResourceInUseException', 400, text);
    local.clock.advance(20 * SECOND);
    await local.firehose.send(creation('s'));
  });

  it('keeps its tags', async () => {
    await local.firehose.send(creation('s', {}, [{ Key: 'team', Value: 'climate' }, { Key: 'empty' }]));
    const { Tags } = await local.firehose.send(
      new ListTagsForDeliveryStreamCommand({ DeliveryStreamName: 's' }),
    );
    assert.deepEqual(Tags, [{ Key: 'team', Value: 'climate' }, { Key: 'empty' }]);
  });

  it('succeeds without the bucket: that shows at delivery (documented)', async () => {
    await local.firehose.send(creation('s', { BucketARN: 'arn:aws:s3:::nowhere-to-be-found' }));
  });

  it('takes the older form of an S3 destination too', async () => {
    const S3DestinationConfiguration = { RoleARN: ROLE_ARN, BucketARN: BUCKET_ARN };
    await local.firehose.send(
      new CreateDeliveryStreamCommand({ DeliveryStreamName: 's', S3DestinationConfiguration }),
    );
    local.clock.advance(30 * SECOND);
    assert.equal(await status('s'), 'ACTIVE');
  });

  it('wants exactly one destination (measured by others on AWS)', async () => {
    const text = 'Exactly one destination configuration is supported for a Firehose';
    const none = new CreateDeliveryStreamCommand({ DeliveryStreamName: 's' });
    await assertRefused(local.firehose.send(none), 'InvalidArgumentException', 400, text);
    const two = new CreateDeliveryStreamCommand({
      DeliveryStreamName: 's',
      S3DestinationConfiguration: { RoleARN: ROLE_ARN, BucketARN: BUCKET_ARN },
      ExtendedS3DestinationConfiguration: destination(),
    });
    await assertRefused(local.firehose.send(two), 'InvalidArgumentException', 400, text);
  });
});

describe('the role of a new stream', () => {
  it('cannot be assumed when there is none of that name, or of that path (reported)', async () => {
    for (const RoleARN of [`${ROLE_ARN}-2`, ROLE_ARN.replace('role/', 'role/path/')]) {
      await assertUnassumable(local.firehose.send(creation('s', { RoleARN })), RoleARN);
    }
  });

  it('cannot be assumed until it has propagated, which a retry waits for (reported)', async () => {
    const RoleARN = await createRole(local, 'fresh');
    await assertUnassumable(local.firehose.send(creation('s', { RoleARN })), RoleARN);
    local.clock.advance(10 * SECOND - 1);
    await assertUnassumable(local.firehose.send(creation('s', { RoleARN })), RoleARN);
    local.clock.advance(1);
    await local.firehose.send(creation('s', { RoleARN }));
  });

  it('cannot be assumed when its trust policy names somebody else, or another external id (documented)', async () => {
    const [statement] = TRUST.Statement;
    const trusts = {
      lambda: { ...statement, Principal: { Service: 'lambda.amazonaws.com' } },
      external: { ...statement, Condition: { StringEquals: { 'sts:ExternalId': '111111111111' } } },
      denied: { ...statement, Effect: 'Deny' },
    };
    for (const [name, Statement] of Object.entries(trusts)) {
      const RoleARN = await createRole(local, name, { Version: '2012-10-17', Statement });
      propagate(local);
      await assertUnassumable(local.firehose.send(creation('s', { RoleARN })), RoleARN);
    }
  });

  it('can be assumed without a condition, and with those against a confused deputy', async () => {
    const [statement] = TRUST.Statement;
    const guards = {
      StringEquals: { 'aws:SourceAccount': '000000000000' },
      ArnLike: { 'aws:SourceArn': ARN },
    };
    for (const [name, Condition] of [
      ['open', undefined],
      ['guarded', guards],
    ] as const) {
      const RoleARN = await createRole(local, name, { ...TRUST, Statement: [{ ...statement, Condition }] });
      propagate(local);
      await local.firehose.send(creation('s', { RoleARN }));
      local.clock.advance(30 * SECOND);
      await local.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 's' }));
      local.clock.advance(20 * SECOND);
    }
  });

  it('cannot be assumed once a mended trust policy is still on its way, nor after its deletion arrived', async () => {
    const RoleARN = await createRole(local, 'mended', {
      ...TRUST,
      Statement: [{ ...TRUST.Statement[0], Principal: { Service: 'lambda.amazonaws.com' } }],
    });
    propagate(local);
    const PolicyDocument = JSON.stringify(TRUST);
    await local.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'mended', PolicyDocument }));
    await assertUnassumable(local.firehose.send(creation('s', { RoleARN })), RoleARN);
    propagate(local);
    await local.firehose.send(creation('s', { RoleARN }));
    await local.iam.send(new DeleteRoleCommand({ RoleName: 'mended' }));
    propagate(local);
    await assertUnassumable(local.firehose.send(creation('t', { RoleARN })), RoleARN);
  });

  it('of another account cannot be passed, whoever asks (measured by others on AWS)', async () => {
    const RoleARN = 'arn:aws:iam::111111111111:role/theirs';
    const call = local.firehose.send(creation('s', { RoleARN }));
    await assertRefused(
      call,
      'AccessDeniedException',
      400,
      /is not authorized to perform: iam:PassRole on resource: /,
    );
  });
});

describe('a caller of CreateDeliveryStream', () => {
  const CREATE = allow(['firehose:CreateDeliveryStream'], ARN);
  const PASS = {
    ...allow(['iam:PassRole'], ROLE_ARN),
    Condition: { StringEquals: { 'iam:PassedToService': 'firehose.amazonaws.com' } },
  };
  const denied = (action: string, resource: string) =>
    new RegExp(
      `^User: arn:aws:iam::000000000000:user/user-\\d+ is not authorized to perform: ${action} on resource: ` +
        `${resource} because no identity-based policy allows the ${action} action`,
    );

  it('needs the right to create this stream (reported)', async () => {
    const { firehose } = userWith(local, PASS);
    const text = denied('firehose:CreateDeliveryStream', ARN);
    await assertRefused(firehose.send(creation('s')), 'AccessDeniedException', 400, text);
  });

  it('needs the right to pass this role to Firehose (documented)', async () => {
    const text = denied('iam:PassRole', ROLE_ARN);
    for (const pass of [[], [allow(['iam:PassRole'], `${ROLE_ARN}-2`)], [passTo('lambda.amazonaws.com')]]) {
      const { firehose } = userWith(local, CREATE, ...pass);
      await assertRefused(firehose.send(creation('s')), 'AccessDeniedException', 400, text);
    }
    await userWith(local, CREATE, PASS).firehose.send(creation('s'));
  });

  function passTo(service: string): object {
    return { ...allow(['iam:PassRole']), Condition: { StringEquals: { 'iam:PassedToService': service } } };
  }

  it('needs the right to tag, if there are tags (documented)', async () => {
    const tags = [{ Key: 'k', Value: 'v' }];
    const text = denied('firehose:TagDeliveryStream', ARN);
    const call = userWith(local, CREATE, PASS).firehose.send(creation('s', {}, tags));
    await assertRefused(call, 'AccessDeniedException', 400, text);
    const tagger = userWith(local, CREATE, PASS, allow(['firehose:TagDeliveryStream'], ARN));
    await tagger.firehose.send(creation('s', {}, tags));
  });

  it('is told about his rights before the name is looked at (reported)', async () => {
    const { firehose } = userWith(local);
    const text = /deliverystream\/arn:aws:x because/;
    await assertRefused(firehose.send(creation('arn:aws:x')), 'AccessDeniedException', 400, text);
  });
});

/** The roles that a caller hands to Firehose: the destination's, the backup's, and a Lambda processor's. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  type ExtendedS3DestinationUpdate,
  ListDeliveryStreamsCommand,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose';
import { DeleteRoleCommand } from '@aws-sdk/client-iam';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import {
  ACCOUNT,
  activeStream,
  BUCKET_ARN,
  createRole,
  creation,
  givenBucketAndRole,
  propagate,
  ROLE_ARN,
  type Settings,
} from '../testing/pipeline.js';
import { lambda, processing } from '../testing/processors.js';

const OTHER = `arn:aws:iam::${ACCOUNT}:role/other`;

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

/** The two places where a role stands beside the destination's. */
const PLACES: [place: string, create: (role: string) => Settings, update: (role: string) => object][] = [
  [
    'the backup',
    (RoleARN) => ({
      S3BackupMode: 'Enabled',
      S3BackupConfiguration: { RoleARN, BucketARN: BUCKET_ARN },
    }),
    (RoleARN) => ({ S3BackupMode: 'Enabled', S3BackupUpdate: { RoleARN, BucketARN: BUCKET_ARN } }),
  ],
  [
    'a Lambda processor',
    (RoleArn) => processing(lambda({ RoleArn })),
    (RoleArn) => processing(lambda({ RoleArn })),
  ],
];

function update(ExtendedS3DestinationUpdate: ExtendedS3DestinationUpdate): UpdateDestinationCommand {
  return new UpdateDestinationCommand({
    DeliveryStreamName: 's',
    CurrentDeliveryStreamVersionId: '1',
    DestinationId: 'destinationId-000000000001',
    ExtendedS3DestinationUpdate,
  });
}

for (const [place, created, updated] of PLACES) {
  describe(`the role of ${place}`, () => {
    const text = `Firehose is unable to assume role ${OTHER}. Please check the role provided.`;
    const denied = new RegExp(`perform: iam:PassRole on resource: ${OTHER} because no identity-based policy`);

    it('has to be there and to have propagated before a stream is created (decided by us)', async () => {
      const create = () => local.firehose.send(creation('s', created(OTHER)));
      await assertRefused(create(), 'InvalidArgumentException', 400, text);
      await createRole(local, 'other');
      await assertRefused(create(), 'InvalidArgumentException', 400, text);
      const { DeliveryStreamNames } = await local.firehose.send(new ListDeliveryStreamsCommand({}));
      assert.deepEqual(DeliveryStreamNames, []);
      propagate(local);
      await create();
    });

    it('has to trust Firehose (decided by us)', async () => {
      const Principal = { Service: 'lambda.amazonaws.com' };
      const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
      await createRole(local, 'other', { Version: '2012-10-17', Statement });
      propagate(local);
      const call = local.firehose.send(creation('s', created(OTHER)));
      await assertRefused(call, 'InvalidArgumentException', 400, text);
    });

    it('has to be usable when it is changed, and when anything else is (decided by us)', async () => {
      await activeStream(local, 's');
      const change = () => local.firehose.send(update(updated(OTHER)));
      await assertRefused(change(), 'InvalidArgumentException', 400, text);
      await createRole(local, 'other');
      propagate(local);
      await change();
      await local.iam.send(new DeleteRoleCommand({ RoleName: 'other' }));
      propagate(local);
      const next = update({ Prefix: 'p/' });
      next.input.CurrentDeliveryStreamVersionId = '2';
      await assertRefused(local.firehose.send(next), 'InvalidArgumentException', 400, text);
    });

    it('needs iam:PassRole of whoever hands it over (AWS documentation)', async () => {
      await createRole(local, 'other');
      propagate(local);
      const rights = ['firehose:CreateDeliveryStream', 'firehose:UpdateDestination'];
      const some = userWith(local, allow(rights), allow('iam:PassRole', ROLE_ARN)).firehose;
      await assertRefused(some.send(creation('s', created(OTHER))), 'AccessDeniedException', 400, denied);
      await activeStream(local, 's');
      await assertRefused(some.send(update(updated(OTHER))), 'AccessDeniedException', 400, denied);
      const all = userWith(local, allow(rights), allow('iam:PassRole', [ROLE_ARN, OTHER])).firehose;
      await all.send(creation('t', created(OTHER)));
      await all.send(update(updated(OTHER)));
    });

    it('cannot be one of another account (measured by others, of the destination)', async () => {
      const foreign = 'arn:aws:iam::111122223333:role/theirs';
      const text = new RegExp(`perform: iam:PassRole on resource: ${foreign}$`);
      await assertRefused(
        local.firehose.send(creation('s', created(foreign))),
        'AccessDeniedException',
        400,
        text,
      );
    });
  });
}

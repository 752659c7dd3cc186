import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CreateDeliveryStreamCommand, DeleteDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import {
  describeStream,
  destination,
  ensureDeliveryStream,
  streamTags,
  waitUntilActive,
} from './delivery-stream.js';
import { StepError } from './errors.js';
import { TUTORIAL_TAG } from './names.js';
import { ensureRole } from './role.js';
import { sdkError, startAws, type TestAws } from './testing/aws.js';
import { callerWith } from './testing/caller.js';
import { withRole } from './testing/pipeline.js';
import { noStream, played, stream } from './testing/played-firehose.js';

/** A delivery stream of that name which the tutorial did not make. */
async function makeForeignStream({ aws, config, names }: TestAws, sizeInMBs: number): Promise<void> {
  const wanted = destination(config, names);
  const hints = { ...wanted.BufferingHints, SizeInMBs: sizeInMBs };
  await ensureDeliveryStream(aws, config, { ...names, stream: 'warm-up' }); // the role is ready now
  await aws.firehose.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: names.stream,
      ExtendedS3DestinationConfiguration: { ...wanted, BufferingHints: hints },
    }),
  );
  await waitUntilActive(aws, names.stream);
}

describe('ensureDeliveryStream', { concurrency: 4 }, () => {
  it('creates the stream as configured, tagged, and finds it the second time', () =>
    withRole(async ({ aws, config, names }) => {
      assert.equal(await ensureDeliveryStream(aws, config, names), 'created');
      assert.equal(await ensureDeliveryStream(aws, config, names), 'found');
      const description = await describeStream(aws, names.stream);
      assert.equal(description?.DeliveryStreamStatus, 'ACTIVE');
      assert.equal(description?.DeliveryStreamType, 'DirectPut');
      const made = description?.Destinations?.[0]?.ExtendedS3DestinationDescription;
      assert.deepEqual(
        {
          RoleARN: made?.RoleARN,
          BucketARN: made?.BucketARN,
          Prefix: made?.Prefix,
          BufferingHints: { ...made?.BufferingHints },
          CompressionFormat: made?.CompressionFormat,
        },
        destination(config, names),
      );
      assert.deepEqual(await streamTags(aws, names.stream), [TUTORIAL_TAG]);
    }));

  for (const [what, text] of [
    ['size', '[Firehose]\nsize_in_mb = 2'],
    ['interval', '[Firehose]\ninterval_in_seconds = 0'],
    ['compression', '[Firehose]\ncompression_format = UNCOMPRESSED'],
    ['prefix', '[S3]\nprefix = other/'],
    ['prefix, now none,', '[S3]\nprefix ='],
  ] as const) {
    it(`changes it when the ${what} is another one, and finds it then`, () =>
      withRole(async ({ aws, config, names, settings }) => {
        await ensureDeliveryStream(aws, config, names);
        assert.equal(await ensureDeliveryStream(aws, settings(text), names), 'changed');
        assert.equal(await ensureDeliveryStream(aws, settings(text), names), 'found');
        assert.equal((await describeStream(aws, names.stream))?.VersionId, '2');
        assert.equal(await ensureDeliveryStream(aws, config, names), 'changed');
      }));
  }

  it('changes its bucket and its role', () =>
    withRole(async ({ aws, config, names }) => {
      await ensureDeliveryStream(aws, config, names);
      await ensureRole(aws, 'another-role');
      const changed = {
        ...names,
        bucketArn: 'arn:aws:s3:::another',
        roleArn: `arn:aws:iam::${aws.account}:role/another-role`,
      };
      assert.equal(await ensureDeliveryStream(aws, config, changed), 'changed');
      assert.equal(await ensureDeliveryStream(aws, config, changed), 'found');
    }));

  it('waits for a role that is too new, and tells of this wait and of the creation, with what is left of them', () => {
    const durations = { iamPropagation: 2_000_000, streamCreation: 400_000 };
    return withRole(
      async ({ aws, config, names }) => {
        const said: string[] = [];
        const onProgress = (line: string) => said.push(line);
        assert.equal(await ensureDeliveryStream(aws, config, names, { onProgress }), 'created');
        const patience = /^Firehose cannot assume the role yet … \d+\.\d s, at most 2 min more$/;
        assert.match(said[0] ?? '', patience);
        assert.match(said.at(-1) ?? '', /^CREATING … \d+\.\d s, usually under 60 s, at most 10 min$/);
      },
      { durations },
    );
  });

  it('tries again for the two texts about a role that is not ready, and gives back any other at once', async () => {
    const texts = [
      'Firehose is unable to assume role arn:aws:iam::1:role/r. Please check the role provided.',
      'The security token included in the request is invalid. Ensure that the provided IAM role associated with firehose is not deleted.',
    ].map((text) => sdkError('InvalidArgumentException', text, 400));
    const test = await startAws();
    await test.close();
    const { config, names } = test;
    const { aws, commands } = played(noStream, ...texts, {}, stream('ACTIVE'));
    assert.equal(await ensureDeliveryStream(aws, config, names), 'created');
    assert.equal(commands.filter((command) => command === 'CreateDeliveryStreamCommand').length, 3);

    for (const [name, text] of [
      ['InvalidArgumentException', 'Both SizeInMBs and IntervalInSeconds must be specified'],
      ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
      ['AccessDeniedException', 'User is not authorized to perform: iam:PassRole'],
      ['LimitExceededException', 'You have already consumed your firehose quota'],
      ['ServiceUnavailableException', 'Slow down.'],
    ] as const) {
      const cause = sdkError(name, text, 400);
      const { aws, commands } = played(noStream, cause);
      await assert.rejects(ensureDeliveryStream(aws, config, names), (error) => {
        assert.ok(error instanceof StepError);
        assert.ok(error.message.includes(`Creating the delivery stream ${names.stream} failed`));
        return error.cause === cause;
      });
      assert.deepEqual(commands, ['DescribeDeliveryStreamCommand', 'CreateDeliveryStreamCommand'], name);
    }
  });

  it('creates a stream anew that is being deleted, once it is gone', () =>
    withRole(
      async ({ aws, config, names }) => {
        await ensureDeliveryStream(aws, config, names);
        const old = await describeStream(aws, names.stream);
        await aws.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: names.stream }));
        const said: string[] = [];
        const onProgress = (line: string) => said.push(line);
        assert.equal(await ensureDeliveryStream(aws, config, names, { onProgress }), 'created');
        assert.match(said[0] ?? '', /^DELETING … /);
        const made = await describeStream(aws, names.stream);
        assert.ok((made?.CreateTimestamp ?? 0) > (old?.CreateTimestamp ?? 0));
      },
      { durations: { streamDeletion: 300_000 } },
    ));

  it('does not change a stream that somebody else made, and says so', () =>
    withRole(async (test) => {
      const { aws, config, names } = test;
      await makeForeignStream(test, 7);
      await assert.rejects(
        ensureDeliveryStream(aws, config, names),
        /Using the delivery stream .* failed.*did not make it.*\[Firehose\] stream_name/s,
      );
      assert.equal((await describeStream(aws, names.stream))?.VersionId, '1');
    }));

  it("uses somebody else's stream with the same settings", () =>
    withRole(async (test) => {
      await makeForeignStream(test, test.config.firehose.sizeInMBs);
      assert.equal(await ensureDeliveryStream(test.aws, test.config, test.names), 'found');
      assert.deepEqual(await streamTags(test.aws, test.names.stream), []);
    }));

  it('says which right is missing', () =>
    withRole(async (test) => {
      const { config, names } = test;
      const nobody = callerWith(test, []);
      await assert.rejects(ensureDeliveryStream(nobody, config, names), /firehose:DescribeDeliveryStream/);
      const noPass = callerWith(test, ['firehose:*']);
      await assert.rejects(
        ensureDeliveryStream(noPass, config, names),
        /Creating the delivery stream .*iam:PassRole.*lack this right/s,
      );
    }));

  for (const [moment, durations] of [
    ['the role', { iamPropagation: 1e9 }],
    ['ACTIVE', { streamCreation: 1e9 }],
  ] as const) {
    it(`stops waiting for ${moment} when it is aborted`, () =>
      withRole(
        async ({ aws, config, names }) => {
          const stop = new AbortController();
          const reason = new Error('enough');
          const onProgress = (line: string) => {
            if (moment !== 'ACTIVE' || line.startsWith('CREATING')) stop.abort(reason);
          };
          const options = { signal: stop.signal, onProgress };
          await assert.rejects(
            ensureDeliveryStream(aws, config, names, options),
            (error) => error === reason,
          );
        },
        { durations },
      ));
  }
});

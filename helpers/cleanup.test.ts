import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CreateDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, DeleteObjectsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ensureBucket } from './bucket.js';
import { cleanUp, leftovers, remove } from './cleanup.js';
import { destination, ensureDeliveryStream } from './delivery-stream.js';
import { attachPolicy, ensurePolicy, policyDocument } from './policy.js';
import { ensureRole, trustPolicy } from './role.js';
import { startAws, type TestAws } from './testing/aws.js';
import { callerWith } from './testing/caller.js';
import { makePipeline, withRole } from './testing/pipeline.js';
import { lineOnTerminal } from './testing/terminal.js';

let test: TestAws;
beforeEach(async () => {
  test = await startAws();
});
afterEach(() => test.close());

describe('leftovers', () => {
  it('names what there is and whose it is, and nothing when there is nothing', async () => {
    const { aws, names } = test;
    assert.deepEqual(await leftovers(aws, names), []);
    await makePipeline(test);
    assert.deepEqual(await leftovers(aws, names), [
      { what: 'delivery stream', name: names.stream, isOurs: true },
      { what: 'role', name: names.role, isOurs: true },
      { what: 'policy', name: names.policy, isOurs: true },
      { what: 'bucket', name: names.bucket, isOurs: true },
    ]);
  });

  it('does not take "you may not look" for "nothing is left"', async () => {
    const rights: [action: string, what: string][] = [
      ['firehose:ListTagsForDeliveryStream', 'delivery stream'],
      ['iam:GetRole', 'role'],
      ['iam:GetPolicy', 'policy'],
      ['s3:GetBucketTagging', 'bucket'],
    ];
    await ensureBucket(test.aws, test.names.bucket);
    for (const [missing, what] of rights) {
      const allowed = rights.map(([action]) => action).filter((action) => action !== missing);
      const found = await leftovers(callerWith(test, allowed), test.names);
      const unknown = found.filter(({ isOurs }) => isOurs === undefined);
      assert.deepEqual(
        unknown.map((thing) => thing.what),
        [what],
      );
    }
  });

  it('says what else is wrong, and does not take it for a right that is missing', async () => {
    const { aws, names } = test;
    await test.local.close();
    await assert.rejects(
      leftovers(aws, names),
      /Reading the tags of the delivery stream .*Nothing answered/s,
    );
  });
});

describe('cleanUp', () => {
  it('removes everything in the order that works, and has nothing to do the second time', async () => {
    const { aws, names } = test;
    await makePipeline(test);
    const said: string[] = [];
    assert.deepEqual(await cleanUp(aws, names, { onProgress: (line) => said.push(line) }), [
      `delivery stream ${names.stream}: removed`,
      `role ${names.role}: removed`,
      `policy ${names.policy}: removed`,
      `bucket ${names.bucket}: removed`,
    ]);
    assert.equal(said[0], `Removing the delivery stream ${names.stream}`);
    assert.deepEqual(await leftovers(aws, names), []);
    assert.deepEqual(await cleanUp(aws, names), ['nothing to do']);
  });

  const halves: [what: string, make: () => Promise<unknown>][] = [
    ['the bucket alone', () => ensureBucket(test.aws, test.names.bucket)],
    ['the role alone', () => ensureRole(test.aws, test.names.role)],
    ['the policy alone', () => ensurePolicy(test.aws, test.names)],
    [
      'role and policy, attached',
      async () => {
        await ensureRole(test.aws, test.names.role);
        await ensurePolicy(test.aws, test.names);
        await attachPolicy(test.aws, test.names.role, test.names.policyArn);
      },
    ],
    [
      'a stream without its bucket',
      async () => {
        await ensureRole(test.aws, test.names.role);
        await ensureDeliveryStream(test.aws, test.config, test.names);
      },
    ],
  ];
  for (const [what, make] of halves) {
    it(`removes a half-made run: ${what}`, async () => {
      await make();
      const done = await cleanUp(test.aws, test.names);
      assert.ok(done.length > 0 && done.every((line) => line.endsWith(': removed')), done.join());
      assert.deepEqual(await leftovers(test.aws, test.names), []);
    });
  }

  it('removes a stream that is still being created', () =>
    withRole(
      async ({ aws, config, names }) => {
        const stop = new AbortController();
        const onProgress = (line: string) => line.startsWith('CREATING') && stop.abort();
        await assert.rejects(ensureDeliveryStream(aws, config, names, { signal: stop.signal, onProgress }));
        await cleanUp(aws, names);
        assert.deepEqual(await leftovers(aws, names), []);
      },
      { durations: { streamCreation: 1_000_000 } },
    ));

  it('removes a policy with several versions, and more than 1,000 objects', async () => {
    const { aws, names } = test;
    await ensurePolicy(aws, names);
    const PolicyDocument = JSON.stringify(policyDocument('arn:aws:s3:::another'));
    for (let i = 0; i < 4; i += 1) {
      const version = { PolicyArn: names.policyArn, PolicyDocument, SetAsDefault: i === 1 };
      await aws.iam.send(new CreatePolicyVersionCommand(version));
    }
    await ensureBucket(aws, names.bucket);
    const keys = Array.from({ length: 1_001 }, (_, i) => `m & <${i}>`);
    for (let i = 0; i < keys.length; i += 50) {
      const some = keys.slice(i, i + 50);
      await Promise.all(
        some.map((Key) => aws.s3.send(new PutObjectCommand({ Bucket: names.bucket, Key, Body: 'x' }))),
      );
    }
    await cleanUp(aws, names);
    assert.deepEqual(await leftovers(aws, names), []);
  });

  it('leaves alone what the tutorial did not make, and says so', async () => {
    const { aws, config, names } = test;
    const trust = JSON.stringify(trustPolicy(aws.account));
    await aws.s3.send(new CreateBucketCommand({ Bucket: names.bucket }));
    await aws.s3.send(new PutObjectCommand({ Bucket: names.bucket, Key: 'theirs', Body: 'x' }));
    await aws.iam.send(new CreateRoleCommand({ RoleName: names.role, AssumeRolePolicyDocument: trust }));
    const document = JSON.stringify(policyDocument(names.bucketArn));
    await aws.iam.send(new CreatePolicyCommand({ PolicyName: names.policy, PolicyDocument: document }));
    await aws.iam.send(new AttachRolePolicyCommand({ RoleName: names.role, PolicyArn: names.policyArn }));
    await ensureDeliveryStream(aws, config, { ...names, stream: 'warm-up' }); // the role is ready now
    await aws.firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: names.stream,
        ExtendedS3DestinationConfiguration: destination(config, names),
      }),
    );
    const before = await leftovers(aws, names);
    assert.deepEqual(
      before.map(({ what, isOurs }) => `${what} ${isOurs}`),
      ['delivery stream false', 'role false', 'policy false', 'bucket false'],
    );
    const done = await cleanUp(aws, names);
    assert.equal(done.length, 4);
    for (const line of done) assert.match(line, /: left alone, this tutorial did not make it$/);
    assert.deepEqual(await leftovers(aws, names), before);
  });

  it('leaves alone what it may not look at, says so, and removes all the rest', async () => {
    const { names } = test;
    await makePipeline(test);
    const caller = callerWith(test, ['firehose:*', 'iam:*', 's3:ListBucket', 's3:DeleteBucket']);
    assert.deepEqual(await cleanUp(caller, names), [
      `delivery stream ${names.stream}: removed`,
      `role ${names.role}: removed`,
      `policy ${names.policy}: removed`,
      `bucket ${names.bucket}: left alone, you may not read its tags`,
    ]);
    assert.deepEqual(await leftovers(test.aws, names), [
      { what: 'bucket', name: names.bucket, isOurs: true },
    ]);
  });

  it("removes its role though somebody else's policy is attached, which stays", async () => {
    const { aws, names } = test;
    await ensureRole(aws, names.role);
    const theirs = { PolicyName: 'theirs', PolicyDocument: JSON.stringify(policyDocument(names.bucketArn)) };
    const { Policy } = await aws.iam.send(new CreatePolicyCommand(theirs));
    const attachment = { RoleName: names.role, PolicyArn: Policy?.Arn };
    await aws.iam.send(new AttachRolePolicyCommand(attachment));
    await cleanUp(aws, names);
    assert.deepEqual(await leftovers(aws, names), []);
    assert.equal(test.local.server.account.iam.policy(Policy?.Arn ?? '')?.name, 'theirs');
  });

  it('says what cannot be removed, why, and what to do; the next run goes on from there', async () => {
    const { aws, names } = test;
    await makePipeline(test);
    const trust = JSON.stringify(trustPolicy(aws.account));
    await aws.iam.send(new CreateRoleCommand({ RoleName: 'theirs', AssumeRolePolicyDocument: trust }));
    const attachment = { RoleName: 'theirs', PolicyArn: names.policyArn };
    await aws.iam.send(new AttachRolePolicyCommand(attachment));
    await assert.rejects(
      cleanUp(aws, names),
      /Removing the policy .* failed.*DeleteConflict.*Detach it from whatever else uses it/s,
    );
    const left = (await leftovers(aws, names)).map(({ what }) => what);
    assert.deepEqual(left, ['policy', 'bucket']);
  });

  it('shows in one line what is being removed, and nothing when there is nothing', async (t) => {
    const shown = lineOnTerminal(t);
    await cleanUp(test.aws, test.names);
    assert.deepEqual(shown(), []);
    await makePipeline(test);
    const before = shown().length;
    await cleanUp(test.aws, test.names);
    assert.equal(shown()[before], `Removing the delivery stream ${test.names.stream}`);
    assert.equal(shown().at(-1), '');
  });

  it('says which right is missing', async () => {
    const { names } = test;
    await makePipeline(test);
    const look = [
      'firehose:DescribeDeliveryStream',
      'firehose:ListTagsForDeliveryStream',
      's3:GetBucketTagging',
    ];
    const reader = callerWith(test, [...look, 'iam:Get*']);
    await assert.rejects(
      cleanUp(reader, names),
      /Deleting the delivery stream .*firehose:DeleteDeliveryStream.*lack this right/s,
    );
  });

  it('stops within a bucket when it is aborted, which stays', async (t) => {
    const { aws, names } = test;
    await ensureBucket(aws, names.bucket);
    await aws.s3.send(new PutObjectCommand({ Bucket: names.bucket, Key: 'k', Body: 'x' }));
    const stop = new AbortController();
    const reason = new Error('enough');
    const { send } = aws.s3;
    t.mock.method(aws.s3, 'send', (...args: Parameters<typeof send>) => {
      if ((args[0] as object) instanceof DeleteObjectsCommand) stop.abort(reason);
      return Reflect.apply(send, aws.s3, args);
    });
    const bucket = { what: 'bucket', name: names.bucket } as const;
    await assert.rejects(remove(aws, bucket, { signal: stop.signal }), (error) => error === reason);
    assert.equal((await leftovers(aws, names)).length, 1);
  });

  it('stops between two things and in a wait when it is aborted', async () => {
    const { aws, names } = test;
    await makePipeline(test);
    const reason = new Error('enough');
    for (const word of ['DELETING', 'Removing the role']) {
      const stop = new AbortController();
      const onProgress = (line: string) => line.startsWith(word) && stop.abort(reason);
      await assert.rejects(
        cleanUp(aws, names, { signal: stop.signal, onProgress }),
        (error) => error === reason,
      );
    }
    assert.ok((await leftovers(aws, names)).some(({ what }) => what === 'bucket'));
    await cleanUp(aws, names);
    assert.deepEqual(await leftovers(aws, names), []);
  });
});

/**
 * The lesson as calls of the helpers, in its order: what main.ts and the notebook do, and all they may have to do; then
 * what detours and exercises do under names of their own.
 */
import assert from 'node:assert/strict';
import { PutRecordCommand } from '@aws-sdk/client-firehose';
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { ensureBucket } from '../../helpers/bucket.js';
import { cleanUp, leftovers } from '../../helpers/cleanup.js';
import type { Config } from '../../helpers/config.js';
import type { Aws } from '../../helpers/connect.js';
import { describeStream, ensureDeliveryStream } from '../../helpers/delivery-stream.js';
import { detourNames, namesFor } from '../../helpers/detour.js';
import { type Names, nameResources } from '../../helpers/names.js';
import { readMeasurements, waitForRecords } from '../../helpers/objects.js';
import { attachedPolicies, attachPolicy, ensurePolicy } from '../../helpers/policy.js';
import { Producer } from '../../helpers/producer.js';
import { ensureRole } from '../../helpers/role.js';
import { findOurs } from '../cleanup/find.js';

type Step = [name: string, step: () => Promise<unknown>];

/** Its steps by name, each one call of a helper or of AWS. */
export function lessonSteps(aws: Aws, config: Config): Step[] {
  return [...mainPath(aws, config), ...detours(aws, config), ...exercise(aws, config)];
}

function mainPath(aws: Aws, config: Config): Step[] {
  const names = nameResources(config, aws);
  const other: Names = { ...names, bucketArn: `${names.bucketArn}-2` };
  const changed: Config = { ...config, firehose: { ...config.firehose, sizeInMBs: 2 } };
  const { prefix } = config.s3;
  const Record = { Data: Buffer.from('{"n":1}\n') };
  const one = new PutRecordCommand({ DeliveryStreamName: names.stream, Record });
  const PolicySourceArn = names.roleArn;
  const ask = new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:PutObject'] });
  return [
    ['make the bucket', () => ensureBucket(aws, names.bucket)],
    ['find the bucket', () => ensureBucket(aws, names.bucket)],
    // with another trust policy, so that there is something to change
    ['make the role', () => ensureRole({ ...aws, account: '111111111111' }, names.role)],
    ['change the role', () => ensureRole(aws, names.role)],
    ['make the policy', () => ensurePolicy(aws, names)],
    // a policy keeps five versions: the sixth needs room
    ...[1, 2, 3, 4, 5, 6].map(
      (turn): Step => ['change the policy', () => ensurePolicy(aws, turn % 2 === 0 ? names : other)],
    ),
    ['attach the policy', () => attachPolicy(aws, names.role, names.policyArn)],
    ['list what is attached', () => attachedPolicies(aws, names.role)],
    ['ask what the role may do', () => aws.iam.send(ask)],
    ['make the stream', () => ensureDeliveryStream(aws, config, names)],
    ['change the stream', () => ensureDeliveryStream(aws, changed, names)],
    ['describe the stream', () => describeStream(aws, names.stream)],
    ['put one record', () => aws.firehose.send(one)],
    ['put a batch', () => putOne(aws, names.stream)],
    ['wait for the records', () => waitForRecords(aws, names.bucket, prefix, 2, { timeoutSeconds: 20 })],
    ['read the records', () => readMeasurements(aws, names.bucket, prefix)],
    ['find what an interrupted run left', () => findOurs(aws, names)],
    ['clean up', () => cleanUp(aws, names)],
    ['list what is left', () => leftovers(aws, names)],
  ];
}

/** A bucket that nobody has; a stream whose role is made too late. */
function detours(aws: Aws, config: Config): Step[] {
  const names = detourNames(config, aws);
  const Bucket = 'firehose-tutorial-none-1';
  return [
    [
      'detour: ask for a bucket that is not there',
      () => assert.rejects(aws.s3.send(new HeadBucketCommand({ Bucket })), { name: 'NotFound' }),
    ],
    ['detour: clear the way', () => cleanUp(aws, names)],
    ['detour: make the role', () => ensureRole(aws, names.role)],
    ['detour: make the stream', () => ensureDeliveryStream(aws, config, names)],
    ['detour: clean up', () => cleanUp(aws, names)],
    ['detour: list what is left', () => leftovers(aws, names)],
  ];
}

/** A pipeline of its own, as `withPipeline` makes it. */
function exercise(aws: Aws, config: Config): Step[] {
  const names = namesFor('exercise', config, aws);
  const step = (name: string, run: () => Promise<unknown>): Step => [`exercise: ${name}`, run];
  return [
    step('clear the way', () => cleanUp(aws, names)),
    step('make the bucket', () => ensureBucket(aws, names.bucket)),
    step('make the role', () => ensureRole(aws, names.role)),
    step('make the policy', () => ensurePolicy(aws, names)),
    step('attach the policy', () => attachPolicy(aws, names.role, names.policyArn)),
    step('make the stream', () => ensureDeliveryStream(aws, config, names)),
    step('put a batch', () => putOne(aws, names.stream)),
    step('wait for the records', () => waitForRecords(aws, names.bucket, '', 1, { timeoutSeconds: 20 })),
    step('read the records', () => readMeasurements(aws, names.bucket)),
    step('clean up', () => cleanUp(aws, names)),
  ];
}

async function putOne(aws: Aws, stream: string): Promise<void> {
  const producer = new Producer(aws.firehose, stream);
  await producer.put('{"n":2}');
  await producer.flush();
}

/** The whole path of the tutorial with the clients of other languages, unmodified: boto3 and the AWS CLI. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemClock } from './clock.js';
import { ROLE, TRUST } from './firehose/testing/pipeline.js';
import { temporaryFolder } from './store/testing/folders.js';
import { eventually } from './testing/eventually.js';
import { type LocalAwsUnderTest, start } from './testing/harness.js';
import { environment, find, missing } from './testing/programs.js';

const run = promisify(execFile);
/** A minute of AWS takes 60 ms. */
const TIME_SCALE = 1_000;
const BUCKET = 'from-another-language';

async function startHurried(t: TestContext): Promise<LocalAwsUnderTest<ReturnType<typeof systemClock>>> {
  const local = await start({ clock: systemClock(TIME_SCALE) });
  t.after(() => local.close());
  return local;
}

describe('boto3', () => {
  it('walks the whole path of the tutorial', async (t) => {
    const python = find('python3', '-c', 'import boto3');
    if (!python) return missing(t, 'python3 with boto3');
    const local = await startHurried(t);
    const script = fileURLToPath(new URL('testing/tutorial.py', import.meta.url));
    const { stdout } = await run(python, [script], { env: environment(local as never), timeout: 60_000 });
    assert.deepEqual(JSON.parse(stdout), {
      identity: 'arn:aws:iam::000000000000:user/admin',
      accepted: 500,
      lines: 500,
      encoding: 'gzip',
      missingBucket: 404,
      left: { buckets: [], roles: [], policies: [], streams: [] },
    });
  });
});

describe('the AWS CLI', () => {
  it('walks the whole path of the tutorial', async (t) => {
    const program = find('aws', '--version');
    if (!program) return missing(t, 'aws');
    const local = await startHurried(t);
    const env = environment(local as never);
    const aws = async (...args: string[]) => (await run(program, args, { env, timeout: 60_000 })).stdout;
    const json = async (...args: string[]) => JSON.parse(await aws(...args, '--output', 'json'));
    const trust = JSON.stringify(TRUST);
    const [version, identity, { Role }] = await Promise.all([
      aws('--version'),
      json('sts', 'get-caller-identity'),
      json('iam', 'create-role', '--role-name', ROLE, '--assume-role-policy-document', trust),
      aws('s3', 'mb', `s3://${BUCKET}`),
    ]);
    assert.equal(identity.Account, '000000000000');
    const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/*` }];
    const rights = ['--policy-document', JSON.stringify({ Version: '2012-10-17', Statement })];
    const configuration = JSON.stringify({
      RoleARN: Role.Arn,
      BucketARN: `arn:aws:s3:::${BUCKET}`,
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
    });
    const stream = ['--delivery-stream-name', 's'];
    const destination = ['--extended-s3-destination-configuration', configuration];
    const [{ DeliveryStreamARN }] = await Promise.all([
      json('firehose', 'create-delivery-stream', ...stream, ...destination),
      aws('iam', 'put-role-policy', '--role-name', ROLE, '--policy-name', 'write', ...rights),
    ]);
    assert.match(DeliveryStreamARN, /:deliverystream\/s$/);

    const records = join(temporaryFolder(t), 'records.json');
    writeFileSync(records, JSON.stringify([1, 2, 3].map((n) => ({ Data: `${n}\n` }))));
    // Version 1 takes data as it is written; later ones take base64, unless told.
    const format = version.startsWith('aws-cli/1.') ? [] : ['--cli-binary-format', 'raw-in-base64-out'];
    const put = ['firehose', 'put-record-batch', ...stream, '--records', `file://${records}`, ...format];
    assert.equal((await json(...put)).FailedPutCount, 0);
    const listing = await eventually(async () => {
      const text = await aws('s3', 'ls', `s3://${BUCKET}`, '--recursive');
      assert.match(text, / 6 \d{4}\/\d{2}\/\d{2}\/\d{2}\/s-1-/);
      return text;
    });
    const key = listing.trim().split(/\s+/)[3] ?? '';
    assert.equal(await aws('s3', 'cp', `s3://${BUCKET}/${key}`, '-'), '1\n2\n3\n');

    await Promise.all([
      aws('firehose', 'delete-delivery-stream', ...stream),
      aws('iam', 'delete-role-policy', '--role-name', ROLE, '--policy-name', 'write'),
      aws('s3', 'rb', `s3://${BUCKET}`, '--force'),
    ]);
    await aws('iam', 'delete-role', '--role-name', ROLE);
    assert.equal(await aws('s3', 'ls'), '');
  });
});

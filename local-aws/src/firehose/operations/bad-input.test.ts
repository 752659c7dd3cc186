/**
 * Whatever comes in: one of AWS's answers goes out, and the server goes on. The inputs are made up; a failure
 * names the seed, which `BAD_INPUT_SEED` takes to make the same inputs again.
 */
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import * as sdk from '@aws-sdk/client-firehose';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { jsonPost, type PostAnswer, signedPost } from '../../testing/signed-post.js';
import { operationSchemas } from '../../wire/schemas.js';
import {
  type GeneratedInput,
  outsideLimits,
  pick,
  type Random,
  seeded,
  validInput,
  wildInput,
  wronglyTyped,
} from '../testing/generated-inputs.js';
import { activeStream, creation, givenBucketAndRole, SECOND } from '../testing/pipeline.js';

const OPERATIONS = [...(await operationSchemas('firehose')).keys()];
/** Those that take large bodies. */
const PUTS = ['PutRecord', 'PutRecordBatch'];
const EACH = 12;

const MODELED = Object.values(sdk).flatMap((value) =>
  typeof value === 'function' && value.prototype instanceof sdk.FirehoseServiceException ? [value.name] : [],
);
const UNMODELED = ['AccessDeniedException', 'SerializationException', 'ValidationException'];
/** All that are a caller's fault. The service's own fault would be ours. */
const REFUSALS = new Set([...MODELED, ...UNMODELED].filter((name) => name !== 'ServiceUnavailableException'));

const seed = Number(process.env.BAD_INPUT_SEED ?? randomInt(2 ** 32));

let local: LocalAwsUnderTest;
const failures: string[] = [];
before(async () => {
  local = await startLocalAws({ log: (line) => failures.push(line) });
  await givenBucketAndRole(local);
  await activeStream(local, 'kept');
});
after(() => local.close());

function send(operation: string, body: Uint8Array | string): Promise<PostAnswer> {
  const { endpoint } = local;
  const { credentials } = local.server;
  const target = `Firehose_20150804.${operation}`;
  return signedPost({ endpoint, target, body, credentials, at: Date.now() });
}

function codeOf({ status, body }: PostAnswer): string {
  if (status === 200) {
    JSON.parse(body);
    return 'success';
  }
  const { __type } = JSON.parse(body) as { __type: string };
  const isAws = status === 400 && REFUSALS.has(__type);
  const isOurs = status === 501 && __type === 'NotImplemented';
  assert.ok(isAws || isOurs, `answered with ${status} ${body}\n${failures.join('\n')}`);
  return __type;
}

/** The streams that inputs name. One that an earlier input deleted is made again. */
async function givenStreams(): Promise<void> {
  for (const name of ['s1', 's2', 's3']) {
    await local.firehose.send(creation(name)).catch((error: unknown) => {
      if (!(error instanceof sdk.ResourceInUseException)) throw error;
    });
  }
  local.clock.advance(31 * SECOND);
}

async function assertGoesOn(): Promise<void> {
  assert.equal(codeOf(await send('ListDeliveryStreams', '{}')), 'success');
}

function assertExpected(code: string, expected: GeneratedInput['expected']): void {
  if (expected === 'anything') return;
  if (expected !== 'neither') assert.equal(code, expected);
  else
    assert.ok(code !== 'SerializationException' && code !== 'ValidationException', `answered with ${code}`);
}

/** Sends inputs of one kind to one operation, and says which one it was that went wrong. */
async function tryInputs(
  operation: string,
  make: (operation: string, random: Random) => GeneratedInput,
): Promise<void> {
  await givenStreams();
  const random = seeded(seed);
  for (let i = 0; i < EACH; i += 1) {
    const { input, expected } = make(operation, random);
    const body = JSON.stringify(input);
    try {
      assertExpected(codeOf(await send(operation, body)), expected);
    } catch (cause) {
      const what = `${operation} number ${i} of BAD_INPUT_SEED=${seed} with ${body.slice(0, 2_000)}`;
      throw new Error(`${what}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
  local.clock.advance(31 * SECOND);
  await assertGoesOn();
}

describe('an input of a Firehose operation', { timeout: 60_000 }, () => {
  for (const operation of OPERATIONS) {
    it(`${operation}: that keeps AWS's limits is not called invalid`, () => tryInputs(operation, validInput));
    it(`${operation}: with a wrong JSON type is a SerializationException`, () =>
      tryInputs(operation, wronglyTyped));
    it(`${operation}: outside a limit is a ValidationException`, () => tryInputs(operation, outsideLimits));
    it(`${operation}: that is anything gets one of AWS's answers`, () => tryInputs(operation, wildInput));
  }
});

describe('a body that is no input', { timeout: 60_000 }, () => {
  const megabytes = 6 * 1024 * 1024;
  const bodies: [name: string, body: (random: Random) => Uint8Array | string][] = [
    ['random bytes', () => randomBytes(300)],
    ['6 MB of random bytes', () => randomBytes(megabytes)],
    ['6 MB of brackets', () => '['.repeat(megabytes)],
    ['6 MB of nested lists', () => '['.repeat(megabytes / 2) + ']'.repeat(megabytes / 2)],
    ['truncated JSON', (random) => '{"DeliveryStreamName": "kept"}'.slice(0, 1 + Math.floor(random() * 28))],
    ['two documents', () => '{}{}'],
    ['a list', () => '[]'],
    ['null', () => 'null'],
    ['text', () => '"text"'],
    ['a byte order mark', () => '\ufeff{}'],
  ];
  for (const [name, body] of bodies) {
    it(`is a SerializationException: ${name}`, async () => {
      const random = seeded(seed);
      const content = body(random);
      const answer = await send(pick(random, content.length < megabytes ? OPERATIONS : PUTS), content);
      assert.equal(codeOf(answer), 'SerializationException', `BAD_INPUT_SEED=${seed}`);
      await assertGoesOn();
    });
  }

  it('may hold a null in a list, which no SDK sends (that it is a ValidationException is decided by us)', async () => {
    const text = (path: string) =>
      `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`;
    const calls: [operation: string, input: object, path: string][] = [
      ['PutRecordBatch', { Records: [{ Data: '' }, null] }, 'records.2.member'],
      ['TagDeliveryStream', { Tags: [null] }, 'tags.1.member'],
      ['UntagDeliveryStream', { TagKeys: [null] }, 'tagKeys.1.member'],
    ];
    for (const [operation, input, path] of calls) {
      const { status, body } = await send(
        operation,
        JSON.stringify({ DeliveryStreamName: 'kept', ...input }),
      );
      assert.deepEqual(
        [status, JSON.parse(body)],
        [400, { __type: 'ValidationException', message: text(path) }],
      );
    }
  });

  it('may be 6 MB of members that nobody knows: they are ignored', async () => {
    const Record = { Data: '' };
    const body = JSON.stringify({ DeliveryStreamName: 'kept', Record, Unknown: 'x'.repeat(megabytes) });
    assert.equal(codeOf(await send('PutRecord', body)), 'success');
  });

  it('may not be 6 MB for an operation that needs little (413 is reported; the text is decided by us)', async () => {
    const body = JSON.stringify({ DeliveryStreamName: 'kept', Unknown: 'x'.repeat(megabytes) });
    assert.equal((await send('DescribeDeliveryStream', body)).status, 413);
    await assertGoesOn();
  });

  it('may be 6 MB of records, which is more than a batch can hold', async () => {
    const Data = Buffer.alloc(900_000).toString('base64');
    const body = JSON.stringify({
      DeliveryStreamName: 'kept',
      Records: Array.from({ length: 5 }, () => ({ Data })),
    });
    assert.equal(codeOf(await send('PutRecordBatch', body)), 'InvalidArgumentException');
    await assertGoesOn();
  });
});

describe('a call that is not what it says', { timeout: 60_000 }, () => {
  const body = '{"DeliveryStreamName": "kept"}';
  const target = 'Firehose_20150804.DescribeDeliveryStream';

  async function refusal(answer: Promise<PostAnswer>): Promise<[number, string]> {
    const { status, body: text } = await answer;
    await assertGoesOn();
    return [status, (JSON.parse(text) as { __type: string }).__type];
  }

  it('has a target that AWS does not know either', async () => {
    for (const operation of ['Invent', '', 'putRecord', 'toString', '__proto__']) {
      assert.deepEqual(await refusal(send(operation, body)), [400, 'UnknownOperationException'], operation);
    }
  });

  it('is not signed', async () => {
    const answer = jsonPost(local.endpoint, body, { 'x-amz-target': target });
    assert.deepEqual(await refusal(answer), [400, 'MissingAuthenticationTokenException']);
  });

  it('is signed with a wrong secret, by nobody known, or at another time', async () => {
    const { credentials } = local.server;
    const call = { endpoint: local.endpoint, target, body, credentials, at: Date.now() };
    const secret = { ...credentials, secretAccessKey: 'x'.repeat(40) };
    const stranger = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(40) };
    const wrong = signedPost({ ...call, credentials: secret });
    assert.deepEqual(await refusal(wrong), [400, 'InvalidSignatureException']);
    const unknown = signedPost({ ...call, credentials: stranger });
    assert.deepEqual(await refusal(unknown), [400, 'UnrecognizedClientException']);
    const late = signedPost({ ...call, at: call.at - 3_600 * SECOND });
    assert.deepEqual(await refusal(late), [400, 'InvalidSignatureException']);
  });

  it('has an Authorization header of any text', async () => {
    const random = seeded(seed);
    const parts = [
      'AWS4-HMAC-SHA256',
      ' ',
      'Credential=',
      'a/b/c/d/aws4_request',
      ',',
      'Signature=',
      '=',
      'Basic',
      '/',
    ];
    for (let i = 0; i < 50; i += 1) {
      const authorization = Array.from({ length: 1 + Math.floor(random() * 8) }, () =>
        pick(random, parts),
      ).join('');
      const headers = { 'x-amz-target': target, authorization, 'x-amz-date': '20260101T000000Z' };
      const { status, body: text } = await jsonPost(local.endpoint, body, headers);
      assert.ok(
        status >= 400 && status < 500,
        `${authorization} → ${status} ${text}; BAD_INPUT_SEED=${seed}`,
      );
    }
    await assertGoesOn();
  });
});

/** What must never happen to credentials, whatever the environment says and whatever the service answers. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { parseConfig } from './config.js';
import { type Aws, connect, disconnect } from './connect.js';
import { StepError } from './errors.js';
import { answer, cut, deadUrl, serve, type TestServer } from './testing/servers.js';

const ID = 'ASIAIOSFODNN7ABCDEFG';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzzz';
const TOKEN = 'FwoGZXIvYXdzEBYaDK/a+token=='.repeat(4);
const SETTINGS = `[AWS]
target = aws
access_key_id = ${ID}
secret_access_key = ${SECRET}
session_token = ${TOKEN}`;
const ELSEWHERE = 'http://teacher.example:4566';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_ENDPOINT_URL'))) {
    delete process.env[name];
  }
  for (const close of closing.splice(0)) await close();
});

async function connectWith(endpoints: Record<string, string>): Promise<Aws> {
  Object.assign(process.env, endpoints);
  const aws = await connect(parseConfig(SETTINGS));
  closing.push(() => disconnect(aws));
  return aws;
}

async function sts(...answers: Parameters<typeof serve>): Promise<TestServer> {
  const server = await serve(...answers);
  closing.push(() => server.close());
  return server;
}

const identity = (arn: string) =>
  answer(`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
    <Arn>${arn}</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`);

const refusal = (code: string, message: string) =>
  answer(
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>
    <Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    403,
  );

async function errorOf(call: Promise<unknown>): Promise<StepError> {
  const error = await call.then(
    () => assert.fail('it should have been refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof StepError, String(error));
  return error;
}

describe('connect with target = aws', () => {
  it('sends nothing over plain http to another machine', async () => {
    const error = await errorOf(connectWith({ AWS_ENDPOINT_URL: ELSEWHERE }));
    assert.match(error.message, /http:\/\/teacher\.example.*nothing was sent.*https:\/\/ endpoint/s);
  });

  it('guards every service, since each may have an endpoint of its own', async () => {
    const server = await sts(identity('arn:aws:iam::123456789012:user/me'));
    const aws = await connectWith({
      AWS_ENDPOINT_URL: server.url,
      AWS_ENDPOINT_URL_S3: ELSEWHERE,
      AWS_ENDPOINT_URL_IAM: ELSEWHERE,
      AWS_ENDPOINT_URL_FIREHOSE: ELSEWHERE,
    });
    for (const call of [
      () => aws.s3.send(new ListBucketsCommand({})),
      () => aws.s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x' })),
      () => aws.iam.send(new ListRolesCommand({})),
      () => aws.firehose.send(new ListDeliveryStreamsCommand({})),
    ]) {
      assert.match((await errorOf(call())).message, /nothing was sent/);
    }
  });

  it('takes plain http on this machine, where a test or a stand-in listens', async () => {
    const server = await sts(identity('arn:aws:iam::123456789012:user/me'));
    for (const host of ['127.0.0.1', 'localhost']) {
      const aws = await connectWith({ AWS_ENDPOINT_URL: server.url.replace('127.0.0.1', host) });
      assert.equal(aws.account, '123456789012');
    }
  });

  it('is not taken in by a name that only begins like this machine', async () => {
    for (const host of [
      '127.0.0.1.example.com',
      'localhost.example.com',
      '127.evil.example',
      '10.0.0.7',
      '[2001:db8::1]',
    ]) {
      const error = await errorOf(connectWith({ AWS_ENDPOINT_URL: `http://${host}:4566` }));
      assert.match(error.message, /nothing was sent/, host);
    }
  });

  it('does not refuse https, wherever it goes', async () => {
    process.env.AWS_ENDPOINT_URL = 'https://nowhere.invalid';
    const signal = AbortSignal.timeout(500);
    await assert.rejects(connect(parseConfig(SETTINGS), process.cwd(), { signal }), (error) => {
      return !(error as Error).message.includes('nothing was sent');
    });
  });

  it("refuses the account's root user", async () => {
    const server = await sts(identity('arn:aws:iam::123456789012:root'));
    const error = await errorOf(connectWith({ AWS_ENDPOINT_URL: server.url }));
    assert.match(error.message, /root user.*Sign in as a user or a role/s);
  });

  it('never shows a key in an error, also when AWS quotes what was signed', async () => {
    const canonical = `The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this request should have been\n'POST\n/\n\nhost:sts\nx-amz-security-token:${TOKEN}\n\nhost'\nCredential=${ID}/20260101/us-east-1/sts/aws4_request`;
    const endpoints = [
      (await sts(refusal('SignatureDoesNotMatch', canonical))).url,
      (await sts(refusal('InvalidClientTokenId', 'The security token included in the request is invalid.')))
        .url,
      (await sts(refusal('ExpiredToken', 'The security token included in the request is expired'))).url,
      (await sts(cut)).url,
      await deadUrl(),
      ELSEWHERE,
    ];
    for (const endpoint of endpoints) {
      const error = await errorOf(connectWith({ AWS_ENDPOINT_URL: endpoint }));
      const said = `${error.message}\n${error.stack}`;
      for (const key of [ID, SECRET, TOKEN]) assert.ok(!said.includes(key), said);
      // with its cause, as DEBUG shows it
      assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes(SECRET), endpoint);
    }
  });
});

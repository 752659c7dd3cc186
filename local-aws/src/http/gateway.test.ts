import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import {
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  StartDeliveryStreamEncryptionCommand,
} from '@aws-sdk/client-firehose';
import { CreateSAMLProviderCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { HeadObjectCommand, ListBucketsCommand, RestoreObjectCommand } from '@aws-sdk/client-s3';
import {
  AssumeRoleWithWebIdentityCommand,
  DecodeAuthorizationMessageCommand,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts';
import { openAccount } from '../account.js';
import { ManualClock } from '../clock.js';
import { memoryStore, type Store } from '../store/store.js';
import { door } from '../store/testing/fragile-files.js';
import { assertRefused } from '../testing/assert-refused.js';
import { clientsOf, type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { rawRequest } from '../testing/raw-request.js';
import { createGateway } from './gateway.js';
import { createHttpServer } from './server.js';

const FORM = 'application/x-www-form-urlencoded; charset=utf-8';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws({ log: () => {} });
});
after(() => local.close());

function post(headers: Record<string, string>, body: string) {
  return rawRequest(local.endpoint, { method: 'POST', headers, body });
}

describe('an operation that AWS has and local-aws has not', () => {
  it('is refused by name, and never answered with success (decided by us)', async () => {
    const saml = { Name: 'n', SAMLMetadataDocument: 'd'.repeat(1000) };
    const encoded = { EncodedMessage: 'e' };
    const web = {
      RoleArn: 'arn:aws:iam::000000000000:role/r',
      RoleSessionName: 'rs',
      WebIdentityToken: 'token',
    };
    const calls: [call: () => Promise<unknown>, name: string][] = [
      [() => local.s3.send(new RestoreObjectCommand({ Bucket: 'b', Key: 'k' })), 's3:RestoreObject'],
      [() => local.iam.send(new CreateSAMLProviderCommand(saml)), 'iam:CreateSAMLProvider'],
      [
        () => local.sts.send(new DecodeAuthorizationMessageCommand(encoded)),
        'sts:DecodeAuthorizationMessage',
      ],
      // sent without a signature
      [() => local.sts.send(new AssumeRoleWithWebIdentityCommand(web)), 'sts:AssumeRoleWithWebIdentity'],
    ];
    for (const [call, name] of calls) {
      const text = `${name} is not in local-aws. It exists on AWS; see the list of operations in local-aws/README.md.`;
      await assertRefused(call(), 'NotImplemented', 501, text);
    }
  });

  it('is not told to strangers: first comes the signature', async () => {
    const { body } = await post({ 'content-type': FORM }, 'Action=CreateSAMLProvider&Version=2010-05-08');
    assert.match(body, /<Code>MissingAuthenticationToken</);
  });
});

describe('a service that local-aws has not', () => {
  it('is named in its own protocol: JSON', async () => {
    const headers = {
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      'content-type': 'application/x-amz-json-1.0',
    };
    const { status, body } = await post(headers, '{}');
    assert.equal(status, 501);
    assert.match(JSON.parse(body).message, /^DynamoDB_20120810\.ListTables is not in local-aws/);
  });

  it('is named: Query, REST', async () => {
    const sqs = await post({ 'content-type': FORM }, 'Action=ListQueues&Version=2012-11-05');
    assert.deepEqual(
      [sqs.status, /<Code>NotImplemented<.*ListQueues of API version 2012-11-05/s.test(sqs.body)],
      [501, true],
    );
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIA/20261123/us-east-1/lambda/aws4_request, SignedHeaders=host';
    const lambda = await rawRequest(`${local.endpoint}/2015-03-31/functions/`, {
      headers: { authorization },
    });
    assert.deepEqual(
      [lambda.status, /the service lambda is not in local-aws/.test(lambda.body)],
      [501, true],
    );
  });
});

describe('an operation that nobody has', () => {
  it('is 38 bytes at Firehose (reported)', async () => {
    const { firehose } = local.as(local.server.credentials);
    // The target is signed, so it is changed before signing, which a new operation of AWS would come to.
    firehose.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-amz-target'] =
          'Firehose_20150804.Invent';
        return next(args);
      },
      { step: 'build' },
    );
    let body = '';
    firehose.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        body = String((result.response as { headers: Record<string, string> }).headers['content-length']);
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    const call = firehose.send(new StartDeliveryStreamEncryptionCommand({ DeliveryStreamName: 's' }));
    await assertRefused(call, 'UnknownOperationException', 400, /./);
    assert.equal(body, '38');
  });

  it('is InvalidAction at IAM and STS (documented), MethodNotAllowed at S3 (documented)', async () => {
    const { iam, sts, s3 } = local.as(local.server.credentials);
    for (const client of [iam, sts] as (typeof iam)[]) {
      client.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as { body: string };
          request.body = request.body.replace(/Action=\w+/, 'Action=Invent');
          return next(args);
        },
        { step: 'serialize', priority: 'low' },
      );
    }
    const text = (version: string) => `Could not find operation Invent for version ${version}`;
    await assertRefused(iam.send(new ListRolesCommand({})), 'InvalidAction', 400, text('2010-05-08'));
    await assertRefused(sts.send(new GetCallerIdentityCommand({})), 'InvalidAction', 400, text('2011-06-15'));
    s3.middlewareStack.add(
      (next) => (args) => {
        (args.request as { method: string }).method = 'PATCH';
        return next(args);
      },
      { step: 'serialize', priority: 'low' },
    );
    await assertRefused(
      s3.send(new ListBucketsCommand({})),
      'MethodNotAllowed',
      405,
      /not allowed against this resource/,
    );
  });
});

describe('request ids', () => {
  it('are in the headers of every answer, as the SDK finds them (documented)', async () => {
    const { $metadata: s3 } = await local.s3.send(new ListBucketsCommand({}));
    const { $metadata: sts } = await local.sts.send(new GetCallerIdentityCommand({}));
    const { $metadata: firehose } = await assertRefused(
      local.firehose.send(
        new PutRecordBatchCommand({ DeliveryStreamName: 'none', Records: [{ Data: Buffer.from('x') }] }),
      ),
      'ResourceNotFoundException',
      400,
      /none/,
    );
    const ids = [s3, sts, firehose as typeof s3].map(({ requestId }) => requestId);
    for (const id of ids) assert.match(id ?? '', /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    assert.equal(new Set(ids).size, 3);
    assert.equal(s3.extendedRequestId?.length, 96);
  });

  it('are those in the body of an error', async () => {
    const { headers, body } = await rawRequest(`${local.endpoint}/`);
    assert.ok(
      body.includes(
        `<RequestId>${headers['x-amz-request-id']}</RequestId><HostId>${headers['x-amz-id-2']}</HostId>`,
      ),
    );
    const query = await post({ 'content-type': FORM }, 'Action=ListRoles&Version=2010-05-08');
    assert.ok(query.body.includes(`<RequestId>${query.headers['x-amzn-requestid']}</RequestId>`));
  });
});

describe('the answer to a HEAD', () => {
  it('that fails is status and headers only (documented)', async () => {
    await assertRefused(
      local.s3.send(new HeadObjectCommand({ Bucket: 'none', Key: 'k' })),
      'NotFound',
      404,
      /./,
    );
    const { status, body, headers } = await rawRequest(`${local.endpoint}/none/k`, { method: 'HEAD' });
    assert.deepEqual([status, body], [404, '']);
    assert.ok(headers['x-amz-request-id']);
  });
});

/** A gateway over a store in memory whose `durable` is the test's. */
async function startGateway(t: TestContext, durable: () => Promise<void>) {
  const log: string[] = [];
  let isStarted = false;
  const store: Store = { ...memoryStore(), durable: async () => (isStarted ? durable() : undefined) };
  const clock = new ManualClock(new Date());
  const aws = openAccount({ account: '000000000000', region: 'us-east-1', store, clock });
  await aws.start();
  isStarted = true;
  const server = createHttpServer(
    createGateway(aws, store, (line) => log.push(line)),
    (error) => {
      throw error;
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients = clientsOf(endpoint, 'us-east-1', aws.iam.administrator());
  t.after(async () => {
    for (const client of Object.values(clients)) client.destroy();
    server.close();
    server.closeAllConnections();
    await aws.stop();
  });
  return { aws, clock, endpoint, log, ...clients };
}

describe('an answer', () => {
  it('to PutRecordBatch leaves only when the records are on disk', { timeout: 20_000 }, async (t) => {
    const disk = door();
    const { aws, endpoint, firehose } = await startGateway(t, disk.pass);
    aws.firehose.save({
      name: 's',
      arn: aws.firehose.arn('s'),
      id: 'id',
      createdAt: 0,
      version: 1,
      destination: {
        RoleARN: '',
        BucketARN: '',
        BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
        CompressionFormat: 'UNCOMPRESSED',
        EncryptionConfiguration: {},
        CloudWatchLoggingOptions: {},
        S3BackupMode: 'Disabled',
      },
      tags: [],
    });
    let isAnswered = false;
    const Records = [{ Data: Buffer.from('x') }];
    const put = firehose
      .send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records }))
      .then((output) => {
        isAnswered = true;
        return output;
      });
    await disk.reached;
    await rawRequest(endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'Firehose_20150804.PutRecord' },
    });
    assert.equal(isAnswered, false, 'another request came and went, and the disk had not answered yet');
    disk.open();
    assert.equal((await put).FailedPutCount, 0);
  });

  it('to a failure of ours is 500 in the words of the protocol; the log says why, the answer does not', async (t) => {
    const { iam, s3, firehose, log } = await startGateway(t, () =>
      Promise.reject(new Error('the disk is full')),
    );
    const text = 'local-aws failed; its log on standard error says why.';
    await assertRefused(s3.send(new ListBucketsCommand({})), 'InternalError', 500, text);
    await assertRefused(iam.send(new ListRolesCommand({})), 'ServiceFailureException', 500, text);
    await assertRefused(firehose.send(new ListDeliveryStreamsCommand({})), 'InternalFailure', 500, text);
    assert.equal(log.length, 3);
    for (const line of log) assert.match(line, /^(GET|POST) \/: [\s\S]*the disk is full/);
  });
});

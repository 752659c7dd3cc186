/** Requests that nobody means well with: each is refused as AWS would, and the next one is answered. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { PutRecordCommand } from '@aws-sdk/client-firehose';
import { CreatePolicyCommand, CreateRoleCommand, TagRoleCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, DeleteObjectsCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';

const MIB = 1024 * 1024;

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
});
after(() => local.close());

/** What an SDK command has in common with those of all services, for who changes what it sends. */
interface Sendable {
  middlewareStack: {
    add(
      change: (next: (args: never) => unknown) => (args: never) => unknown,
      options: { step: 'build'; priority: 'low' },
    ): void;
  };
}

/** Has a command send this body instead of its own, and sign it. */
function withBody<Command>(command: Command, body: string | Buffer): Command {
  const change = (next: (args: never) => unknown) => (args: { request: Record<string, unknown> }) => {
    const headers = {
      ...(args.request.headers as object),
      'content-length': String(Buffer.byteLength(body)),
    };
    Object.assign(args.request, { body, headers });
    return next(args as never);
  };
  (command as Sendable).middlewareStack.add(change as never, { step: 'build', priority: 'low' });
  return command;
}

/** What a call is refused with: its name, not above 499. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode ?? 0;
    assert.ok(status >= 400 && status < 500, `${status} ${String(error)}`);
    await local.s3.send(new ListBucketsCommand({}));
    return name;
  }
  return assert.fail('it was taken');
}

const nested = (open: string, inner: string, close: string, depth: number) =>
  open.repeat(depth) + inner + close.repeat(depth);

describe('JSON that is a bomb', () => {
  const bodies: [what: string, body: string | Buffer][] = [
    ['nothing but opening brackets', '['.repeat(4 * MIB)],
    ['lists in lists', nested('[', '', ']', MIB)],
    ['a structure in itself', nested('{"Record":', '1', '}', 500_000)],
    ['depth where a text belongs', `{"DeliveryStreamName":${nested('[', '', ']', MIB)}}`],
    ['depth where nothing belongs', `{"Other":${nested('[', '', ']', MIB)}}`],
    ['a member called __proto__', '{"__proto__":{"DeliveryStreamName":"s"},"constructor":1}'],
    ['NUL bytes', Buffer.alloc(MIB)],
    ['invalid UTF-8', Buffer.alloc(MIB, 0xff)],
  ];
  for (const [what, body] of bodies) {
    it(`is refused: ${what}`, async () => {
      const command = new PutRecordCommand({ DeliveryStreamName: 's', Record: { Data: Buffer.of(1) } });
      const name = await refusal(local.firehose.send(withBody(command, body)));
      assert.match(name, /^(SerializationException|ValidationException|InvalidArgumentException)$/);
    });
  }
});

describe('XML that is a bomb', () => {
  const entities = Array.from({ length: 9 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`);
  const bodies: [what: string, body: string | Buffer][] = [
    ['elements in elements', nested('<a>', '', '</a>', MIB / 2)],
    ['elements in the right one', `<Delete>${nested('<Object>', '', '</Object>', 200_000)}</Delete>`],
    ['elements that never close', '<a>'.repeat(MIB)],
    ['entities of entities', `<!DOCTYPE d [<!ENTITY e0 "x">${entities.join('')}]><Delete>&e9;</Delete>`],
    ['a file of this machine', '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]><Delete>&f;</Delete>'],
    ['many attributes', `<Delete ${'a="b" '.repeat(MIB / 2)}/>`],
    ['nothing but ampersands', `<Delete>${'&'.repeat(MIB / 4)}</Delete>`],
    ['NUL bytes', Buffer.alloc(MIB)],
    ['invalid UTF-8', Buffer.alloc(MIB, 0xff)],
  ];
  for (const [what, body] of bodies) {
    it(`is refused: ${what}`, async () => {
      const command = new DeleteObjectsCommand({ Bucket: 'bucket', Delete: { Objects: [{ Key: 'k' }] } });
      assert.match(await refusal(local.s3.send(withBody(command, body))), /^(MalformedXML|BadDigest)$/);
    });
  }
});

describe('a form that is a bomb', () => {
  const start = 'Action=TagRole&Version=2010-05-08&RoleName=r';
  const bodies: [what: string, body: string | Buffer][] = [
    ['one very deep name', `${start}&${'a.'.repeat(MIB / 8)}b=1`],
    ['one very deep list', `${start}&Tags.${'1.'.repeat(MIB / 8)}b=1`],
    ['very many parameters', `${start}${'&a'.repeat(MIB / 2)}`],
    ['a very high number', `${start}&Tags.member.4294967295.Key=a&Tags.member.99999999999999999999.Key=b`],
    ['a member called __proto__', `${start}&__proto__.Tags.member.1.Key=a&Tags.__proto__.x=1`],
    ['broken escapes', `${start}&${'%'.repeat(MIB / 2)}=%zz`],
    ['NUL bytes', `${start}&${'\0'.repeat(MIB)}`],
  ];
  for (const [what, body] of bodies) {
    it(`is refused: ${what}`, async () => {
      const command = new TagRoleCommand({ RoleName: 'r', Tags: [{ Key: 'k', Value: 'v' }] });
      const name = await refusal(local.iam.send(withBody(command, body)));
      assert.match(name, /^(MalformedInput|ValidationError|NoSuchEntityException)$/);
    });
  }
});

describe('a policy that is a bomb', () => {
  const documents: [what: string, document: string][] = [
    ['lists in lists', nested('[', '', ']', 65_000)],
    ['statements in statements', nested('{"Statement":', '1', '}', 9_000)],
    [
      'conditions in conditions',
      `{"Version":"2012-10-17","Statement":{"Condition":${nested('{"a":', '1', '}', 20_000)}}}`,
    ],
    [
      'actions in actions',
      `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*","Action":${nested('[', '', ']', 60_000)}}}`,
    ],
  ];
  for (const [what, document] of documents) {
    it(`is refused: ${what}`, async () => {
      const policy = new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: document });
      const role = new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: document });
      for (const call of [() => local.iam.send(policy), () => local.iam.send(role)]) {
        assert.match(await refusal(call()), /^(MalformedPolicyDocument|LimitExceeded)Exception$/);
      }
    });
  }
});

describe('an address that is none', () => {
  /** Right but for its signature, so that the address is looked at as that of a signed request. */
  const signed = () => {
    const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = `${local.server.credentials.accessKeyId}/${time.slice(0, 8)}/us-east-1/s3/aws4_request`;
    return (
      `Authorization: AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0\r\n` +
      `X-Amz-Date: ${time}\r\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\n`
    );
  };
  const addresses = [
    '/%',
    '/bucket/%zz',
    '/bucket/%ff',
    '/bucket/%00',
    '/bucket/\xff\xfe',
    '/bucket?prefix=%',
    '/bucket?prefix=%ff',
    '/bucket?%zz=1',
    '/bucket?list-type=2&max-keys=%00',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/../../etc/passwd',
    '//',
    '/?a=%00',
    'http://127.0.0.1/bucket',
    '*',
    `/bucket/${'a'.repeat(15_000)}`,
  ];
  for (const address of addresses) {
    it(`is refused, signed or not: ${JSON.stringify(address).slice(0, 60)}`, async () => {
      for (const headers of ['', signed()]) {
        const answer = await exchange(
          `GET ${address} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}Connection: close\r\n\r\n`,
        );
        assert.match(answer, /^HTTP\/1\.1 4\d\d /);
      }
      await local.s3.send(new ListBucketsCommand({}));
    });
  }

  it('is refused when it is 10 MB long', async () => {
    const answer = await exchange(`GET /?${'a'.repeat(10_000_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    assert.match(answer, /^(HTTP\/1\.1 431 |$)/);
    await local.s3.send(new ListBucketsCommand({}));
  });

  it('is refused when a NUL is in it', async () => {
    assert.match(await exchange('GET /a\0b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'), /^HTTP\/1\.1 400 /);
  });
});

/** Sends bytes over a bare socket and gives what comes back until the server hangs up. */
async function exchange(bytes: string): Promise<string> {
  const socket = connect(local.server.port, '127.0.0.1');
  socket.on('error', () => {}); // it may be cut off while it sends
  socket.end(Buffer.from(bytes, 'latin1'));
  try {
    return await text(socket);
  } catch {
    return '';
  }
}

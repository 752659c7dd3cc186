import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import type { HttpRequest } from '../../wire/message.js';
import { checksum } from '../checksums.js';
import { failure } from '../testing/failure.js';

const Bucket = 'documents';
let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
});
after(() => local.close());

type Headers = Record<string, string>;

/** Sends a command with other checksum headers than the SDK would. */
function withHeaders<Command extends DeleteObjectsCommand | PutObjectTaggingCommand>(
  command: Command,
  change: (headers: Headers, body: Buffer) => Promise<void> | void,
): Command {
  const stack = command.middlewareStack as unknown as {
    addRelativeTo(middleware: unknown, options: object): void;
  };
  const middleware =
    (next: (args: unknown) => unknown) =>
    async (args: { request: { headers: Headers; body: HttpRequest['body'] | string } }) => {
      const { headers, body } = args.request;
      for (const name of Object.keys(headers)) if (/checksum/.test(name)) delete headers[name];
      await change(headers, Buffer.from(body));
      return next(args);
    };
  const place = { relation: 'before', toMiddleware: 'httpSigningMiddleware', name: 'otherChecksums' };
  stack.addRelativeTo(middleware, place);
  return command;
}

const deletion = () => new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'k' }] } });
const isThere = () => local.s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }));

describe('the checksum of a document', () => {
  it('must come with DeleteObjects', async () => {
    const error = await failure(local.s3.send(withHeaders(deletion(), () => {})));
    assert.deepEqual(
      [error.name, error.status, error.message],
      ['InvalidRequest', 400, 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*'],
    );
    await isThere();
  });

  it('must be that of the document', async () => {
    for (const header of ['content-md5', 'x-amz-checksum-sha256']) {
      const name = header === 'content-md5' ? 'MD5' : 'SHA256';
      const wrong = withHeaders(deletion(), async (headers) => {
        headers[header] = await checksum(name, Buffer.from('another document'));
      });
      const error = await failure(local.s3.send(wrong));
      assert.deepEqual([error.name, error.status], ['BadDigest', 400]);
    }
    await isThere();
  });

  it('is looked at where it is not demanded, too', async () => {
    const command = () =>
      new PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging: { TagSet: [{ Key: 'a', Value: '1' }] } });
    await local.s3.send(withHeaders(command(), () => {}));
    const wrong = withHeaders(command(), (headers) => {
      headers['content-md5'] = 'no MD5';
    });
    assert.equal((await failure(local.s3.send(wrong))).name, 'InvalidDigest');
  });

  it('may be an MD5', async () => {
    const right = withHeaders(deletion(), async (headers, body) => {
      headers['content-md5'] = await checksum('MD5', body);
    });
    const { Deleted } = await local.s3.send(right);
    assert.deepEqual(Deleted, [{ Key: 'k' }]);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type ObjectOwnership,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';

const Bucket = 'configured';
const MALFORMED_XML =
  'The XML you provided was not well-formed or did not validate against our published schema';

let local: LocalAwsUnderTest;
let s3: S3Client;
before(async () => {
  local = await startLocalAws({ log: () => {} });
  s3 = local.s3;
  await s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

describe('the public access block', () => {
  const get = async () =>
    (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;

  it('has everything blocked on a new bucket', async () => {
    assert.deepEqual(await get(), {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
  });

  it('has what was put, and off what was not', async () => {
    const PublicAccessBlockConfiguration = { BlockPublicPolicy: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    assert.deepEqual(await get(), {
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    });
  });

  it('can be deleted, more than once', async () => {
    for (const _ of [1, 2]) {
      const { $metadata } = await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      assert.equal($metadata.httpStatusCode, 204);
    }
    const text = 'The public access block configuration was not found';
    await assertRefused(get(), 'NoSuchPublicAccessBlockConfiguration', 404, text);
  });
});

describe('the default encryption', () => {
  const get = async () =>
    (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
  const put = (...Rules: ServerSideEncryptionRule[]) => {
    const input = { Bucket, ServerSideEncryptionConfiguration: { Rules } };
    return s3.send(new PutBucketEncryptionCommand(input));
  };
  const aes: ServerSideEncryptionRule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };

  it('is AES256 on a new bucket, and again after a deletion', async () => {
    assert.deepEqual(await get(), [{ ...aes, BucketKeyEnabled: false }]);
    await put({ ...aes, BucketKeyEnabled: true });
    assert.deepEqual(await get(), [{ ...aes, BucketKeyEnabled: true }]);
    const { $metadata } = await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    assert.equal($metadata.httpStatusCode, 204);
    assert.deepEqual(await get(), [{ ...aes, BucketKeyEnabled: false }]);
  });

  it('has just one rule', async () => {
    await assertRefused(put(), 'MalformedXML', 400, MALFORMED_XML);
    await assertRefused(put(aes, aes), 'MalformedXML', 400, MALFORMED_XML);
  });

  it('with keys of KMS is refused by its name, and one that AES256 cannot have as on AWS', async () => {
    const rule = (SSEAlgorithm: 'AES256' | 'aws:kms', KMSMasterKeyID?: string) =>
      put({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID } });
    await assertRefused(rule('aws:kms'), 'NotImplemented', 501, /PutBucketEncryption with aws:kms/);
    const text =
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse';
    await assertRefused(rule('AES256', 'key'), 'InvalidArgument', 400, text);
  });
});

describe('the ownership controls', () => {
  const get = async (bucket = Bucket) =>
    (await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: bucket }))).OwnershipControls?.Rules;
  const put = (...ownerships: string[]) => {
    const Rules = ownerships.map((one) => ({ ObjectOwnership: one as ObjectOwnership }));
    return s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
  };

  it('give everything to the owner of a new bucket, and can be put and deleted', async () => {
    assert.deepEqual(await get(), [{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    await put('ObjectWriter');
    assert.deepEqual(await get(), [{ ObjectOwnership: 'ObjectWriter' }]);
    for (const _ of [1, 2]) {
      const { $metadata } = await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
      assert.equal($metadata.httpStatusCode, 204);
    }
    const text = 'The bucket ownership controls were not found';
    await assertRefused(get(), 'OwnershipControlsNotFoundError', 404, text);
  });

  it('are one rule with a value of AWS’s', async () => {
    for (const wrong of [[], ['ObjectWriter', 'ObjectWriter'], ['Nobody']]) {
      await assertRefused(put(...wrong), 'MalformedXML', 400, MALFORMED_XML);
    }
  });

  it('can come with the bucket, which takes a right of its own', async () => {
    const create = (client: S3Client, bucket: string, ownership: string) =>
      client.send(new CreateBucketCommand({ Bucket: bucket, ObjectOwnership: ownership as ObjectOwnership }));
    await create(s3, 'preferred', 'BucketOwnerPreferred');
    assert.deepEqual(await get('preferred'), [{ ObjectOwnership: 'BucketOwnerPreferred' }]);
    const text = 'Invalid x-amz-object-ownership header: Nobody';
    await assertRefused(create(s3, 'nobodys', 'Nobody'), 'InvalidArgument', 400, text);
    const creator = userWith(local, allow('s3:CreateBucket', '*')).s3;
    const refused = create(creator, 'writers', 'ObjectWriter');
    await assertRefused(refused, 'AccessDenied', 403, /s3:PutBucketOwnershipControls on resource/);
  });
});

describe('what a bucket does not have here', () => {
  const answers: [name: string, call: (client: S3Client) => Promise<object>, answer: object][] = [
    ['versioning', (client) => client.send(new GetBucketVersioningCommand({ Bucket })), {}],
    ['logging', (client) => client.send(new GetBucketLoggingCommand({ Bucket })), {}],
    ['notifications', (client) => client.send(new GetBucketNotificationConfigurationCommand({ Bucket })), {}],
    ['acceleration', (client) => client.send(new GetBucketAccelerateConfigurationCommand({ Bucket })), {}],
    [
      'requester pays',
      (client) => client.send(new GetBucketRequestPaymentCommand({ Bucket })),
      { Payer: 'BucketOwner' },
    ],
    ['rules to remove', (client) => client.send(new DeleteBucketLifecycleCommand({ Bucket })), {}],
    ['CORS to remove', (client) => client.send(new DeleteBucketCorsCommand({ Bucket })), {}],
  ];
  for (const [name, call, expected] of answers) {
    it(`is answered as on AWS: ${name}`, async () => {
      const answer = await call(s3);
      assert.deepEqual({ ...answer, $metadata: undefined }, { ...expected, $metadata: undefined });
      await assertRefused(call(userWith(local).s3), 'AccessDenied', 403, /is not authorized to perform: s3:/);
    });
  }

  const missing: [call: (client: S3Client) => Promise<object>, code: string, text: string][] = [
    [
      (client) => client.send(new GetBucketCorsCommand({ Bucket })),
      'NoSuchCORSConfiguration',
      'The CORS configuration does not exist',
    ],
    [
      (client) => client.send(new GetBucketWebsiteCommand({ Bucket })),
      'NoSuchWebsiteConfiguration',
      'The specified bucket does not have a website configuration',
    ],
    [
      (client) => client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      'NoSuchLifecycleConfiguration',
      'The lifecycle configuration does not exist',
    ],
    [
      (client) => client.send(new GetBucketReplicationCommand({ Bucket })),
      'ReplicationConfigurationNotFoundError',
      'The replication configuration was not found',
    ],
    [
      (client) => client.send(new GetObjectLockConfigurationCommand({ Bucket })),
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
    ],
  ];
  for (const [call, code, text] of missing) {
    it(`is ${code}`, async () => {
      await assertRefused(call(s3), code, 404, text);
      await assertRefused(call(userWith(local).s3), 'AccessDenied', 403, /is not authorized to perform: s3:/);
    });
  }

  it('cannot be turned on', async () => {
    const versioning = { Bucket, VersioningConfiguration: { Status: 'Enabled' as const } };
    const refused = s3.send(new PutBucketVersioningCommand(versioning));
    await assertRefused(refused, 'NotImplemented', 501, /s3:PutBucketVersioning is not in local-aws/);
    const rule = { AllowedMethods: ['GET'], AllowedOrigins: ['*'] };
    const cors = s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
    await assertRefused(cors, 'NotImplemented', 501, /s3:PutBucketCors is not in local-aws/);
  });

  it('is not told about a bucket that does not exist', async () => {
    const call = s3.send(new GetBucketCorsCommand({ Bucket: 'no-such-bucket' }));
    await assertRefused(call, 'NoSuchBucket', 404, 'The specified bucket does not exist');
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { failure } from '../testing/failure.js';

const Bucket = 'uploads-access';
const CopySource = `${Bucket}/source`;

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: 'x' }));
});
after(() => local.close());

describe('an upload of parts', () => {
  const at = { Bucket, Key: 'k', UploadId: 'x' };
  const Parts = [{ PartNumber: 1, ETag: 'x' }];
  const needs: [name: string, command: object, rights: string[]][] = [
    ['is created', new CreateMultipartUploadCommand(at), ['s3:PutObject']],
    [
      'is created with tags',
      new CreateMultipartUploadCommand({ ...at, Tagging: 'a=1' }),
      ['s3:PutObject', 's3:PutObjectTagging'],
    ],
    ['gets a part', new UploadPartCommand({ ...at, PartNumber: 1, Body: 'x' }), ['s3:PutObject']],
    [
      'gets a copied part',
      new UploadPartCopyCommand({ ...at, PartNumber: 1, CopySource }),
      ['s3:GetObject', 's3:PutObject'],
    ],
    [
      'is completed',
      new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts } }),
      ['s3:PutObject'],
    ],
    ['is aborted', new AbortMultipartUploadCommand(at), ['s3:AbortMultipartUpload']],
    ['is looked into', new ListPartsCommand(at), ['s3:ListMultipartUploadParts']],
    ['is listed', new ListMultipartUploadsCommand({ Bucket }), ['s3:ListBucketMultipartUploads']],
  ];
  for (const [name, command, rights] of needs) {
    it(`${name} by those who have ${rights.join(' and ')}`, async () => {
      for (const missing of rights) {
        const others = rights.filter((right) => right !== missing);
        const { s3 } = userWith(local, allow(['s3:ListBucket', ...others]));
        const error = await failure(s3.send(command as ListPartsCommand));
        assert.match(error.message, new RegExp(`perform: ${missing} on resource`));
      }
      const { s3 } = userWith(local, allow(rights));
      const outcome = await s3.send(command as ListPartsCommand).then(
        () => 'done',
        (error) => error.name,
      );
      assert.ok(['done', 'NoSuchUpload'].includes(outcome), outcome);
    });
  }
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type BucketCannedACL,
  CreateBucketCommand,
  GetBucketAclCommand,
  GetObjectAclCommand,
  type Grant,
  type ObjectCannedACL,
  type ObjectOwnership,
  PutBucketAclCommand,
  type PutBucketAclCommandInput,
  PutObjectAclCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';

const Bucket = 'enforced';
const OPEN = 'with-acls';
const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
const OFF = ['AccessControlListNotSupported', 400, 'The bucket does not allow ACLs'] as const;

let local: LocalAwsUnderTest;
let own: { Owner?: { ID?: string }; Grants?: Grant[] };
before(async () => {
  local = await startLocalAws({ log: () => {} });
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new CreateBucketCommand({ Bucket: OPEN, ObjectOwnership: 'ObjectWriter' }));
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
  own = await local.s3.send(new GetBucketAclCommand({ Bucket }));
});
after(() => local.close());

const put = (input: Omit<PutBucketAclCommandInput, 'Bucket'>, bucket = Bucket) =>
  local.s3.send(new PutBucketAclCommand({ Bucket: bucket, ...input }));

describe('the ACL of a bucket and of an object', () => {
  it('is the full control of the owner', async () => {
    const ID = own.Owner?.ID;
    assert.match(ID ?? '', /^[0-9a-f]{64}$/);
    const grants = [{ Grantee: { ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }];
    assert.deepEqual([own.Owner, own.Grants], [{ ID }, grants]);
    const ofObject = await local.s3.send(new GetObjectAclCommand({ Bucket, Key: 'k' }));
    assert.deepEqual([ofObject.Owner, ofObject.Grants], [{ ID }, grants]);
  });

  it('takes rights of its own to read', async () => {
    const nobody = userWith(local, allow('s3:GetObject', '*')).s3;
    const bucketAcl = nobody.send(new GetBucketAclCommand({ Bucket }));
    await assertRefused(bucketAcl, 'AccessDenied', 403, /s3:GetBucketAcl on resource/);
    const objectAcl = nobody.send(new GetObjectAclCommand({ Bucket, Key: 'k' }));
    await assertRefused(objectAcl, 'AccessDenied', 403, /s3:GetObjectAcl on resource/);
  });

  it('is not there for an object that is not there', async () => {
    const missing = { Bucket, Key: 'missing' };
    const text = 'The specified key does not exist.';
    await assertRefused(local.s3.send(new GetObjectAclCommand(missing)), 'NoSuchKey', 404, text);
    const acl = new PutObjectAclCommand({ ...missing, ACL: 'private' });
    await assertRefused(local.s3.send(acl), 'NoSuchKey', 404, text);
    const version = local.s3.send(new GetObjectAclCommand({ Bucket, Key: 'k', VersionId: 'other' }));
    await assertRefused(version, 'InvalidArgument', 400, 'Invalid version id specified');
    const blind = userWith(local, allow('s3:GetObjectAcl', '*')).s3; // and may not list, so may not know
    const unseen = blind.send(new GetObjectAclCommand(missing));
    await assertRefused(unseen, 'AccessDenied', 403, /s3:ListBucket on resource: "arn:aws:s3:::enforced"/);
  });
});

describe('an ACL that is put', () => {
  it('may say what holds anyway', async () => {
    await put({ ACL: 'private' });
    await put({ AccessControlPolicy: { Owner: own.Owner, Grants: own.Grants } });
    await local.s3.send(new PutObjectAclCommand({ Bucket, Key: 'k', ACL: 'bucket-owner-full-control' }));
    for (const ACL of ['private', 'bucket-owner-full-control'] as const) {
      await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ACL }));
    }
  });

  it('is refused as on AWS where ACLs are off', async () => {
    const everybody: Grant = { Grantee: { Type: 'Group', URI: ALL_USERS }, Permission: 'READ' };
    await assertRefused(put({ ACL: 'public-read' }), ...OFF);
    await assertRefused(put({ GrantRead: `uri="${ALL_USERS}"` }), ...OFF);
    await assertRefused(put({ AccessControlPolicy: { Owner: own.Owner, Grants: [everybody] } }), ...OFF);
    const acl = { Bucket, Key: 'k', ACL: 'public-read' } as const;
    await assertRefused(local.s3.send(new PutObjectAclCommand(acl)), ...OFF);
    await assertRefused(local.s3.send(new PutObjectCommand({ ...acl, Body: 'x' })), ...OFF);
  });

  it('is refused while public ones are blocked, and by its name where AWS would take it', async () => {
    const blocked =
      'User: arn:aws:iam::000000000000:user/admin is not authorized to perform: s3:PutBucketAcl on resource: ' +
      '"arn:aws:s3:::with-acls" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block ' +
      'Public Access.';
    await assertRefused(put({ ACL: 'public-read' }, OPEN), 'AccessDenied', 403, blocked);
    await assertRefused(put({ GrantRead: `uri="${ALL_USERS}"` }, OPEN), 'AccessDenied', 403, blocked);
    const PublicAccessBlockConfiguration = { BlockPublicAcls: false };
    await local.s3.send(new PutPublicAccessBlockCommand({ Bucket: OPEN, PublicAccessBlockConfiguration }));
    const named = /s3:PutBucketAcl with public-read is not in local-aws/;
    await assertRefused(put({ ACL: 'public-read' }, OPEN), 'NotImplemented', 501, named);
    const upload = new PutObjectCommand({ Bucket: OPEN, Key: 'k', Body: 'x', ACL: 'public-read' });
    await assertRefused(local.s3.send(upload), 'NotImplemented', 501, /s3:PutObject with public-read/);
  });

  it('takes s3:PutObjectAcl with an upload, unless it is the private one', async () => {
    const writer = userWith(local, allow('s3:PutObject', '*')).s3;
    const upload = (ACL: ObjectCannedACL) =>
      writer.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ACL }));
    await upload('private');
    const refused = upload('bucket-owner-full-control');
    await assertRefused(refused, 'AccessDenied', 403, /s3:PutObjectAcl on resource/);
  });

  it('must be one', async () => {
    const required = 'Your request was missing a required header';
    await assertRefused(put({}), 'MissingSecurityHeader', 400, required);
    const wrong = put({ ACL: 'everything' as BucketCannedACL });
    const error = await assertRefused(wrong, 'InvalidArgument', 400, /^(UnknownError)?$/);
    assert.equal((error as { ArgumentValue?: string }).ArgumentValue, 'everything');
    const both = 'Specifying both Canned ACLs and Header Grants is not allowed';
    await assertRefused(put({ ACL: 'private', GrantRead: 'id=a' }), 'InvalidRequest', 400, both);
    const content = put({ ACL: 'private', AccessControlPolicy: { Owner: own.Owner, Grants: own.Grants } });
    await assertRefused(content, 'UnexpectedContent', 400, 'This request does not support content');
  });

  it('names the owner', async () => {
    const stranger = { ID: 'f'.repeat(64) };
    const refused = put({ AccessControlPolicy: { Owner: stranger, Grants: own.Grants } });
    await assertRefused(refused, 'InvalidArgument', 400, 'Invalid id');
    const nobodys = put({ AccessControlPolicy: { Grants: own.Grants } });
    await assertRefused(nobodys, 'MalformedACLError', 400, /did not validate/);
  });
});

describe('a new bucket', () => {
  const create = (ACL: BucketCannedACL, ObjectOwnership?: ObjectOwnership) =>
    local.s3.send(new CreateBucketCommand({ Bucket: 'acl-at-birth', ACL, ObjectOwnership }));

  it('may be private, and not public', async () => {
    const enforced = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
    await assertRefused(create('public-read'), 'InvalidBucketAclWithObjectOwnership', 400, enforced);
    const blocked = 'Bucket cannot have public ACLs set with BlockPublicAccess enabled';
    const code = 'InvalidBucketAclWithBlockPublicAccessError';
    await assertRefused(create('public-read', 'ObjectWriter'), code, 400, blocked);
    await create('private');
  });

  it('takes s3:PutBucketAcl to bring an ACL that is not private', async () => {
    const creator = userWith(local, allow('s3:CreateBucket', '*')).s3;
    const create = (ACL: BucketCannedACL) =>
      creator.send(new CreateBucketCommand({ Bucket: `mine-${ACL}`, ACL }));
    await create('private');
    await assertRefused(create('public-read'), 'AccessDenied', 403, /s3:PutBucketAcl on resource/);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type AccessKey,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ManualClock } from '../../clock.js';
import { memoryStore } from '../../store/store.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { failure } from '../failure.testing.js';
import { keyStore } from './key-store.js';

let local: LocalAwsUnderTest;

before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

async function newKey(UserName: string): Promise<AccessKey> {
  const { AccessKey } = await local.iam.send(new CreateAccessKeyCommand({ UserName }));
  assert.ok(AccessKey);
  return AccessKey;
}

async function userWithKey(UserName: string): Promise<AccessKey> {
  await local.iam.send(new CreateUserCommand({ UserName }));
  return newKey(UserName);
}

function clientsOf({ AccessKeyId = '', SecretAccessKey = '' }: AccessKey) {
  return local.as({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey });
}

async function lastUse(AccessKeyId: string | undefined) {
  return local.iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
}

describe('an access key', () => {
  it('signs for its user, and its secret is in no later answer', async () => {
    const key = await userWithKey('signer');
    assert.match(key.AccessKeyId ?? '', /^AKIA[A-Z2-7]{16}$/);
    assert.match(key.SecretAccessKey ?? '', /^[\w/+]{40}$/);
    assert.equal(key.Status, 'Active');
    const { Arn } = await clientsOf(key).sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Arn, 'arn:aws:iam::000000000000:user/signer');
    const { AccessKeyMetadata } = await local.iam.send(new ListAccessKeysCommand({ UserName: 'signer' }));
    const { SecretAccessKey, ...metadata } = key;
    assert.deepEqual(AccessKeyMetadata, [metadata]);
  });

  it('signs nothing while it is inactive, nor after its deletion', async () => {
    const key = await userWithKey('switched');
    const { AccessKeyId } = key;
    const ask = () => clientsOf(key).sts.send(new GetCallerIdentityCommand({}));
    const set = (Status: 'Active' | 'Inactive') =>
      local.iam.send(new UpdateAccessKeyCommand({ UserName: 'switched', AccessKeyId, Status }));
    const unknown = failure(
      'InvalidClientTokenId',
      403,
      'The security token included in the request is invalid.',
    );
    await set('Inactive');
    await assert.rejects(ask(), unknown);
    const { AccessKeyMetadata } = await local.iam.send(new ListAccessKeysCommand({ UserName: 'switched' }));
    assert.equal(AccessKeyMetadata?.[0]?.Status, 'Inactive');
    await set('Active');
    await ask();
    await local.iam.send(new DeleteAccessKeyCommand({ UserName: 'switched', AccessKeyId }));
    await assert.rejects(ask(), unknown);
  });

  it('is one of two at most', async () => {
    await userWithKey('collector');
    await newKey('collector');
    await assert.rejects(
      newKey('collector'),
      failure('LimitExceeded', 409, 'Cannot exceed quota for AccessKeysPerUser: 2'),
    );
  });

  it('is the caller’s own where no name is given', async () => {
    const { iam } = userWith(
      local,
      allow(['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:ListAccessKeys']),
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}));
    const { AccessKeyId } = AccessKey ?? {};
    assert.match(AccessKey?.UserName ?? '', /^user-/);
    assert.equal((await iam.send(new ListAccessKeysCommand({}))).AccessKeyMetadata?.length, 2);
    await iam.send(new DeleteAccessKeyCommand({ AccessKeyId }));
    assert.equal((await iam.send(new ListAccessKeysCommand({}))).AccessKeyMetadata?.length, 1);
  });

  it('of somebody else cannot be found among a user’s keys', async () => {
    const { AccessKeyId } = await userWithKey('owner');
    await local.iam.send(new CreateUserCommand({ UserName: 'stranger' }));
    await assert.rejects(
      local.iam.send(new DeleteAccessKeyCommand({ UserName: 'stranger', AccessKeyId })),
      failure('NoSuchEntity', 404, `The Access Key with id ${AccessKeyId} cannot be found.`),
    );
  });

  it('has nothing to name for somebody who is no user', async () => {
    const { account } = local.server;
    const caller = {
      kind: 'assumed-role',
      account: account.account,
      arn: 'arn:aws:sts::000000000000:assumed-role/r/s',
      userId: 'AROA:s',
      name: 'r',
    } as const;
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    account.iam.putRole({
      name: 'r',
      id: 'AROA',
      path: '/',
      created: 0,
      maxSessionDuration: 3600,
      tags: [],
      trust,
      attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      inline: {},
    });
    await assert.rejects(account.invoke('iam', 'ListAccessKeys', {}, caller), {
      name: 'ValidationError',
      message: 'Must specify userName when calling with non-User credentials',
    });
  });
});

describe('the last use of an access key', () => {
  it('is N/A before the first, and then the service, region and time of the last', async () => {
    const key = await userWithKey('user-of-s3');
    const before = await lastUse(key.AccessKeyId);
    assert.equal(before.UserName, 'user-of-s3');
    assert.deepEqual(before.AccessKeyLastUsed, { ServiceName: 'N/A', Region: 'N/A' });
    const clients = clientsOf(key);
    await clients.sts.send(new GetCallerIdentityCommand({}));
    local.clock.advance(60_000);
    await assert.rejects(clients.s3.send(new ListBucketsCommand({})), { name: 'AccessDenied' });
    assert.deepEqual((await lastUse(key.AccessKeyId)).AccessKeyLastUsed, {
      LastUsedDate: new Date(Math.floor(local.clock.now() / 1000) * 1000),
      ServiceName: 's3',
      Region: 'us-east-1',
    });
  });

  it('of a key that is not the account’s is nobody’s business', async () => {
    await assert.rejects(
      lastUse('AKIAIOSFODNN7EXAMPLE'),
      failure(
        'AccessDenied',
        403,
        'User: arn:aws:iam::000000000000:user/admin is not authorized to perform ' +
          'iam:GetAccessKeyLastUsed on resource: access key AKIAIOSFODNN7EXAMPLE',
      ),
    );
  });

  it('outlives a restart, but for the last quarter of an hour', () => {
    const store = memoryStore();
    const clock = new ManualClock();
    const keys = keyStore(store, clock);
    keys.put('AKIA', { secret: '', userName: 'u', created: clock.now() });
    clock.advance(60 * 60_000);
    const written = clock.now();
    keys.noteUse('AKIA', 'iam');
    clock.advance(60_000);
    keys.noteUse('AKIA', 's3');
    assert.equal(keys.lastUse('AKIA')?.service, 's3');
    assert.deepEqual(keyStore(store, clock).lastUse('AKIA'), { at: written, service: 'iam' });
  });
});

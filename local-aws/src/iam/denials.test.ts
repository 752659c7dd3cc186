/** Every kind of denial, for every kind of caller, as each service writes it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DescribeDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { CreatePolicyCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
} from '@aws-sdk/client-sts';
import { ACCOUNT, document, makeRole, sessionOf, settings } from '../sts/testing/roles.js';
import { assertRefused } from '../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { signedPost } from '../testing/signed-post.js';
import { allow, userWith } from '../testing/user-with.js';

const Bucket = 'denials';
const STREAM_ARN = `arn:aws:firehose:us-east-1:${ACCOUNT}:deliverystream/s`;
const ALL = allow('*');
const NONE = { Effect: 'Deny', Action: '*', Resource: '*' };
const OTHERS = allow('ec2:*');

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws({ log: () => {} });
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

/** One call of each service: the action it needs, how the denial writes its resource, and its code. */
const CALLS: {
  action: string;
  resource: string;
  code: string;
  status: number;
  send: (clients: Clients) => Promise<unknown>;
}[] = [
  {
    action: 's3:PutObject',
    resource: `"arn:aws:s3:::${Bucket}/a key"`,
    code: 'AccessDenied',
    status: 403,
    send: ({ s3 }) => s3.send(new PutObjectCommand({ Bucket, Key: 'a key', Body: 'x' })),
  },
  {
    action: 'iam:GetRole',
    resource: 'role missing',
    code: 'AccessDenied',
    status: 403,
    send: ({ iam }) => iam.send(new GetRoleCommand({ RoleName: 'missing' })),
  },
  {
    action: 'sts:GetAccessKeyInfo',
    resource: '*',
    code: 'AccessDenied',
    status: 403,
    send: ({ sts }) => sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })),
  },
  {
    action: 'firehose:DescribeDeliveryStream',
    resource: STREAM_ARN,
    code: 'AccessDeniedException',
    status: 400,
    send: ({ firehose }) => firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' })),
  },
];

let roles = 0;
/** A session of a new role with these rights, perhaps within a boundary and a session policy. */
async function session(
  rights: object[],
  limits: { boundary?: object[]; policy?: object[] } = {},
): Promise<Clients> {
  roles += 1;
  const { boundary, policy } = limits;
  const RoleArn = await makeRole(local, `role-${roles}`, {
    rights,
    ...(boundary && { PermissionsBoundary: await managedPolicy(`boundary-${roles}`, boundary) }),
  });
  return sessionOf(local, local, { RoleArn, ...(policy && { Policy: document(...policy) }) });
}

async function managedPolicy(PolicyName: string, statements: object[]): Promise<string> {
  const input = { PolicyName, PolicyDocument: document(...statements) };
  const { Policy } = await local.iam.send(new CreatePolicyCommand(input));
  return Policy?.Arn ?? '';
}

const NO_IDENTITY = (action: string) => `because no identity-based policy allows the ${action} action`;

const CALLERS: [name: string, make: () => Clients | Promise<Clients>, reason: (action: string) => string][] =
  [
    ['a user without rights', () => userWith(local), NO_IDENTITY],
    ['a session of a role without rights', () => session([]), NO_IDENTITY],
    ['a user with rights for something else', () => userWith(local, OTHERS), NO_IDENTITY],
    [
      'a user who must not',
      () => userWith(local, ALL, NONE),
      () => 'with an explicit deny in an identity-based policy',
    ],
    [
      'a session of a role that must not',
      () => session([ALL, NONE]),
      () => 'with an explicit deny in an identity-based policy',
    ],
    [
      'a session whose policy does not say so',
      () => session([ALL], { policy: [OTHERS] }),
      (action) => `because no session policy allows the ${action} action`,
    ],
    [
      'a session whose policy forbids it',
      () => session([ALL], { policy: [ALL, NONE] }),
      () => 'with an explicit deny in a session policy',
    ],
    ['a session whose policy alone says so', () => session([], { policy: [ALL] }), NO_IDENTITY],
    [
      'a role whose boundary does not say so',
      () => session([ALL], { boundary: [OTHERS] }),
      (action) => `because no permissions boundary allows the ${action} action`,
    ],
    [
      'a role whose boundary forbids it',
      () => session([ALL], { boundary: [ALL, NONE] }),
      () => 'with an explicit deny in a permissions boundary',
    ],
    [
      'a session that several policies forbid, of which one is named',
      () => session([ALL, NONE], { boundary: [NONE], policy: [NONE] }),
      () => 'with an explicit deny in an identity-based policy',
    ],
  ];

describe('the denial of a call, as documented, by', () => {
  for (const [name, make, reason] of CALLERS) {
    it(name, async () => {
      const clients = await make();
      const { Arn } = await clients.sts.send(new GetCallerIdentityCommand({}));
      for (const { action, resource, code, status, send } of CALLS) {
        const subject = `User: ${Arn} is not authorized to perform: ${action} on resource: ${resource}`;
        await assertRefused(send(clients), code, status, `${subject} ${reason(action)}`);
      }
    });
  }
});

describe('the denial of a bucket policy', () => {
  it('says which type of policy it is, and quotes the resource (documented)', async () => {
    const guarded = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::guarded/*',
    };
    await local.s3.send(new CreateBucketCommand({ Bucket: 'guarded' }));
    await local.s3.send(new PutBucketPolicyCommand({ Bucket: 'guarded', Policy: document(guarded) }));
    const put = local.s3.send(new PutObjectCommand({ Bucket: 'guarded', Key: 'k', Body: 'x' }));
    await assertRefused(
      put,
      'AccessDenied',
      403,
      `User: arn:aws:iam::${ACCOUNT}:user/admin is not authorized to perform: s3:PutObject on resource: ` +
        '"arn:aws:s3:::guarded/k" with an explicit deny in a resource-based policy',
    );
  });
});

describe('what a resource-based policy allows a session', () => {
  const put = ({ s3 }: Clients, bucket: string) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'k', Body: 'x' }));
  const open = async (bucket: string, AWS: string) => {
    const statement = {
      Effect: 'Allow',
      Principal: { AWS },
      Action: 's3:*',
      Resource: `arn:aws:s3:::${bucket}/*`,
    };
    await local.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await local.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: document(statement) }));
  };

  it('by naming its role is limited by the session policy; by naming the session it is not (documented)', async () => {
    const RoleArn = await makeRole(local, 'named');
    await open('for-the-role', RoleArn);
    await open('for-the-session', `arn:aws:sts::${ACCOUNT}:assumed-role/named/session`);
    await put(await sessionOf(local, local, { RoleArn }), 'for-the-role');
    const limited = await sessionOf(local, local, { RoleArn, Policy: document(OTHERS) });
    await assertRefused(
      put(limited, 'for-the-role'),
      'AccessDenied',
      403,
      /because no session policy allows/,
    );
    await put(limited, 'for-the-session');
  });

  it('by naming a federated user needs no policy of the call (documented)', async () => {
    await open('for-a-guest', `arn:aws:sts::${ACCOUNT}:federated-user/guest`);
    const { Credentials } = await local.sts.send(new GetFederationTokenCommand({ Name: 'guest' }));
    await put(local.as(settings(Credentials)), 'for-a-guest');
  });
});

describe('a denial of Firehose', () => {
  it('is written with a capital M (reported)', async () => {
    const { credentials } = { credentials: userKeys() };
    const target = 'Firehose_20150804.DescribeDeliveryStream';
    const body = '{"DeliveryStreamName":"s"}';
    const post = { endpoint: local.endpoint, target, body, credentials, at: Date.now() };
    const answer = await signedPost(post);
    assert.equal(answer.status, 400);
    assert.deepEqual(Object.keys(JSON.parse(answer.body)), ['__type', 'Message']);
  });

  /** The keys of a user without rights. */
  function userKeys() {
    const { iam } = local.server.account;
    userWith(local);
    const name = iam.users().at(-1)?.name ?? '';
    const credentials = { accessKeyId: 'AKIA7777777777777777', secretAccessKey: 'x'.repeat(40) };
    iam.putAccessKey(credentials.accessKeyId, {
      secret: credentials.secretAccessKey,
      userName: name,
      created: local.clock.now(),
    });
    return credentials;
  }
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreatePolicyCommand, DeleteRoleCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { assertRefused } from '../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { allow } from '../testing/user-with.js';
import { ACCOUNT, assume, document, makeRole, sessionOf, trusting } from './testing/roles.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

describe('a session policy', () => {
  it('leaves the session what both it and the role allow', async () => {
    const RoleArn = await makeRole(local, 'limited', { rights: [allow('s3:*')] });
    const Policy = document(allow(['s3:ListAllMyBuckets', 'iam:*']));
    const session = await sessionOf(local, local, { RoleArn, Policy });
    await session.s3.send(new ListBucketsCommand({}));
    const create = () => session.s3.send(new CreateBucketCommand({ Bucket: 'limited-away' }));
    const text = /because no session policy allows the s3:CreateBucket action/;
    await assertRefused(create(), 'AccessDenied', 403, text);
    const drop = session.iam.send(new DeleteRoleCommand({ RoleName: 'limited' }));
    await assertRefused(
      drop,
      'AccessDenied',
      403,
      /because no identity-based policy allows the iam:DeleteRole/,
    );
  });

  it('may be a managed policy, of which the newest default counts, or several together', async () => {
    const RoleArn = await makeRole(local, 'managed', { rights: [allow('s3:*')] });
    const input = { PolicyName: 'session-list', PolicyDocument: document(allow('s3:ListAllMyBuckets')) };
    const { Policy } = await local.iam.send(new CreatePolicyCommand(input));
    const arn = Policy?.Arn;
    const session = await sessionOf(local, local, { RoleArn, PolicyArns: [{ arn }] });
    await session.s3.send(new ListBucketsCommand({}));
    const create = (clients: Clients, Bucket: string) => clients.s3.send(new CreateBucketCommand({ Bucket }));
    await assertRefused(create(session, 'managed-1'), 'AccessDenied', 403, /no session policy allows/);
    const both = { RoleArn, PolicyArns: [{ arn }], Policy: document(allow('s3:CreateBucket')) };
    await create(await sessionOf(local, local, both), 'managed-2');
  });

  it('must exist, and be a policy (reported)', async () => {
    const RoleArn = await makeRole(local, 'mistaken');
    const PolicyArns = [{ arn: `arn:aws:iam::${ACCOUNT}:policy/missing` }];
    await assertRefused(
      assume(local, { RoleArn, PolicyArns }),
      'InvalidParameterValue',
      400,
      'At least one Policy ARN in the PolicyArns parameter does not match an existing IAM Managed Policy ARN.',
    );
    const wrong: [string, RegExp][] = [
      ['{', /^This policy contains invalid Json$/],
      ['{"Statement":[{"Effect":"Maybe"}]}', /^Syntax errors in policy\.$/],
      [document(trusting('*')), /should not specify a principal/],
    ];
    for (const [Policy, text] of wrong) {
      const call = assume(local, { RoleArn, Policy });
      await assertRefused(call, 'MalformedPolicyDocumentException', 400, text);
    }
  });

  it('tells how much room it takes, and must have some (recorded; sizes are near)', async () => {
    const RoleArn = await makeRole(local, 'packed');
    const Policy =
      '{"Statement": [{"Sid": "Stmt13690092345534", "Action": ["S3:ListBucket"], "Effect": "Allow", ' +
      '"Resource": ["arn:aws:s3:::foobar-tester"]}]}';
    const { PackedPolicySize = 0 } = await assume(local, { RoleArn, Policy });
    assert.ok(PackedPolicySize >= 12 && PackedPolicySize <= 20, String(PackedPolicySize)); // AWS said 16
    const tooMuch = document(allow(Array.from({ length: 60 }, (_, n) => `s3:GetObject${n}`)));
    const call = assume(local, { RoleArn, Policy: tooMuch });
    const text = /^Packed policy consumes 1\d\d% of allotted space, please use smaller policy\.$/;
    await assertRefused(call, 'PackedPolicyTooLargeException', 400, text);
  });
});

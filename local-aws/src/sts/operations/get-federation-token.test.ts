import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetFederationTokenCommand, type GetFederationTokenCommandInput } from '@aws-sdk/client-sts';
import { assertRefused } from '../../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { ACCOUNT, assume, document, makeRole, settings } from '../testing/roles.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
});
after(() => local.close());

function federate({ sts }: Clients, input: Partial<GetFederationTokenCommandInput> = {}) {
  return sts.send(new GetFederationTokenCommand({ Name: 'guest', ...input }));
}

async function guestOf(user: Clients, input?: Partial<GetFederationTokenCommandInput>): Promise<Clients> {
  return local.as(settings((await federate(user, input)).Credentials));
}

const list = ({ s3 }: Clients) => s3.send(new ListBucketsCommand({}));
const MAY_FEDERATE = allow(['sts:GetFederationToken', 'sts:TagSession']);

describe('GetFederationToken', () => {
  it('answers as recorded on AWS', async () => {
    const { Credentials, FederatedUser, PackedPolicySize } = await federate(local);
    assert.match(Credentials?.AccessKeyId ?? '', /^ASIA/);
    assert.deepEqual(FederatedUser, {
      Arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
      FederatedUserId: `${ACCOUNT}:guest`,
    });
    assert.equal(PackedPolicySize, 0);
  });

  it('gives what both its policies and the user may do, so nothing without policies (documented)', async () => {
    const user = userWith(local, allow('s3:ListAllMyBuckets'), MAY_FEDERATE);
    await list(await guestOf(user, { Policy: document(allow('s3:*')) }));
    await assertRefused(list(await guestOf(user)), 'AccessDenied', 403, /no session policy allows/);
    const guest = await guestOf(user, { Policy: document(allow('s3:*')) });
    const create = guest.s3.send(new CreateBucketCommand({ Bucket: 'not-the-users' }));
    await assertRefused(create, 'AccessDenied', 403, /no identity-based policy allows the s3:CreateBucket/);
  });

  it('needs a right of its own, and another one for tags', async () => {
    const resource = `arn:aws:sts::${ACCOUNT}:federated-user/guest`;
    const text = new RegExp(`sts:GetFederationToken on resource: ${resource} because no identity-based`);
    await assertRefused(federate(userWith(local)), 'AccessDenied', 403, text);
    const user = userWith(local, allow('sts:GetFederationToken'));
    const Tags = [{ Key: 'team', Value: 'red' }];
    const tagging = new RegExp(`sts:TagSession on resource: ${resource} because no identity-based`);
    await assertRefused(federate(user, { Tags }), 'AccessDenied', 403, tagging);
    const condition = { StringEquals: { 'aws:PrincipalTag/team': 'red' } };
    const tagger = userWith(local, MAY_FEDERATE, allow('s3:*', '*', condition));
    await list(await guestOf(tagger, { Tags, Policy: document(allow('s3:*')) }));
  });

  it('takes policies of 2,048 characters (recorded), and names of 32', async () => {
    const Policy = document(allow('s3:*')).padEnd(2049);
    await assertRefused(
      federate(local, { Policy }),
      'ValidationError',
      400,
      /at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048$/,
    );
    await federate(local, { Policy: Policy.slice(0, -1) });
    const call = federate(local, { Name: 'n'.repeat(33) });
    await assertRefused(call, 'ValidationError', 400, /at 'name' .* less than or equal to 32$/);
  });

  it('makes nobody who may call IAM or assume roles (documented)', async () => {
    const guest = await guestOf(local, { Policy: document(allow('*')) });
    const roles = guest.iam.send(new ListRolesCommand({}));
    await assertRefused(roles, 'InvalidClientTokenId', 403, /invalid$/);
    const call = assume(guest, { RoleArn: await makeRole(local, 'not-for-guests') });
    await assertRefused(call, 'AccessDenied', 403, 'Cannot call AssumeRole with session credentials');
  });
});

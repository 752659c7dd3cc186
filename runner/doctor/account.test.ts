import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { ensureRole } from '../../helpers/role.js';
import { startAws, type TestAws } from '../../helpers/testing/aws.js';
import { deadUrl } from '../../helpers/testing/servers.js';
import { learnerPolicy, type PolicyDocument } from '../policy-document.js';
import { roomPolicy } from '../room/policy.js';
import { variablesOf } from '../testing/command.js';
import { makeLearner } from '../testing/learner.js';
import { accountFindings } from './account.js';
import type { Finding } from './finding.js';

const POLICY = learnerPolicy({ account: '000000000000', region: 'us-east-1', partition: 'aws' });
const NO_FILE = {
  AWS_CONFIG_FILE: '/none',
  AWS_SHARED_CREDENTIALS_FILE: '/none',
  AWS_EC2_METADATA_DISABLED: 'true',
};

let test: TestAws;
let folder: string;
let before: NodeJS.ProcessEnv;
beforeEach(async () => {
  test = await startAws();
  folder = mkdtempSync(join(tmpdir(), 'a learner '));
  before = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  settings('[AWS]\ntarget = aws');
});
afterEach(async () => {
  process.env = before;
  rmSync(folder, { recursive: true });
  await test.close();
});

function settings(text: string): void {
  writeFileSync(join(folder, 'dl.cfg'), text, { mode: 0o600 });
}

/** What is found with these variables of the environment. None of their values may be shown. */
async function findingsWith(variables: Record<string, string>): Promise<Finding[]> {
  Object.assign(process.env, NO_FILE, variables);
  const found: Finding[] = [];
  for await (const finding of accountFindings(folder)) found.push(finding);
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
    const key = variables[name];
    assert.ok(key === undefined || !JSON.stringify(found).includes(key), `${name} is shown`);
  }
  return found;
}

const findingsOf = (keys: { accessKeyId: string; secretAccessKey: string }) =>
  findingsWith(variablesOf(test.local.endpoint, keys));

/** The learner's policy without some actions. */
function lacking(...actions: string[]): PolicyDocument {
  const kept = POLICY.Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((name) => !actions.includes(name)),
  }));
  return { ...POLICY, Statement: kept.filter(({ Action }) => Action.length > 0) };
}

function problemsIn(found: Finding[]): Finding[] {
  return found.filter(({ isFine }) => !isFine);
}

function theOne(found: Finding[], beginning: string): Finding {
  const some = found.filter(({ what }) => what.startsWith(beginning));
  assert.equal(some.length, 1, `${beginning}: ${JSON.stringify(found, null, 1)}`);
  return some[0] as Finding;
}

describe('accountFindings', () => {
  it('are all fine for a learner who has exactly the policy, in an account where all names are free', async () => {
    const { keys } = await makeLearner(test, POLICY);
    const found = await findingsOf(keys);
    assert.deepEqual(problemsIn(found), []);
    const { bucket, policy, role, stream } = test.names;
    assert.deepEqual(
      found.map(({ what }) => what.replace(/http:.*|all \d+ actions/, '…')),
      [
        'dl.cfg',
        'target aws, region us-east-1',
        'credentials: from the environment (AWS_ACCESS_KEY_ID), long-lived',
        "the clock agrees with AWS's",
        'you are arn:aws:iam::000000000000:user/anna, in account 000000000000, at …',
        'rights: … of the lesson are allowed to you',
        `delivery stream ${stream}: the name is free`,
        `role ${role}: the name is free`,
        `policy ${policy}: the name is free`,
        `bucket ${bucket}: the name is free`,
      ],
    );
    assert.match(theOne(found, 'credentials').remedy ?? '', /aws login/);
  });

  it('name every right that is missing, where, and what to do', async () => {
    const { keys } = await makeLearner(test, lacking('iam:PassRole', 's3:CreateBucket', 'iam:ListRoles'));
    const found = await findingsOf(keys);
    assert.deepEqual(
      problemsIn(found).map(({ what }) => what),
      [
        `not allowed: s3:CreateBucket on ${test.names.bucketArn}`,
        `not allowed: iam:PassRole on ${test.names.roleArn}`,
      ],
    );
    assert.match(
      problemsIn(found)[0]?.remedy ?? '',
      /attached to arn:aws:iam::000000000000:user\/anna.*npm run -s policy/,
    );
    assert.match(theOne(found, 'not allowed: iam:ListRoles').remedy ?? '', /npm run cleanup/);
  });

  it('see through a policy that holds for other names, and conditions that do not hold', async () => {
    const names = { bucket: 'another', stream: 'another' };
    const { keys } = await makeLearner(
      test,
      learnerPolicy({ account: '111111111111', region: 'us-east-1', partition: 'aws' }, names),
    );
    const [first] = await findingsOf(keys).then((found) =>
      found.filter(({ what }) => what.startsWith('rights')),
    );
    assert.match(first?.what ?? '', /not checked/, 'this learner may not even ask about himself');
    const other = await makeLearner(
      test,
      {
        ...POLICY,
        Statement: [
          ...lacking('s3:GetObject', 's3:DeleteObject').Statement,
          {
            Sid: 'OfAnotherAccount',
            Effect: 'Allow',
            Action: ['s3:GetObject', 's3:DeleteObject'],
            Resource: '*',
            Condition: { StringEquals: { 'aws:ResourceAccount': '111111111111' } },
          },
        ],
      },
      'berta',
    );
    assert.deepEqual(
      problemsIn(await findingsOf(other.keys)).map(({ what }) => what),
      [`not allowed: s3:GetObject, s3:DeleteObject on ${test.names.bucketArn}/*`],
    );
  });

  it('say how an administrator can look, when the learner may not ask about rights', async () => {
    const { keys } = await makeLearner(test, lacking('iam:SimulatePrincipalPolicy'));
    const found = await findingsOf(keys);
    assert.deepEqual(problemsIn(found), []);
    const { what, remedy } = theOne(found, 'rights');
    assert.match(what, /not checked, since you may not ask IAM/);
    assert.match(
      remedy,
      /aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::000000000000:user\/anna /,
    );
  });

  it('ask about the role behind temporary credentials', async () => {
    const { sts, iam } = test.aws;
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }],
    };
    const AssumeRolePolicyDocument = JSON.stringify(trust);
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: 'learners', Path: '/of/a/team/', AssumeRolePolicyDocument }),
    );
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'anna' }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
    const found = await findingsWith({
      ...variablesOf(test.local.endpoint, keys),
      AWS_SESSION_TOKEN: SessionToken,
    });
    assert.match(
      theOne(found, 'credentials').what,
      /the environment .*, temporary; when they end is not told/,
    );
    theOne(found, 'you are arn:aws:sts::000000000000:assumed-role/learners/anna');
    // it may not look at itself, so its path is not known
    assert.match(
      theOne(found, 'rights').remedy ?? '',
      /--policy-source-arn arn:aws:iam::000000000000:role\/learners /,
    );
  });

  it('say what is wrong with the credentials: none, unknown, wrong, or nobody who would know', async () => {
    const { endpoint, server } = test.local;
    const { accessKeyId, secretAccessKey } = server.credentials;
    const cases: [variables: Record<string, string>, remedy: RegExp][] = [
      [{ AWS_ENDPOINT_URL: endpoint }, /^No credentials were found\. Sign in/],
      [
        variablesOf(endpoint, { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey }),
        /^AWS does not know these keys/,
      ],
      [
        variablesOf(endpoint, { accessKeyId, secretAccessKey: 'w'.repeat(40) }),
        /^The secret key is wrong, or/,
      ],
      [variablesOf(await deadUrl(), server.credentials), /^Nothing answered at the endpoint/],
      [variablesOf('http://teacher.example', server.credentials), /^Take an https:\/\/ endpoint/],
    ];
    for (const [variables, remedy] of cases) {
      for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name];
      const found = await findingsWith(variables);
      assert.match(problemsIn(found).at(-1)?.remedy ?? '', remedy);
      assert.ok(!found.some(({ what }) => what.startsWith('you are')));
    }
  });

  it('take the keys of dl.cfg, and say that they should not be there', async () => {
    const { accessKeyId, secretAccessKey } = test.local.server.credentials;
    settings(`[AWS]\ntarget = aws\naccess_key_id = ${accessKeyId}\nsecret_access_key = ${secretAccessKey}`);
    const found = await findingsWith({ AWS_ENDPOINT_URL: test.local.endpoint });
    assert.deepEqual(problemsIn(found), []);
    assert.match(theOne(found, 'credentials: from dl.cfg, long-lived').remedy ?? '', /aws login/);
    assert.match(found[1]?.what ?? '', /dl\.cfg holds long-lived credentials/);
    assert.ok(!JSON.stringify(found).includes(secretAccessKey));
  });

  it('tell the profile that the credentials come from, and when temporary ones end', async () => {
    const { accessKeyId, secretAccessKey } = test.local.server.credentials;
    const file = join(folder, 'credentials');
    writeFileSync(
      file,
      `[class]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    settings('[AWS]\ntarget = aws\nprofile = class');
    const there = { AWS_ENDPOINT_URL: test.local.endpoint, AWS_SHARED_CREDENTIALS_FILE: file };
    const found = await findingsWith(there);
    assert.deepEqual(problemsIn(found), []);
    theOne(found, 'credentials: from the keys of a profile, profile class, long-lived');

    const session = {
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: 'none that local-aws knows',
      Expiration: new Date(Date.now() + 3_599_000).toISOString(),
    };
    const print = join(folder, 'print.cjs');
    writeFileSync(print, `console.log(JSON.stringify(${JSON.stringify(session)}))`);
    const config = join(folder, 'config');
    writeFileSync(config, `[profile class]\ncredential_process = "${process.execPath}" "${print}"\n`);
    const other = await findingsWith({
      ...there,
      AWS_SHARED_CREDENTIALS_FILE: '/none',
      AWS_CONFIG_FILE: config,
    });
    theOne(
      other,
      'credentials: from the credential_process of a profile, profile class, temporary, for 59 more minutes',
    );
    assert.ok(!JSON.stringify(other).includes(secretAccessKey));
  });

  it('are all fine for a participant of a room, whose policy names them by a variable', async () => {
    const place = { account: test.aws.account, region: test.aws.region, partition: 'aws' };
    const { keys } = await makeLearner(test, roomPolicy(place));
    settings('[AWS]\ntarget = aws\nparticipant = anna');
    const found = await findingsOf(keys);
    assert.deepEqual(problemsIn(found), []);
    theOne(found, 'rights: all');
  });

  it('tell once, by its name, of a profile that is nowhere', async () => {
    settings('[AWS]\ntarget = aws\nprofile = nobody');
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name];
    const nowhere = { AWS_SHARED_CREDENTIALS_FILE: '/none', AWS_CONFIG_FILE: '/none' };
    const [problem, ...others] = problemsIn(
      await findingsWith({ AWS_ENDPOINT_URL: test.local.endpoint, ...nowhere }),
    );
    assert.match(problem?.remedy ?? '', /^\[AWS\] profile = nobody gave no credentials\. Is it in ~\/\.aws/);
    assert.deepEqual(others, []);
  });

  it('tell every problem of dl.cfg, and ask nobody', async () => {
    const secret = 'abcdefghijklmnopqrstuvwxyz0123456789ABCD';
    settings(`[AWS]\ntarget = moon\nsecret_access_key = ${secret}\n[S3]\nbucket_name = No`);
    const found = await findingsWith({});
    assert.equal(problemsIn(found).length, 3);
    assert.equal(found.length, 3);
    assert.ok(!JSON.stringify(found).includes(secret));
  });

  it('tell what has a name of the lesson, and whose it is', async () => {
    await test.aws.s3.send(new CreateBucketCommand({ Bucket: test.names.bucket }));
    await ensureRole(test.aws, test.names.role);
    const found = await findingsOf(test.local.server.credentials);
    assert.deepEqual(problemsIn(found), []);
    assert.match(theOne(found, 'role ').what, /made by the tutorial, which will use it again/);
    const { what, remedy } = theOne(found, 'bucket ');
    assert.match(what, /this tutorial did not make it/);
    assert.match(remedy ?? '', /choose another \[S3\] bucket_name/);
  });

  it('end with the reason of the signal', async () => {
    Object.assign(process.env, NO_FILE, variablesOf(test.local.endpoint, test.local.server.credentials));
    const reason = new Error('enough');
    const findings = accountFindings(folder, AbortSignal.abort(reason));
    await assert.rejects(
      async () => {
        for await (const _ of findings);
      },
      (error) => error === reason,
    );
  });
});

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CreatePolicyCommand, CreateRoleCommand, TagRoleCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ensureBucket } from '../helpers/bucket.js';
import { leftovers } from '../helpers/cleanup.js';
import { nameResources, TUTORIAL_TAG } from '../helpers/names.js';
import { ensurePolicy, policyDocument } from '../helpers/policy.js';
import { ensureRole, trustPolicy } from '../helpers/role.js';
import { startAws, type TestAws } from '../helpers/testing/aws.js';
import { makePipeline } from '../helpers/testing/pipeline.js';
import { ROOT } from '../helpers/testing/project.js';
import { findOurs } from './cleanup/find.js';
import { learnerPolicy } from './policy-document.js';
import { type Folder, makeFolder, variablesOf } from './testing/command.js';
import { makeLearner } from './testing/learner.js';
import { hasTmux, openTestTerminal } from './testing/tmux.js';

/** CI has tmux: there its absence is a fault. */
const skip = hasTmux() || process.env.CI === 'true' ? false : 'no tmux, which gives the tests a terminal';

let test: TestAws;
let folder: Folder;
beforeEach(async () => {
  test = await startAws();
  folder = makeFolder();
  folder.settings('[AWS]\ntarget = aws');
});
afterEach(async () => {
  folder.remove();
  await test.close();
});

const run = (...args: string[]) => {
  const { endpoint, server } = test.local;
  return folder.run('cleanup.ts', args, variablesOf(endpoint, server.credentials));
};

const OWN_NAMES = `
[S3]
bucket_name = a-bucket-of-last-week
[IAM]
role_name = a-role-of-last-week
policy_name = a-policy-of-last-week
[Firehose]
stream_name = a-stream-of-last-week`;

/** A run under names that no dl.cfg has any more. */
async function makeEarlierRun(): Promise<TestAws> {
  const config = test.settings(OWN_NAMES);
  const earlier = { ...test, config, names: nameResources(config, test.aws) };
  await makePipeline(earlier);
  return earlier;
}

/** Things that somebody else made: some under our names, none with our tag. */
async function makeForeignThings(): Promise<() => Promise<void>> {
  const { iam, s3 } = test.aws;
  const trust = JSON.stringify(trustPolicy(test.aws.account));
  const document = JSON.stringify(policyDocument('arn:aws:s3:::theirs'));
  const name = 'firehose-tutorial-of-somebody-else';
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  await s3.send(new PutObjectCommand({ Bucket: name, Key: 'theirs', Body: 'x' }));
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  const other = [{ Key: TUTORIAL_TAG.Key, Value: 'another-tutorial' }];
  await iam.send(new TagRoleCommand({ RoleName: name, Tags: other }));
  await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: document }));
  const { account } = test.local.server;
  return async () => {
    assert.ok(account.s3.bucket(name));
    assert.ok(account.iam.role(name));
    assert.ok(account.iam.policy(`arn:aws:iam::${account.account}:policy/${name}`));
  };
}

describe('npm run cleanup', () => {
  it('has nothing to do in an empty account, and says so', async () => {
    const { code, out } = await run();
    assert.equal(code, 0, out);
    assert.match(out, /Nothing is there that this tutorial made/);
  });

  it('only shows what is there when there is no terminal to ask at', async () => {
    await ensureBucket(test.aws, test.names.bucket);
    await ensureRole(test.aws, test.names.role);
    const { code, out } = await run();
    assert.equal(code, 1, out);
    assert.ok(out.includes(test.names.bucket) && out.includes(test.names.role), out);
    assert.match(out, /Nothing was removed: there is no terminal to ask at.*npm run cleanup -- --yes/);
    assert.equal((await leftovers(test.aws, test.names)).length, 2);
  });

  it('removes runs under any names with --yes, touches nothing else, and looks again', async () => {
    await makePipeline(test);
    const earlier = await makeEarlierRun();
    const areUntouched = await makeForeignThings();
    const { code, out } = await run('--yes');
    assert.equal(code, 0, out);
    assert.equal(out.match(/^removed: /gm)?.length, 8, out);
    assert.match(out, /Looked again: nothing is left\.$/m);
    assert.deepEqual(await leftovers(test.aws, test.names), []);
    assert.deepEqual(await leftovers(test.aws, earlier.names), []);
    await areUntouched();
    assert.equal((await run()).code, 0);
  });

  it('says what could not be removed, and removes the rest', async () => {
    await ensureBucket(test.aws, test.names.bucket);
    await ensurePolicy(test.aws, test.names);
    const document = learnerPolicy({ account: test.aws.account, region: test.aws.region, partition: 'aws' });
    const allBut = document.Statement.map((statement) => ({
      ...statement,
      Action: statement.Action.filter((action) => action !== 'iam:DeletePolicy'),
    }));
    const { keys } = await makeLearner(test, { ...document, Statement: allBut });
    const { code, out } = await folder.run('cleanup.ts', ['--yes'], variablesOf(test.local.endpoint, keys));
    assert.equal(code, 1, out);
    assert.match(out, /Removing the policy .* failed.*iam:DeletePolicy/s);
    assert.match(out, /Still there:\n {2}policy/);
    assert.deepEqual(await leftovers(test.aws, test.names), [
      { what: 'policy', name: test.names.policy, isOurs: true },
    ]);
  });

  it('refuses an option that it does not know, with exit code 2', async () => {
    const { code, out } = await run('--force');
    assert.equal(code, 2);
    assert.match(out, /--force.*Usage: npm run cleanup/s);
  });

  it('never prints keys', async () => {
    await ensureBucket(test.aws, test.names.bucket);
    const { accessKeyId, secretAccessKey } = test.local.server.credentials;
    for (const { out } of [await run(), await run('--yes')]) {
      assert.ok(!out.includes(accessKeyId) && !out.includes(secretAccessKey), out);
    }
  });
});

describe('npm run cleanup in a terminal', { skip }, () => {
  /** Runs it in a terminal of its own, as somebody with the administrator's keys; the last line is its exit code. */
  const open = () => {
    const { endpoint, server } = test.local;
    const variables = Object.entries(variablesOf(endpoint, server.credentials));
    const env = variables.map(([name, value]) => `${name}='${value}'`).join(' ');
    const script = `'${process.execPath}' --import '${import.meta.resolve('tsx')}' '${join(ROOT, 'runner', 'cleanup.ts')}'`;
    return openTestTerminal(`${env} ${script}; echo "exit code $?"; read wait`, folder.path, 160);
  };

  it('asks, takes Enter for a no, and removes after a yes', async () => {
    await ensureBucket(test.aws, test.names.bucket);
    const progress = join(folder.path, '.runner.json');
    writeFileSync(progress, '{}');
    for (const [answer, code, left] of [
      ['Enter', 1, 1],
      ['y', 0, 0],
    ] as const) {
      const terminal = open();
      try {
        await terminal.shows(/Remove all of it, with everything in it\? \[y\/N\]/);
        terminal.press(answer, 'Enter');
        const screen = await terminal.shows(/exit code \d/);
        assert.match(screen, new RegExp(`exit code ${code}`), answer);
        assert.equal(screen.includes('Nothing was removed.'), left > 0, answer);
        assert.equal(existsSync(progress), left > 0, 'what is done is not done any more when it is gone');
        assert.equal((await leftovers(test.aws, test.names)).length, left, answer);
      } finally {
        terminal.close();
      }
    }
  });

  it('removes nothing when Ctrl-C is the answer', async () => {
    await ensureBucket(test.aws, test.names.bucket);
    const terminal = open();
    try {
      await terminal.shows(/\[y\/N\]/);
      terminal.press('C-c');
      const screen = await terminal.shows(/exit code (?!0)\d+/);
      assert.match(screen, /Nothing was removed\./);
      assert.equal((await leftovers(test.aws, test.names)).length, 1);
    } finally {
      terminal.close();
    }
  });
});

describe('findOurs', () => {
  it('looks for the names of dl.cfg where listing is not allowed, and says so', async () => {
    await makePipeline(test);
    await makeEarlierRun();
    const document = learnerPolicy({ account: test.aws.account, region: test.aws.region, partition: 'aws' });
    const Statement = document.Statement.filter(({ Sid }) => Sid !== 'ListWhatAnInterruptedRunLeft');
    const { aws } = await makeLearner(test, { ...document, Statement });
    const { ours, notes } = await findOurs(aws, test.names);
    assert.deepEqual(
      ours.map(({ name }) => name),
      [test.names.stream, test.names.role, test.names.policy, test.names.bucket],
    );
    assert.equal(notes.length, 4);
    for (const note of notes) assert.match(note, /only the name of dl\.cfg was looked for/);
  });

  it('leaves alone what has a name of ours and tags that may not be read, and says so', async () => {
    await makePipeline(test);
    const Action = ['iam:List*', 's3:ListAllMyBuckets', 'firehose:ListDeliveryStreams'];
    const Statement = [{ Sid: 'List', Effect: 'Allow' as const, Action, Resource: '*' }];
    const document = { Version: '2012-10-17', Statement };
    const { aws } = await makeLearner(test, document);
    const { ours, notes } = await findOurs(aws, test.names);
    assert.deepEqual(ours, []);
    assert.equal(notes.length, 4, notes.join('\n'));
    for (const note of notes) assert.match(note, /you may not read its tags, so it is left alone/);
  });

  it('only tells of what belongs to a run in another region: its stream may be at work there', async () => {
    const { iam, account } = test.aws;
    const RoleName = `firehose-tutorial-role-${account}-eu-west-1`;
    const AssumeRolePolicyDocument = JSON.stringify(trustPolicy(account));
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags: [TUTORIAL_TAG] }));
    const { ours, notes } = await findOurs(test.aws, test.names);
    assert.deepEqual(ours, []);
    assert.deepEqual(notes, [
      `role ${RoleName}: belongs to eu-west-1. Set region = eu-west-1 in dl.cfg, and run this again`,
    ]);
  });

  it('leaves alone what other participants made, where people share an account', async () => {
    const namesOf = (dlCfg: string) => nameResources(test.settings(dlCfg), test.aws);
    const [anna, berta] = ['anna', 'berta'].map((name) => namesOf(`[AWS]\nparticipant = ${name}`));
    assert.ok(anna && berta);
    await ensurePolicy(test.aws, anna);
    await ensurePolicy(test.aws, namesOf('[AWS]\nparticipant = anna\n[IAM]\npolicy_name = earlier'));
    await ensurePolicy(test.aws, berta);
    const found = await findOurs(test.aws, anna, { participant: 'anna' });
    assert.deepEqual(
      found.ours.map(({ name }) => name),
      [anna.policy, 'earlier-anna'],
    );
    assert.deepEqual(found.notes, []);
  });

  it('pages through more than one answer of every list', async () => {
    const { aws, config } = test;
    for (let i = 0; i < 101; i += 1) {
      const own = nameResources({ ...config, iam: { roleName: `r-${i}`, policyName: `p-${i}` } }, aws);
      await ensurePolicy(aws, own);
    }
    const { ours } = await findOurs(aws, test.names);
    assert.equal(ours.length, 101);
  });

  it('stops when it is aborted', async () => {
    const reason = new Error('enough');
    await assert.rejects(
      findOurs(test.aws, test.names, { signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    );
  });
});

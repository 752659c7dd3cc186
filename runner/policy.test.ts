import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import { parseConfig } from '../helpers/config.js';
import { startAws, type TestAws } from '../helpers/testing/aws.js';
import { learnerPolicy, lessonPolicy, type PolicyDocument } from './policy-document.js';
import { makeLearner } from './testing/learner.js';
import { lessonSteps } from './testing/lesson.js';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const HERE = { account: '000000000000', region: 'us-east-1', partition: 'aws' };
const POLICY = learnerPolicy(HERE);

const OWN_NAMES = `[S3]
bucket_name = my-bucket
[IAM]
role_name = my-role
policy_name = my-policy
[Firehose]
stream_name = my-stream
`;

/** Where the action that a call needs is not called like the call (AWS's service authorization reference). */
const ACTIONS: Record<string, string> = {
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:DeleteObjects': 's3:DeleteObject',
};

/** Actions without a call of their own in the lesson, and the step that needs them. */
const IMPLIED: [action: string, step: string][] = [
  ['s3:TagResource', 'make the bucket'],
  ['iam:TagRole', 'make the role'],
  ['iam:TagPolicy', 'make the policy'],
  ['iam:PassRole', 'make the stream'],
  ['firehose:TagDeliveryStream', 'make the stream'],
];

/** Every call that the clients of an account make from now on, such as `s3:HeadBucket`. */
function commandsOf({ aws }: TestAws): Set<string> {
  const commands = new Set<string>();
  for (const service of ['s3', 'iam', 'firehose'] as const) {
    (aws[service] as S3Client).middlewareStack.add(
      (next, context) => (args) => {
        commands.add(`${service}:${context.commandName?.replace(/Command$/, '')}`);
        return next(args);
      },
      { step: 'initialize' },
    );
  }
  return commands;
}

async function withAws<T>(work: (test: TestAws) => Promise<T>): Promise<T> {
  const test = await startAws();
  try {
    return await work(test);
  } finally {
    await test.close();
  }
}

/** Walks through the lesson as a user who has this policy; gives the step that failed, and with what. */
async function walk(document: object, dlCfg = ''): Promise<{ step: string; message: string } | undefined> {
  return withAws(async (test) => {
    const { aws } = await makeLearner(test, document);
    for (const [step, run] of lessonSteps(aws, test.settings(dlCfg))) {
      try {
        const notes = await run();
        const { notes: told = [] } = (notes ?? {}) as { notes?: string[] };
        if (told.length > 0) return { step, message: told.join('\n') };
      } catch (error) {
        return { step, message: (error as Error).message };
      }
    }
    return undefined;
  });
}

function without(sid: string): PolicyDocument {
  return { ...POLICY, Statement: POLICY.Statement.filter((statement) => statement.Sid !== sid) };
}

describe("the learner's policy", () => {
  it('is enough for the whole lesson', async () => {
    assert.equal(await walk(POLICY), undefined);
  });

  it('is enough for detours and exercises too under names of your own', async () => {
    assert.equal(await walk(lessonPolicy(HERE, parseConfig(OWN_NAMES)), OWN_NAMES), undefined);
    const failed = await walk(POLICY, OWN_NAMES);
    assert.equal(failed?.step, 'make the bucket');
  });

  it('is enough where only some names are your own, and all end in a participant', async () => {
    const dlCfg = '[AWS]\nparticipant = anna\n[S3]\nbucket_name = my-bucket\n[IAM]\nrole_name = my-role';
    assert.equal(await walk(lessonPolicy(HERE, parseConfig(dlCfg)), dlCfg), undefined);
  });

  it('names just three things of a kind that has a name of your own, and keeps the wildcard for the others', () => {
    const document = lessonPolicy(HERE, parseConfig(OWN_NAMES)) as { Statement: { Resource: string[] }[] };
    const [bucket, objects, role] = document.Statement.map(({ Resource }) => Resource);
    const beside = ['detour', 'exercise'].map(
      (purpose) => `firehose-tutorial-${purpose}-000000000000-us-east-1`,
    );
    const buckets = ['my-bucket', ...beside].map((name) => `arn:aws:s3:::${name}`);
    assert.deepEqual(bucket, buckets);
    assert.deepEqual(
      objects,
      buckets.map((arn) => `${arn}/*`),
    );
    assert.deepEqual(
      role,
      ['my-role', ...beside].map((name) => `arn:aws:iam::000000000000:role/${name}`),
    );
    assert.equal(
      JSON.stringify(document)
        .match(/firehose-tutorial-[^"]*\*/g)
        ?.join(),
      beside
        .map((name) => `${name}/*`)
        .concat('firehose-tutorial-none-*')
        .join(),
    );

    const text = JSON.stringify(lessonPolicy(HERE, parseConfig('[IAM]\nrole_name = my-role')));
    for (const arn of [':s3:::', ':policy/', ':deliverystream/'])
      assert.ok(text.includes(`${arn}firehose-tutorial-*`));
    assert.doesNotMatch(text, /:role\/firehose-tutorial-\*/);
  });

  it('is the template itself when dl.cfg names nothing, or what the template covers', () => {
    for (const dlCfg of ['', '[AWS]\nparticipant = anna', '[S3]\nbucket_name = firehose-tutorial-mine']) {
      assert.deepEqual(lessonPolicy(HERE, parseConfig(dlCfg)), POLICY);
    }
  });

  const removed: [sid: string, step: string, message: RegExp][] = [
    ['MakeAndRemoveTheBucket', 'make the bucket', /not authorized to perform: s3:CreateBucket/],
    ['ReadAndRemoveItsObjects', 'wait for the records', /not authorized to perform: s3:GetObject/],
    ['MakeAndRemoveTheRole', 'make the role', /not authorized to perform: iam:GetRole/],
    ['AttachOnlyTutorialPolicies', 'attach the policy', /not authorized to perform: iam:AttachRolePolicy/],
    ['MakeAndRemoveThePolicy', 'make the policy', /not authorized to perform: iam:GetPolicy/],
    ['PassTheRoleOnlyToFirehose', 'make the stream', /not authorized to perform: iam:PassRole/],
    [
      'MakeUseAndRemoveTheDeliveryStream',
      'make the stream',
      /not authorized to perform: firehose:DescribeDeliveryStream/,
    ],
    [
      'ListWhatAnInterruptedRunLeft',
      'find what an interrupted run left',
      /only the name of dl\.cfg was looked for/,
    ],
  ];
  for (const [sid, step, message] of removed) {
    it(`fails at "${step}" without ${sid}`, async () => {
      const failed = await walk(without(sid));
      assert.equal(failed?.step, step);
      assert.match(failed.message, message);
    });
  }

  it('has no other statement than those, and the one that only the doctor needs', () => {
    assert.deepEqual(
      POLICY.Statement.map(({ Sid }) => Sid),
      [...removed.map(([sid]) => sid), 'AskAboutOwnRights'],
    );
  });

  it('has no action that the lesson does not call, but those that other calls imply', async () => {
    const called = await withAws(async (test) => {
      const commands = commandsOf(test);
      for (const [, run] of lessonSteps(test.aws, test.config)) await run();
      return commands;
    });
    const allowed = POLICY.Statement.flatMap(({ Action }) => Action);
    const asked = [...called].map((command) => ACTIONS[command] ?? command);
    assert.deepEqual(
      [...new Set(allowed)].sort(),
      [...new Set([...asked, ...IMPLIED.map(([a]) => a)])].sort(),
    );
  });

  for (const [action, step] of IMPLIED) {
    it(`fails at "${step}" without ${action}`, async () => {
      const Statement = POLICY.Statement.map((statement) => ({
        ...statement,
        Action: statement.Action.filter((name) => name !== action),
      })).filter(({ Action }) => Action.length > 0);
      const failed = await walk({ ...POLICY, Statement });
      assert.equal(failed?.step, step);
      assert.ok(failed.message.includes(action), failed.message);
    });
  }

  it('allows nothing under another name, in another region or account, or for another service', async () => {
    const iam = 'arn:aws:iam::000000000000';
    const passed = (service: string) => ({ 'iam:PassedToService': service });
    const attached = (name: string) => ({ 'iam:PolicyARN': name });
    const role = `${iam}:role/firehose-tutorial-r`;
    const stream = 'deliverystream/firehose-tutorial-s';
    const questions: [
      decision: string,
      action: string,
      resource: string,
      context?: Record<string, string>,
    ][] = [
      ['allowed', 's3:CreateBucket', 'arn:aws:s3:::firehose-tutorial-b'],
      ['implicitDeny', 's3:CreateBucket', 'arn:aws:s3:::another'],
      ['implicitDeny', 's3:PutObject', 'arn:aws:s3:::firehose-tutorial-b/key'],
      [
        'allowed',
        's3:GetObject',
        'arn:aws:s3:::firehose-tutorial-b/key',
        { 'aws:ResourceAccount': '000000000000' },
      ],
      [
        'implicitDeny',
        's3:GetObject',
        'arn:aws:s3:::firehose-tutorial-b/key',
        { 'aws:ResourceAccount': '111111111111' },
      ],
      ['allowed', 'iam:PassRole', role, passed('firehose.amazonaws.com')],
      ['implicitDeny', 'iam:PassRole', role, passed('lambda.amazonaws.com')],
      ['implicitDeny', 'iam:PassRole', `${iam}:role/Admin`, passed('firehose.amazonaws.com')],
      ['allowed', 'iam:AttachRolePolicy', role, attached(`${iam}:policy/firehose-tutorial-p`)],
      ['implicitDeny', 'iam:AttachRolePolicy', role, attached('arn:aws:iam::aws:policy/AdministratorAccess')],
      [
        'implicitDeny',
        'iam:AttachUserPolicy',
        `${iam}:user/anna`,
        attached(`${iam}:policy/firehose-tutorial-p`),
      ],
      ['implicitDeny', 'iam:PutRolePolicy', role],
      ['implicitDeny', 'iam:CreatePolicyVersion', `${iam}:policy/of-anna`],
      ['allowed', 'firehose:PutRecord', `arn:aws:firehose:us-east-1:000000000000:${stream}`],
      ['implicitDeny', 'firehose:PutRecord', `arn:aws:firehose:eu-west-1:000000000000:${stream}`],
      ['implicitDeny', 'firehose:PutRecord', `arn:aws:firehose:us-east-1:111111111111:${stream}`],
      ['allowed', 'iam:SimulatePrincipalPolicy', `${iam}:user/anna`, { 'aws:username': 'anna' }],
      ['implicitDeny', 'iam:SimulatePrincipalPolicy', `${iam}:user/berta`, { 'aws:username': 'anna' }],
    ];
    await withAws(async (test) => {
      const { aws } = await makeLearner(test, POLICY);
      for (const [decision, action, resource, context = {}] of questions) {
        const answer = await test.aws.iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: aws.arn,
            ActionNames: [action],
            ResourceArns: [resource],
            ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
              ContextKeyName,
              ContextKeyType: 'string',
              ContextKeyValues: [value],
            })),
          }),
        );
        assert.equal(answer.EvaluationResults?.[0]?.EvalDecision, decision, `${action} on ${resource}`);
      }
    });
  });

  it('fits into a managed policy, which may have 6,144 characters beside blanks', () => {
    const longest = (length: number) => 'n'.repeat(length - '-anna'.length);
    const dlCfg = `[AWS]
participant = anna
[S3]
bucket_name = ${longest(63)}
[IAM]
role_name = ${longest(64)}
policy_name = ${longest(128)}
[Firehose]
stream_name = ${longest(64)}`;
    for (const document of [
      POLICY,
      lessonPolicy({ ...HERE, region: 'ap-southeast-1' }, parseConfig(dlCfg)),
    ]) {
      assert.ok(JSON.stringify(document).length <= 6_144, `${JSON.stringify(document).length}`);
    }
  });
});

describe('npm run policy', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'a learner '));
  });
  after(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]) => {
    const command = ['--import', import.meta.resolve('tsx'), join(ROOT, 'runner', 'policy.ts'), ...args];
    return spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  };

  it('prints the policy with account and region filled in, and nothing else', () => {
    const { status, stdout } = run('--account', '123456789012', '--region', 'eu-west-1');
    assert.equal(status, 0);
    const place = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };
    assert.deepEqual(JSON.parse(stdout), learnerPolicy(place));
    assert.match(stdout, /"arn:aws:firehose:eu-west-1:123456789012:deliverystream\/firehose-tutorial-\*"/);
    assert.doesNotMatch(stdout, /ACCOUNT|REGION/);
  });

  it('fills in the names of dl.cfg', () => {
    writeFileSync(join(folder, 'dl.cfg'), OWN_NAMES);
    const { stdout } = run('--account', HERE.account, '--region', HERE.region);
    rmSync(join(folder, 'dl.cfg'));
    assert.deepEqual(JSON.parse(stdout), lessonPolicy(HERE, parseConfig(OWN_NAMES)));
  });

  it('writes the ARNs of China and GovCloud', () => {
    for (const [region, partition] of [
      ['cn-north-1', 'aws-cn'],
      ['us-gov-west-1', 'aws-us-gov'],
    ]) {
      const { stdout } = run('--account', '123456789012', '--region', region ?? '');
      const arns = stdout.match(/arn:[^:]+/g) ?? [];
      assert.deepEqual([...new Set(arns)], [`arn:${partition}`]);
    }
  });

  it('refuses what is no account or region, with exit code 2', () => {
    for (const [option, value] of [
      ['--account', '123'],
      ['--region', 'Ireland'],
      ['--acount', '123456789012'],
    ]) {
      const { status, stderr, stdout } = run(option ?? '', value ?? '');
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, new RegExp(`${option}.*Usage: npm run -s policy`, 's'));
    }
  });
});

describe('policy/README.md', () => {
  it('explains every statement, by its name', () => {
    const text = readFileSync(join(ROOT, 'policy', 'README.md'), 'utf8');
    const explained = [...text.matchAll(/^\| (\w+) \|/gm)].map(([, name]) => name);
    assert.deepEqual(
      explained.slice(1),
      POLICY.Statement.map(({ Sid }) => Sid),
    );
  });
});

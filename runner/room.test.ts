/** A room: its command as a teacher meets it, and participants who cannot reach one another. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  PutRecordCommand,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose';
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  RemoveUserFromGroupCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { type Config, parseConfig } from '../helpers/config.js';
import { type Aws, connect, disconnect } from '../helpers/connect.js';
import { isDenied } from '../helpers/errors.js';
import { type Names, nameResources } from '../helpers/names.js';
import { policyDocument } from '../helpers/policy.js';
import { trustPolicy } from '../helpers/role.js';
import { ROOT, run, type Script, untilGone } from '../helpers/testing/project.js';
import { rawRequest } from '../local-aws/src/testing/raw-request.js';
import { openRoom, type Room } from './room/room.js';
import { lessonSteps } from './testing/lesson.js';

const COMMAND = join(ROOT, 'runner', 'room.ts');

interface Person {
  aws: Aws;
  config: Config;
  names: Names;
}

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'a room '));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const roomIn = (data: string, participants: string[], host = '127.0.0.1') =>
  openRoom({
    ...{ participants, host, listen: '127.0.0.1', port: 0, region: 'eu-west-1', timeScale: 1_000 },
    data: join(folder, data),
    say: () => {},
  });

const sheetOf = (data: string, name: string) => join(folder, data, 'sheets', `${name}.cfg`);

describe('the participants of a room', () => {
  let room: Room;
  let anna: Person;
  let ben: Person;

  async function arrive(name: string): Promise<Person> {
    const config = parseConfig(
      `${readFileSync(sheetOf('data', name), 'utf8')}[Firehose]\ninterval_in_seconds = 0\n`,
    );
    const aws = await connect(config, folder);
    return { aws, config, names: nameResources(config, aws) };
  }

  before(async () => {
    room = await roomIn('data', ['anna', 'ben']);
    [anna, ben] = [await arrive('anna'), await arrive('ben')];
  });
  after(async () => {
    for (const { aws } of [anna, ben]) disconnect(aws);
    await room.server.close();
  });

  it('are users of their own, who walk through the whole lesson at the same time', async () => {
    assert.deepEqual(
      [anna, ben].map(({ aws }) => aws.arn.split('/')[1]),
      ['anna', 'ben'],
    );
    const walk = async ({ aws, config }: Person) => {
      for (const [name, step] of lessonSteps(aws, config)) {
        await step().catch((cause) =>
          assert.fail(new Error(`${name}: ${(cause as Error).message}`, { cause })),
        );
      }
    };
    await Promise.all([anna, ben].map(walk));
  });

  it('cannot touch what belongs to somebody else', async () => {
    const steps = new Map(lessonSteps(ben.aws, ben.config));
    for (const step of [
      'make the bucket',
      'make the policy',
      'make the role',
      'attach the policy',
      'change the role',
    ])
      await steps.get(step)?.();
    await steps.get('make the stream')?.();
    const { s3, iam, firehose } = anna.aws;
    const {
      bucket: Bucket,
      bucketArn,
      role: RoleName,
      roleArn: RoleARN,
      policyArn: PolicyArn,
      stream,
    } = ben.names;
    const DeliveryStreamName = stream;
    const PolicyDocument = JSON.stringify(policyDocument(bucketArn));
    const ExtendedS3DestinationConfiguration = { BucketARN: bucketArn, RoleARN };
    const target = {
      DeliveryStreamName,
      CurrentDeliveryStreamVersionId: '1',
      DestinationId: 'destinationId-000000000001',
    };
    const attempts: Record<string, () => Promise<unknown>> = {
      'a bucket of my own choice': () => s3.send(new CreateBucketCommand({ Bucket: 'anna' })),
      'a bucket that ends as mine, of another account': () =>
        s3.send(new CreateBucketCommand({ Bucket: 'firehose-tutorial-x-anna' })),
      'list objects': () => s3.send(new ListObjectsV2Command({ Bucket })),
      'get an object': () => s3.send(new GetObjectCommand({ Bucket, Key: 'x-anna/y' })),
      'delete the bucket': () => s3.send(new DeleteBucketCommand({ Bucket })),
      'change the trust policy': () =>
        iam.send(
          new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trustPolicy('1')) }),
        ),
      'attach to the role': () =>
        iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: anna.names.policyArn })),
      'attach to my role what is not mine': () =>
        iam.send(new AttachRolePolicyCommand({ RoleName: anna.names.role, PolicyArn })),
      'delete the role': () => iam.send(new DeleteRoleCommand({ RoleName })),
      'change the policy': () =>
        iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true })),
      'delete the policy': () => iam.send(new DeletePolicyCommand({ PolicyArn })),
      'pass the role': () =>
        firehose.send(
          new CreateDeliveryStreamCommand({
            DeliveryStreamName: anna.names.stream,
            ExtendedS3DestinationConfiguration,
          }),
        ),
      'put a record': () =>
        firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from('x') } })),
      'change the stream': () =>
        firehose.send(new UpdateDestinationCommand({ ...target, ExtendedS3DestinationUpdate: { RoleARN } })),
      'delete the stream': () => firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName })),
      'keys for somebody else': () => iam.send(new CreateAccessKeyCommand({ UserName: 'ben' })),
      'leave the group': () =>
        iam.send(new RemoveUserFromGroupCommand({ UserName: 'anna', GroupName: 'room' })),
    };
    for (const [attempt, call] of Object.entries(attempts)) {
      await assert.rejects(call, (error) => isDenied(error) || assert.fail(`${attempt}: ${error}`), attempt);
    }
    await steps.get('clean up')?.();
  });
});

describe('a room that is opened again', () => {
  it('keeps the keys of its sheets; who has lost the sheet gets new ones, and the old ones end', async () => {
    const keysIn = (name: string) =>
      parseConfig(readFileSync(sheetOf('again', name), 'utf8')).aws.credentials;
    const first = await roomIn('again', ['anna', 'ben']);
    const before = { anna: keysIn('anna'), ben: keysIn('ben') };
    await first.server.close();

    writeFileSync(sheetOf('again', 'ben'), 'coffee');
    const second = await roomIn('again', ['anna', 'ben', 'cem']);
    try {
      assert.deepEqual(keysIn('anna'), before.anna);
      assert.notDeepEqual(keysIn('ben'), before.ben);
      const old = { ...parseConfig(readFileSync(sheetOf('again', 'ben'), 'utf8')) };
      old.aws = { ...old.aws, credentials: before.ben };
      await assert.rejects(connect(old, folder), /does not know these keys|InvalidClientTokenId/);
      const { endpoint } = parseConfig(readFileSync(sheetOf('again', 'anna'), 'utf8')).aws;
      assert.equal(endpoint, second.endpoint, 'the sheet has the address of today');
    } finally {
      await second.server.close();
    }
  });
});

describe('npm run room', () => {
  const scripts: Script[] = [];
  afterEach(async () => {
    for (const { process: child, ended } of scripts.splice(0)) {
      child.kill('SIGKILL'); // its server ends with it
      await ended;
    }
  });

  function command(...args: string[]): Script {
    const script = run(folder, [COMMAND, ...args]);
    scripts.push(script);
    return script;
  }

  it('opens the room at its address, to no other name, and closes it at Ctrl-C', async () => {
    const options = ['--host', 'room.test', '--listen', '127.0.0.1', '--port', '0', '--data', 'by hand'];
    const script = command('2', ...options);
    await script.until(/Ctrl-C closes the room/);
    const [, port] =
      /The room is open at http:\/\/room\.test:(\d+) for 2 participants\./.exec(script.printed()) ?? [];
    for (const name of ['p01', 'p02']) {
      const file = sheetOf('by hand', name);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      const { aws } = parseConfig(readFileSync(file, 'utf8'));
      assert.deepEqual(
        [aws.endpoint, aws.participant, aws.timeScale],
        [`http://room.test:${port}`, name, 30],
      );
    }
    assert.doesNotMatch(script.printed(), /AKIA|secret/);
    const statusFor = async (host: string) =>
      (await rawRequest(`http://127.0.0.1:${port}/_local-aws/health`, { headers: { host } })).status;
    assert.deepEqual([await statusFor(`room.test:${port}`), await statusFor('other.test')], [200, 403]);

    const inUse = command('--reset', '--data', 'by hand');
    assert.equal(await inUse.ended, 1);
    assert.match(inUse.printed(), /by hand is in use by process \d+/);

    const { pid } = JSON.parse(readFileSync(join(folder, 'by hand', 'server.json'), 'utf8')) as {
      pid: number;
    };
    process.kill(-(script.process.pid ?? 0), 'SIGINT');
    assert.equal(await script.ended, 0, script.printed());
    await untilGone(pid);

    const reset = command('--reset', '--data', 'by hand');
    assert.equal(await reset.ended, 0, reset.printed());
    assert.equal(existsSync(join(folder, 'by hand')), false);
  });

  it('does what WORKSHOP.md says', async () => {
    const text = readFileSync(join(ROOT, 'WORKSHOP.md'), 'utf8');
    const commands = [...text.matchAll(/^ *npm run -s room -- ([^#>\n]+)/gm)].map(([, words = '']) =>
      words.trim(),
    );
    assert.equal(commands.length, 4);
    for (const [index, words] of commands.entries()) {
      const here = ['--listen', '127.0.0.1', '--port', '0', '--data', `workshop ${index}`];
      const script = command(...words.split(' '), ...here);
      if (words.includes('--host')) {
        await script.until(/Ctrl-C closes the room/);
        process.kill(-(script.process.pid ?? 0), 'SIGINT');
      }
      assert.equal(await script.ended, 0, script.printed());
    }
  });

  it('prints one policy for all participants of a shared account, for their own names only', async () => {
    const script = command('--policy', '--account', '123456789012', '--region', 'eu-central-1');
    assert.equal(await script.ended, 0, script.printed());
    const { Statement } = JSON.parse(script.printed()) as {
      Statement: { Resource: string | string[]; Sid: string }[];
    };
    const forEverybody = ['ListWhatAnInterruptedRunLeft', 'SeeThatABucketIsNotThere'];
    for (const { Resource, Sid } of Statement.filter(({ Sid }) => !forEverybody.includes(Sid))) {
      for (const resource of [Resource].flat()) {
        assert.match(resource, /(-123456789012-eu-central-1-|:user\/)\$\{aws:username\}(\/\*)?$/, Sid);
        assert.doesNotMatch(resource.replace(/\/\*$/, ''), /\*/, Sid);
      }
    }
  });

  it('says what is wrong with its options, and makes nothing', async () => {
    const before = readdirSync(folder);
    const wrong: [RegExp, string[]][] = [
      [/--host is missing/, ['30']],
      [/Who takes part\?/, ['--host', 'a']],
      [/"Anna" cannot be a participant/, ['Anna', '--host', 'a']],
      [/"anna" stands twice/, ['anna', 'ben', 'anna', '--host', 'a']],
      [/0 participants: 1 to 200/, ['0', '--host', 'a']],
      [/--port is "x"/, ['3', '--host', 'a', '--port', 'x']],
      [/--policy needs --account/, ['--policy']],
    ];
    await Promise.all(
      wrong.map(async ([text, args]) => {
        const script = command(...args);
        assert.equal(await script.ended, 2, script.printed());
        assert.match(script.printed(), text);
        assert.match(script.printed(), /Usage: npm run/);
      }),
    );
    assert.deepEqual(readdirSync(folder), before);
  });
});

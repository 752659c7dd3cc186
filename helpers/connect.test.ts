import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { parseConfig } from './config.js';
import { type Aws, connect, disconnect, whoAmI } from './connect.js';
import { StepError } from './errors.js';
import { startAws } from './testing/aws.js';
import { makeProject, ROOT, run, type Script, type TestProject, untilGone } from './testing/project.js';
import { answer, deadUrl, serve } from './testing/servers.js';

let project: TestProject;
const clients: Aws[] = [];
const scripts: Script[] = [];
beforeEach(() => {
  project = makeProject();
});
afterEach(async () => {
  for (const aws of clients.splice(0)) disconnect(aws);
  for (const script of scripts.splice(0)) {
    script.process.kill('SIGKILL');
    await script.ended;
  }
  await project.remove();
});

async function connectTo(folder: string, dlCfg = ''): Promise<Aws> {
  const aws = await connect(parseConfig(dlCfg), folder);
  clients.push(aws);
  return aws;
}

/** What the server wrote for others to find it. */
function serverFile(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(project.folder, '.local-aws', 'server.json'), 'utf8'));
}

/** A process of its own that connects, prints the server's process and stays, or ends by `then`. */
function connectElsewhere(then: string): Script {
  const at = (file: string) => JSON.stringify(pathToFileURL(join(ROOT, 'helpers', file)).href);
  const code = `
    import { readFileSync } from 'node:fs';
    const { connect, disconnect } = await import(${at('connect.ts')});
    const { readConfig } = await import(${at('config.ts')});
    const aws = await connect(readConfig());
    console.log('server', JSON.parse(readFileSync('.local-aws/server.json', 'utf8')).pid);
    ${then}`;
  const script = run(project.folder, ['--input-type=module', '--eval', code]);
  scripts.push(script);
  return script;
}

const STAY = `
    process.on('SIGINT', () => console.log('Ctrl-C'));
    setInterval(() => {}, 1000);
    console.log('ready');`;

describe('connect to the local AWS', () => {
  it('starts one for the folder, whose name has a space, and says who you are', async () => {
    const aws = await connectTo(project.folder);
    assert.equal(aws.target, 'local');
    assert.equal(aws.account, '000000000000');
    assert.equal(aws.region, 'us-east-1');
    assert.match(aws.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    await aws.s3.send(new ListBucketsCommand({}));
    const lines = [aws.account, aws.arn, aws.region, aws.endpoint];
    assert.deepEqual(
      whoAmI(aws)
        .split('\n')
        .map((line) => line.split(/ +/)[1]),
      lines,
    );
  });

  it('makes every client for the configured region', async () => {
    const aws = await connectTo(project.folder, '[AWS]\nregion = eu-west-1');
    for (const client of [aws.s3, aws.iam, aws.firehose, aws.sts]) {
      assert.equal(await client.config.region(), 'eu-west-1');
    }
  });

  it('finds the one that runs', async () => {
    const first = await connectTo(project.folder);
    const pid = project.serverPid();
    const second = await connectTo(project.folder);
    assert.equal(second.endpoint, first.endpoint);
    assert.equal(project.serverPid(), pid);
  });

  it('shares one server between connects at the same moment', async () => {
    const all = await Promise.all([1, 2, 3].map(() => connectTo(project.folder)));
    assert.equal(new Set(all.map((aws) => aws.endpoint)).size, 1);
  });

  it('keeps the account when the server is started again', async () => {
    await connectTo(project.folder);
    const keys = () => readFileSync(join(project.folder, '.local-aws', 'credentials'), 'utf8');
    const before = keys();
    await project.stopServer();
    await connectTo(project.folder);
    assert.equal(keys(), before);
  });

  it('is not taken in by what a killed server left behind', async () => {
    await connectTo(project.folder);
    const file = join(project.folder, '.local-aws', 'server.json');
    const killed = project.serverPid() ?? 0;
    process.kill(killed, 'SIGKILL');
    await untilGone(killed);
    assert.ok(existsSync(file), 'it had no time to tidy up');
    await connectTo(project.folder);
    assert.notEqual(project.serverPid(), killed);
  });

  it('is not taken in by another program on the port, nor by a file that is no server.json', async () => {
    const other = await serve(answer('hello'));
    const file = join(project.folder, '.local-aws', 'server.json');
    try {
      await connectTo(project.folder);
      await project.stopServer();
      for (const text of [
        'null',
        JSON.stringify({ pid: 1, endpoint: other.url, region: 'us-east-1' }),
        JSON.stringify({ pid: 1, endpoint: await deadUrl(), region: 'us-east-1' }),
        '{"pid": 1, "endp',
      ]) {
        writeFileSync(file, text);
        const { endpoint } = await connectTo(project.folder);
        assert.notEqual(endpoint, other.url);
        await project.stopServer();
      }
    } finally {
      await other.close();
    }
  });

  it('says how to build it when it has not been built', async () => {
    rmSync(join(project.folder, 'local-aws'), { recursive: true });
    await assert.rejects(connectTo(project.folder), (error) => {
      assert.ok(error instanceof StepError);
      return /local-aws\.cjs is not there.*npm run build/s.test(error.message);
    });
  });

  it('refuses another region than the running server has, and names it', async () => {
    await connectTo(project.folder);
    await assert.rejects(
      connectTo(project.folder, '[AWS]\nregion = eu-west-1'),
      /for region eu-west-1 failed.*it runs for region us-east-1 \(process \d+\).*Set region = us-east-1 in dl\.cfg/s,
    );
  });

  it('starts its own server anew when the time scale of the settings is another one now', async () => {
    const before = await connectTo(project.folder);
    await before.s3.send(new CreateBucketCommand({ Bucket: 'made-before' }));
    const pid = project.serverPid() ?? 0;
    const aws = await connectTo(project.folder, '[AWS]\ntime_scale = 2');
    assert.equal(serverFile().timeScale, 2);
    await untilGone(pid);
    const { Buckets } = await aws.s3.send(new ListBucketsCommand({}));
    assert.ok(Buckets?.some(({ Name }) => Name === 'made-before'));
  });

  it("refuses another time scale than somebody else's server has, and names it", async () => {
    const script = connectElsewhere(STAY);
    await script.until(/ready/);
    await assert.rejects(
      connectTo(project.folder, '[AWS]\ntime_scale = 2'),
      /at time scale 2 failed.*time scale 30 \(process \d+\).*Stop that process.*time_scale = 30 in dl\.cfg/s,
    );
    const { timeScale, ...older } = serverFile();
    writeFileSync(join(project.folder, '.local-aws', 'server.json'), JSON.stringify(older));
    const { endpoint } = await connectTo(project.folder, '[AWS]\ntime_scale = 2');
    assert.equal(endpoint, older.endpoint, 'one that does not tell its time scale is taken as it is');
  });

  it('shows what the server says of a folder that it cannot use', async () => {
    const data = join(project.folder, '.local-aws');
    await connectTo(project.folder);
    await project.stopServer();
    await assert.rejects(
      connectTo(project.folder, '[AWS]\nregion = eu-west-1'),
      /Starting the local AWS in .* for region eu-west-1 failed.*holds what was made in region us-east-1.*Set region = us-east-1 in dl\.cfg again, or delete the folder/s,
    );
    writeFileSync(join(data, 'format.json'), JSON.stringify({ format: 99 }));
    await assert.rejects(connectTo(project.folder), /another version of local-aws: it has format 99/);
    rmSync(data, { recursive: true });
    mkdirSync(data);
    writeFileSync(join(data, 'diary.txt'), 'mine');
    await assert.rejects(connectTo(project.folder), /is not a data folder of local-aws/);
    rmSync(data, { recursive: true });
    writeFileSync(data, '');
    await assert.rejects(connectTo(project.folder), /Starting the local AWS .* failed.*\.local-aws/s);
    rmSync(data);
  });

  it("ends with the signal's reason", async () => {
    const reason = new Error('enough');
    await assert.rejects(
      connect(parseConfig(''), project.folder, { signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    );
  });
});

describe('the local AWS that connect started', () => {
  it('does not keep its starter alive, and ends with it', async () => {
    const script = connectElsewhere('disconnect(aws);');
    assert.equal(await script.ended, 0, script.printed());
    await untilGone(Number(/server (\d+)/.exec(script.printed())?.[1]));
  });

  it('outlives the Ctrl-C that a terminal sends to all, and ends when its starter is killed', async () => {
    const script = connectElsewhere(STAY);
    await script.until(/ready/);
    const pid = project.serverPid() ?? 0;
    process.kill(-(script.process.pid ?? 0), 'SIGINT');
    await script.until(/Ctrl-C/);
    const aws = await connectTo(project.folder);
    await aws.s3.send(new ListBucketsCommand({}));
    assert.equal(project.serverPid(), pid);
    script.process.kill('SIGKILL');
    await untilGone(pid);
  });
});

describe('connect to AWS', () => {
  it('uses the keys of dl.cfg and the endpoint of the environment, and shows it', async () => {
    const test = await startAws({ region: 'eu-central-1' });
    process.env.AWS_ENDPOINT_URL = test.local.endpoint;
    try {
      const { accessKeyId, secretAccessKey } = test.local.server.credentials;
      const settings = (id: string, secret: string) =>
        `[AWS]\ntarget = aws\nregion = eu-central-1\naccess_key_id = ${id}\nsecret_access_key = ${secret}`;
      const aws = await connectTo(project.folder, settings(accessKeyId, secretAccessKey));
      assert.deepEqual([aws.target, aws.account, aws.endpoint], ['aws', '000000000000', test.local.endpoint]);
      assert.ok(!existsSync(join(project.folder, '.local-aws')));
      await assert.rejects(
        connectTo(project.folder, settings('AKIAAAAAAAAAAAAAAAAA', secretAccessKey)),
        /who is calling \(target = aws, region eu-central-1\) failed.*does not know these keys/s,
      );
      await assert.rejects(
        connectTo(project.folder, settings(accessKeyId, 'w'.repeat(40))),
        /SignatureDoesNotMatch.*secret key is wrong/s,
      );
    } finally {
      delete process.env.AWS_ENDPOINT_URL;
      await test.close();
    }
  });
});

/** The commands of local-aws' README, typed as they stand there. Its options are tested where they are read. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { nameResources } from '../helpers/names.js';
import { startAws } from '../helpers/testing/aws.js';
import { makePipeline } from '../helpers/testing/pipeline.js';
import { ROOT } from '../helpers/testing/project.js';
import { ENVIRONMENT } from '../jupyter/testing/needs.js';
import { commandsIn } from './checks/commands.js';
import { createCleanCopy } from './testing/clean-copy.js';
import { pressCtrlC, type } from './testing/typed.js';

const COMMANDS = commandsIn(readFileSync(join(ROOT, 'local-aws', 'README.md'), 'utf8'));

function fromItsReadme(command: string): string {
  assert.ok(COMMANDS.includes(command), `local-aws/README.md no longer says: ${command}`);
  return command;
}

describe('the README of local-aws', { timeout: 120_000 }, () => {
  const hasCli = spawnSync('aws', ['--version'], { env: ENVIRONMENT }).status === 0;
  const skip = !hasCli && process.env.CI !== 'true' && 'no AWS CLI';
  it('prints lines that make the AWS CLI work once they are pasted into a shell', { skip }, async (t) => {
    const { folder, remove } = createCleanCopy();
    t.after(remove);
    const server = type(fromItsReadme('npm run -s local-aws'), folder);
    t.after(() => pressCtrlC(server));
    await server.until(/what is going on/);
    const printed = server.printed().match(/^export .*$/gm) ?? [];
    const nameOf = (line: string) => line.replace(/=.*/, '=');
    const shown = COMMANDS.filter((command) => command.startsWith('export '));
    assert.deepEqual(printed.map(nameOf), shown.map(nameOf));
    const pasted = [...printed, 'export AWS_DEFAULT_REGION=$AWS_REGION'];
    const shell = type(
      [...pasted, fromItsReadme('aws s3 mb s3://my-bucket')].join('\n'),
      folder,
      ENVIRONMENT,
    );
    assert.equal(await shell.ended, 0, shell.printed());
    assert.match(shell.printed(), /make_bucket: my-bucket/);
  });

  it('looks inside, moves the clock and breaks something with the lines that it shows', async (t) => {
    const test = await startAws();
    t.after(() => test.close());
    const config = test.settings('[Firehose]\nstream_name = clicks');
    await makePipeline({ ...test, config, names: nameResources(config, test.aws) }, config);
    const [define, ...lines] = COMMANDS.filter((command) => /^ask\b/.test(command));
    const answers: object[] = [];
    for (const line of lines) {
      const env = { AWS_ENDPOINT_URL: test.local.endpoint, LINES: `${define}\n${line}` };
      const shell = type('bash -c "$LINES"', ROOT, env);
      assert.equal(await shell.ended, 0, shell.printed());
      answers.push(JSON.parse(shell.printed()));
    }
    assert.deepEqual(
      answers.map((answer) => Object.keys(answer)[0]),
      ['name', 'now', 'faults', 'faults', 'faults', 'faults'],
    );
  });
});

/**
 * The README's commands, each typed in a fresh clone as it stands there. Those that take long are executed by the test
 * of that part, which takes the command line from the README, too. A command that is in neither place fails.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ensureBucket } from '../helpers/bucket.js';
import { leftovers } from '../helpers/cleanup.js';
import { startAws, type TestAws } from '../helpers/testing/aws.js';
import { ROOT } from '../helpers/testing/project.js';
import { readNotebook } from './notebook.js';
import { createCleanCopy } from './testing/clean-copy.js';
import { variablesOf } from './testing/command.js';
import { hasTmux } from './testing/tmux.js';
import { pressCtrlC, README_COMMANDS, type, typeAtTerminal } from './testing/typed.js';

type Execution = (t: TestContext, command: string) => Promise<void> | void;

/** How each is executed, and what has to come of it. */
const EXECUTIONS: Record<string, Execution> = {
  'git clone <this repository> && cd <its folder>': async (t, command) => {
    if (spawnSync('git', ['rev-parse'], { cwd: ROOT }).status !== 0) return t.skip('no repository of git');
    const folder = mkdtempSync(join(tmpdir(), 'cloned '));
    t.after(() => rmSync(folder, { recursive: true }));
    const here = command.replace('<this repository>', `'${ROOT}' clone`).replace('<its folder>', 'clone');
    await succeeds(`${here} && ls`, folder, /^README\.md$/m);
  },
  'npm start': atTerminal(async (t, command) => {
    const { press, shows } = typeAtTerminal(t, command, cloneFor(t));
    await shows(/0\/\d\d cells · 0\/8 checkpoints\n {2}Enter run · h hint · l list · j jump .* \? help/);
    press('Enter');
    await shows(/1\/\d\d cells · .*\n {2}Enter next · r re-run/);
    press('q');
    await shows(/Left at cell 1 of \d\d[\s\S]*exit 0/);
  }),
  'npm start -- --yes': elsewhere('runner/pipeline.test.ts'),
  'npm start -- --skip-detours': atTerminal(async (t, command) => {
    const screen = await typeAtTerminal(t, command, cloneFor(t)).shows(/Enter run/);
    const [, cells] = /0\/(\d\d) cells · 0\/8 checkpoints/.exec(screen) ?? [];
    assert.ok(Number(cells) < readNotebook(join(ROOT, 'pipeline.ipynb')).cells.filter(isCode).length, screen);
  }),
  'npm start -- --step 5': atTerminal(async (t, command) => {
    const folder = cloneFor(t, '[AWS]\ntime_scale = 100\n');
    await typeAtTerminal(t, command, folder).shows(/Step 5: The delivery stream[\s\S]*Enter run/);
  }),
  'npm start -- --plain': atTerminal(async (t, command) => {
    const screen = await typeAtTerminal(t, command, cloneFor(t)).shows(/0\/8 checkpoints\n {2}Enter run, h /);
    assert.doesNotMatch(screen, /[✔✘·•│─═━]/);
  }),
  'npm test': (t) => {
    assert.match(readFileSync(join(ROOT, '.ci', 'run'), 'utf8'), /^npm test$/m);
    if (process.env.npm_lifecycle_event !== 'test') t.skip('it is executed when it is what runs this test');
  },
  'npm run lab': elsewhere('jupyter/testing/lab-server.ts'),
  'npm run lab -- --no-browser --port 9999': elsewhere('jupyter/testing/lab-server.ts'),
  'npm run pipeline': elsewhere('runner/pipeline.test.ts'),
  'npm run pipeline -- --keep': async (t, command) => {
    const folder = cloneFor(t, '[AWS]\ntime_scale = 100\n[Sensor]\nmeasurements = 60\n');
    await succeeds(
      command,
      folder,
      /sent = accepted = landed: 60\n[\s\S]*Still there[\s\S]* delivery stream /,
    );
  },
  'cp dl.cfg.example dl.cfg': async (t, command) => {
    const folder = cloneFor(t);
    await succeeds(command, folder);
    assert.match(readFileSync(join(folder, 'dl.cfg'), 'utf8'), /^target = local$/m);
  },
  'npm run doctor': async (t, command) => {
    const variables = variablesFor(await accountFor(t));
    await succeeds(command, cloneFor(t, '[AWS]\ntarget = aws\n'), /\nYou can begin\.\n$/, variables);
  },
  'aws login': (t) => t.skip('it signs in to an account of AWS, in a browser'),
  'aws sso login': (t) => t.skip('it signs in to an account of AWS, in a browser'),
  'npm run cleanup': atTerminal(async (t, command) => {
    const test = await accountFor(t);
    await ensureBucket(test.aws, test.names.bucket);
    const folder = cloneFor(t, '[AWS]\ntarget = aws\n');
    const { press, shows } = typeAtTerminal(t, command, folder, variablesFor(test));
    await shows(/Remove all of it, with everything in it\? \[y\/N\]/);
    press('y', 'Enter');
    await shows(/nothing is left\.\nexit 0/);
    assert.deepEqual(await leftovers(test.aws, test.names), []);
  }),
  'npm run -s policy -- --account 123456789012': async (t, command) => {
    const folder = cloneFor(t);
    await succeeds(`${command} > policy.json`, folder);
    const { Statement } = JSON.parse(readFileSync(join(folder, 'policy.json'), 'utf8'));
    assert.ok(JSON.stringify(Statement).includes('arn:aws:iam::123456789012:role/firehose-tutorial-'));
  },
  'npm run -s local-aws': async (t, command) => {
    const script = type(command, cloneFor(t));
    await script.until(/what is going on/);
    await pressCtrlC(script);
    const names = ['ENDPOINT_URL', 'ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'REGION'];
    assert.deepEqual(script.printed().match(/(?<=^export AWS_)\w+(?==.)/gm), names);
    assert.match(script.printed(), /local-aws: stopping: SIGINT\n$/);
  },
  'npm run bare': async (t, command) => {
    const folder = cloneFor(t);
    await succeeds(command, folder, /Wrote pipeline-bare\.ipynb/);
    assert.ok(readNotebook(join(folder, 'pipeline-bare.ipynb')).cells.some(isCode));
  },
};

const isCode = ({ cell_type }: { cell_type: string }) => cell_type === 'code';

/** Another test executes it. */
function elsewhere(file: string): Execution {
  return (_, command) => {
    const test = readFileSync(join(ROOT, file), 'utf8');
    assert.ok(test.includes(`fromReadme('${command}')`), `${file} does not execute it`);
  };
}

/** It needs a terminal, which CI has. */
function atTerminal(execution: Execution): Execution {
  return (t, command) => {
    if (hasTmux() || process.env.CI === 'true') return execution(t, command);
    t.skip('no tmux, which gives the tests a terminal');
  };
}

/** A fresh clone of a test's own, with this `dl.cfg` or none. */
function cloneFor(t: TestContext, settings?: string): string {
  const { folder, remove } = createCleanCopy();
  t.after(remove);
  if (settings !== undefined) writeFileSync(join(folder, 'dl.cfg'), settings, { mode: 0o600 });
  return folder;
}

/** A local AWS in the place of an account. */
async function accountFor(t: TestContext): Promise<TestAws> {
  const test = await startAws();
  t.after(() => test.close());
  return test;
}

function variablesFor({ local }: TestAws): Record<string, string> {
  return { ...variablesOf(local.endpoint, local.server.credentials), AWS_EC2_METADATA_DISABLED: 'true' };
}

/** Types it, and waits for its end. */
async function succeeds(command: string, folder: string, prints = /^/, env = {}): Promise<void> {
  const script = type(command, folder, env);
  assert.equal(await script.ended, 0, script.printed());
  assert.match(script.printed(), prints);
}

describe('the README', { concurrency: 2, timeout: 240_000 }, () => {
  it('tells to type the commands that are executed here, and no other', () => {
    assert.deepEqual(Object.keys(EXECUTIONS).sort(), [...README_COMMANDS].sort());
  });
  for (const command of README_COMMANDS) {
    it(command, (t) => (EXECUTIONS[command] ?? (() => assert.fail('no test executes it')))(t, command));
  }
});

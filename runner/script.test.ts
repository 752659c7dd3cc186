import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Aws } from '../helpers/connect.js';
import * as switches from '../helpers/local-switches.js';
import {
  makeProject,
  ROOT,
  run,
  type Script,
  type TestProject,
  untilGone,
} from '../helpers/testing/project.js';
import { answer, deadUrl, serve } from '../helpers/testing/servers.js';

const QUICK = '[AWS]\ntime_scale = 100\n[Sensor]\nmeasurements = 60\n';

async function inProject(dlCfg: string | undefined, work: (project: TestProject) => Promise<void>) {
  const project = makeProject();
  try {
    if (dlCfg !== undefined) writeFileSync(join(project.folder, 'dl.cfg'), dlCfg);
    await work(project);
  } finally {
    await project.remove();
  }
}

function start({ folder }: TestProject, ...args: string[]): Script {
  return run(folder, [join(ROOT, 'main.ts'), ...args]);
}

/** Runs the script to its end, and sees to it that no process is left behind. */
async function finish(
  project: TestProject,
  ...args: string[]
): Promise<{ code: number | string; text: string }> {
  const script = start(project, ...args);
  await script.until(/endpoint/).catch(() => {}); // from here on there is a server, if there will be one
  const server = project.serverPid();
  const code = await script.ended;
  if (server !== undefined) await untilGone(server);
  return { code, text: script.printed() };
}

/** The lines that begin with a mark or with what was done. */
const linesOf = (text: string, pattern: RegExp) => text.split('\n').filter((line) => pattern.test(line));

describe('main.ts', { concurrency: 3 }, () => {
  it('says after Ctrl-C what is left, and leaves no process; the next run finishes and removes it all', async () => {
    const measurement = answer({ currentTemperature: 1, station: 'Here' });
    let interrupt = () => {};
    const sensor = await serve((request, response) => {
      if (sensor.requests === 700) interrupt(); // a call of 500 has been made
      measurement(request, response);
    });
    try {
      await inProject(
        `[AWS]\ntime_scale = 40\n[Firehose]\ninterval_in_seconds = 160\n[Sensor]\nurl = ${sensor.url}\nmeasurements = 800`,
        async (project) => {
          const script = start(project);
          interrupt = () => process.kill(-(script.process.pid ?? 0), 'SIGINT'); // as a terminal does
          await script.until(/endpoint/);
          const server = project.serverPid() ?? 0;
          assert.equal(await script.ended, 130, script.printed());
          const text = script.printed();
          assert.match(text, /^Stopped\.$/m);
          assert.match(text, /Still there in account 000000000000, us-east-1:/);
          assert.equal(
            linesOf(text, /^ {2}(bucket|role|policy|delivery stream) firehose-tutorial/).length,
            4,
          );
          await untilGone(server);

          const again = await finish(project);
          assert.equal(again.code, 0, again.text);
          assert.match(again.text, /✔ sent = accepted = landed: 800/);
          assert.match(again.text, /✔ Nothing is left/);
        },
      );
    } finally {
      await sensor.close();
    }
  });

  it('takes records that landed twice, since the answer to their call was lost, for no loss', async () => {
    const measurement = answer({ currentTemperature: 1, station: 'Here' });
    let loseAnswer = async () => {};
    const sensor = await serve((request, response) => {
      const isFirstOfStep7 = sensor.requests === 2;
      void (isFirstOfStep7 ? loseAnswer() : Promise.resolve()).then(() => measurement(request, response));
    });
    try {
      await inProject(`${QUICK}url = ${sensor.url}\n`, async (project) => {
        loseAnswer = async () => {
          const file = join(project.folder, '.local-aws', 'server.json');
          const { endpoint } = JSON.parse(readFileSync(file, 'utf8')) as { endpoint: string };
          await switches.loseAnswer({ target: 'local', endpoint } as Aws);
        };
        const { code, text } = await finish(project);
        assert.equal(code, 0, text);
        const [, resent] = /^sent 60 measurements in \d+ calls \((\d+) sent again, 0 not/m.exec(text) ?? [];
        assert.match(
          text,
          new RegExp(`^! ${resent} landed twice: ${resent} were sent again .*take each id once\\.$`, 'm'),
        );
        assert.match(text, /^Here +61 measurements/m);
        assert.match(text, /✔ sent = accepted = landed: 60/);
        assert.match(text, /✔ Nothing is left/);
      });
    } finally {
      await sensor.close();
    }
  });

  it('runs all steps without a dl.cfg: sent = accepted = landed, and nothing is left', () =>
    inProject(undefined, async (project) => {
      const { code, text } = await finish(project);
      assert.equal(code, 0, text);
      assert.deepEqual(
        linesOf(text, /^Step /).map((line) => line.slice(0, 6)),
        [1, 2, 3, 4, 5, 6, 7, 8].map((step) => `Step ${step}`),
      );
      assert.deepEqual(linesOf(text, /[✔✘]/), [
        '✔ The role exists',
        '✔ The policy is attached',
        '✔ The stream is ACTIVE',
        '✔ The measurement has landed',
        '✔ sent = accepted = landed: 2922',
        '✔ Nothing is left',
      ]);
      assert.match(text, /no dl\.cfg: the defaults/);
      assert.match(text, /^sent 2922 measurements in \d+ calls \(0 sent again, 0 not measured\)$/m);
      assert.match(text, /^Seattle +1462 measurements, 16\.4 °C on average$/m);
      assert.match(text, /^New York +1461 measurements, 17\.\d °C on average$/m);
      assert.equal(linesOf(text, /^(bucket|role|policy|delivery stream) .*: removed$/).length, 4);
    }));

  it('leaves everything with --keep and says what; the next run finds it, and cleans up', () =>
    inProject(QUICK, async (project) => {
      const kept = await finish(project, '--keep');
      assert.equal(kept.code, 0, kept.text);
      assert.match(kept.text, /Still there in account 000000000000, us-east-1:/);
      assert.equal(
        linesOf(kept.text, /^ {2}(bucket|role|policy|delivery stream) firehose-tutorial/).length,
        4,
      );
      assert.doesNotMatch(kept.text, /Step 8/);
      const again = await finish(project);
      assert.equal(again.code, 0, again.text);
      assert.equal(linesOf(again.text, /^found: firehose-tutorial/).length, 4);
      assert.match(again.text, /✔ sent = accepted = landed: 60/);
      assert.match(again.text, /✔ Nothing is left/);
    }));

  it('stops at once when it is interrupted while it waits', () =>
    inProject('[AWS]\ntime_scale = 1\n', async (project) => {
      const script = start(project);
      await script.until(/Step 5/); // a new role: minutes on AWS's clock lie ahead
      const server = project.serverPid() ?? 0;
      process.kill(-(script.process.pid ?? 0), 'SIGINT');
      assert.equal(await script.ended, 130, script.printed());
      assert.deepEqual(
        linesOf(script.printed(), /^ {2}(bucket|role|policy) firehose-tutorial/).length,
        3,
        script.printed(),
      );
      await untilGone(server);
    }));

  it('says why when a step fails, once, and what is left', async () => {
    const url = await deadUrl();
    await inProject(`${QUICK}url = ${url}\n`, async (project) => {
      const { code, text } = await finish(project);
      assert.equal(code, 1, text);
      assert.equal(linesOf(text, /Asking the sensor at .* failed 4 times.*ECONNREFUSED/).length, 1);
      assert.match(text, /Still there/);
    });
  });

  it('reports all problems of a bad dl.cfg, and makes nothing', () =>
    inProject('[AWS]\nregion = nowhere\n[S3]\nbucket = x\n[Firehose]\nsize_in_mb = 0', async (project) => {
      const { code, text } = await finish(project);
      assert.equal(code, 1);
      assert.match(text, /dl\.cfg has 3 problems:/);
      for (const part of ['[AWS] region = nowhere', '[S3] bucket:', '[Firehose] size_in_mb = 0']) {
        assert.ok(text.includes(part), text);
      }
      assert.ok(!existsSync(join(project.folder, '.local-aws')));
      assert.doesNotMatch(text, /\n {4}at /, 'no stack of calls');
    }));

  it('refuses an option that there is not, and shows its usage on request', () =>
    inProject(undefined, async (project) => {
      const wrong = await finish(project, '--kepe');
      assert.equal(wrong.code, 2);
      assert.match(wrong.text, /--kepe[\s\S]*Usage: /);
      const help = await finish(project, '--help');
      assert.equal(help.code, 0);
      assert.match(help.text, /--keep/);
      assert.ok(!existsSync(join(project.folder, '.local-aws')));
    }));
});

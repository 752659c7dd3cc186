/** S8: the whole pipeline of the tutorial by a script, the server started with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { alternate, quotients } from './alternate.js';
import { compiledScript } from './compiled-script.js';
import type { PipelineServer } from './pipeline-script.js';
import type { Row } from './report.js';
import { type RunningServer, startLocalAws, startMoto } from './servers.js';
import type { StartUpPlan } from './start-up.js';

/** AWS's ten seconds until a role is known are a millisecond, its 30 s of CREATING are three. */
const HURRY = 10_000;

const SCRIPT = fileURLToPath(new URL('pipeline-script.ts', import.meta.url));

export async function measurePipeline({ rounds, bundle, folder, moto, say }: StartUpPlan): Promise<Row[]> {
  say('the whole pipeline');
  const script = await compiledScript(SCRIPT, folder);
  const onLocalAws = () => pipeline(script, true, () => startLocalAws(bundle, folder, { timeScale: HURRY }));
  await onLocalAws(); // the script is compiled now
  const ms = await alternate(
    {
      'local-aws': onLocalAws,
      ...(moto && { moto: () => pipeline(script, false, () => startMoto(moto)) }),
    },
    rounds,
    say,
  );
  const on = 'start of server and script to the exit of the script';
  return [
    {
      ...{
        id: 'S8',
        what: 'whole pipeline: time on moto ÷ on local-aws',
        on: moto ? `${on}; ${moto.name}` : on,
      },
      values: quotients(ms.moto, ms['local-aws']),
      goal: { atLeast: 2.8 },
    },
  ];
}

/** Milliseconds until the script has ended. It loads its clients while the server starts. */
async function pipeline(
  script: string,
  buffers: boolean,
  start: () => Promise<RunningServer>,
): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const said: string[] = [];
  child.stderr.on('data', (bytes) => said.push(String(bytes)));
  child.stdin.on('error', () => {}); // it shows as an exit below
  try {
    const server = await start();
    try {
      const { endpoint, credentials } = server;
      child.stdin.end(JSON.stringify({ endpoint, credentials, buffers } satisfies PipelineServer));
      const [code] = await ended;
      if (code !== 0) throw new Error(`The pipeline on ${endpoint} failed: ${said.join('').trim()}`);
      return performance.now() - begun;
    } finally {
      await server.close();
    }
  } finally {
    child.kill();
  }
}

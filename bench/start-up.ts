/** S7: how soon after its start a server gives its first good answer. */

import { alternate, quotients } from './alternate.js';
import { openConnection } from './connection.js';
import type { Row } from './report.js';
import { type Moto, type RunningServer, startLocalAws, startMoto, startOwn } from './servers.js';
import { signedRequest } from './signed-request.js';

export interface StartUpPlan {
  rounds: number;
  /** local-aws's bundle. */
  bundle: string;
  /** A folder on a disk, for what the servers write. */
  folder: string;
  moto: Moto | undefined;
  say: (line: string) => void;
}

const WHO_AM_I = 'Action=GetCallerIdentity&Version=2011-06-15';

/**
 * Milliseconds from the spawn until a signed GetCallerIdentity is answered with 200. The server is left to
 * `use`, then ended.
 */
export async function readyAfter(
  start: () => Promise<RunningServer>,
  use: (server: RunningServer) => Promise<void> = async () => {},
): Promise<number> {
  const begun = performance.now();
  const server = await start();
  const connection = openConnection(server.endpoint);
  try {
    const request = signedRequest(server, { service: 'sts', method: 'POST', path: '/', body: WHO_AM_I });
    const { status, body } = await connection.send(request);
    const ms = performance.now() - begun;
    if (status !== 200) throw new Error(`GetCallerIdentity answered ${status}: ${body.toString('utf8')}`);
    await use(server);
    return ms;
  } finally {
    connection.close();
    await server.close();
  }
}

export async function measureStartUp({ rounds, bundle, folder, moto, say }: StartUpPlan): Promise<Row[]> {
  say('from the start to the first answer');
  await (await startOwn('null-server', folder)).close(); // it is bundled now
  const ms = await alternate(
    {
      bare: () => readyAfter(() => startOwn('null-server', folder)),
      'local-aws': () => readyAfter(() => startLocalAws(bundle, folder)),
      ...(moto && { moto: () => readyAfter(() => startMoto(moto)) }),
    },
    rounds,
    say,
  );
  const on = 'signed GetCallerIdentity, fresh folder';
  return [
    {
      ...{ id: 'S7', what: 'spawn to first good answer: local-aws ÷ a bare node:http server', on },
      values: quotients(ms['local-aws'], ms.bare),
      goal: { atMost: 1.5 },
    },
    {
      ...{
        id: 'S7',
        what: 'spawn to first good answer: moto ÷ local-aws',
        on: moto ? `${on}; ${moto.name}` : on,
      },
      values: quotients(ms.moto, ms['local-aws']),
      goal: { atLeast: 4.4 },
    },
  ];
}

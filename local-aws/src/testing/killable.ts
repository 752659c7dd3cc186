import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Command, startCommandBy } from './command.js';
import { type Clients, clientsOf } from './harness.js';

/** The command on a folder, with clients that talk to it, until it is killed. */
export interface Killable extends Command, Clients {
  /** Ends it as a power failure would, without a warning. */
  kill(): Promise<void>;
}

/** Starts the command, by way of another if need be, and waits until it is ready. */
export async function startKillable(
  t: TestContext,
  dir: string,
  timeScale: number,
  by: readonly string[] = [],
): Promise<Killable> {
  const command = startCommandBy(t, by, ['--data', dir, '--time-scale', String(timeScale)]);
  const exported = await command.ready();
  const clients = clientsOf(exported.AWS_ENDPOINT_URL ?? '', exported.AWS_REGION ?? '', {
    accessKeyId: exported.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: exported.AWS_SECRET_ACCESS_KEY ?? '',
  });
  const disconnect = () => {
    for (const client of Object.values(clients)) client.destroy();
  };
  t.after(disconnect);
  return {
    ...command,
    ...clients,
    async kill() {
      command.process.kill('SIGKILL');
      assert.equal((await command.ended).code, 'SIGKILL');
      disconnect();
    },
  };
}

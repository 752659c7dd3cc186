import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type Channel, createConnection } from './connection.js';

const channels: Channel[] = ['shell', 'iopub', 'stdin', 'control', 'hb'];

describe('a connection file', () => {
  for (const transport of ['ipc', 'tcp'] as const) {
    it(`tells a kernel the addresses and the key that the client uses, over ${transport}`, async () => {
      const connection = await createConnection(transport);
      try {
        const settings = JSON.parse(readFileSync(connection.file, 'utf8'));
        assert.deepEqual([settings.key, settings.signature_scheme], [connection.key, 'hmac-sha256']);
        const addresses = channels.map(
          (channel) => `${transport}://${settings.ip}:${settings[`${channel}_port`]}`,
        );
        assert.deepEqual(channels.map(connection.address), addresses);
        assert.equal(new Set(addresses).size, channels.length);
      } finally {
        connection.remove();
      }
    });
  }

  it('can be read by its user alone, and is removed with its folder', async () => {
    const connection = await createConnection();
    assert.equal(statSync(connection.file).mode & 0o077, 0);
    connection.remove();
    assert.equal(existsSync(connection.file), false);
  });
});

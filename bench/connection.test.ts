import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { type Connection, openConnection } from './connection.js';

const REQUEST = Buffer.from('POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 2\r\n\r\nhi');

async function against(
  listener: RequestListener,
  use: (connection: Connection) => Promise<void>,
): Promise<number> {
  let accepted = 0;
  const server = createServer(listener).listen(0, '127.0.0.1');
  server.on('connection', () => {
    accepted += 1;
  });
  await once(server, 'listening');
  const connection = openConnection(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await use(connection);
  } finally {
    connection.close();
    server.close();
    await once(server, 'close');
  }
  return accepted;
}

it('keeps its connection, and reads answers that come in pieces', async () => {
  const body = 'x'.repeat(500_000);
  const listener: RequestListener = (_, response) => {
    response.setHeader('content-length', body.length);
    response.write(body.slice(0, 10));
    setImmediate(() => response.end(body.slice(10)));
  };
  const accepted = await against(listener, async (connection) => {
    for (let call = 0; call < 3; call += 1) {
      const answer = await connection.send(REQUEST);
      assert.equal(answer.status, 200);
      assert.equal(answer.body.toString(), body);
    }
  });
  assert.equal(accepted, 1);
});

it('connects again after an answer that closed the connection', async () => {
  const listener: RequestListener = (_, response) => {
    response.writeHead(400, { connection: 'close', 'content-length': 2 }).end('no');
  };
  const accepted = await against(listener, async (connection) => {
    assert.equal((await connection.send(REQUEST)).status, 400);
    assert.equal((await connection.send(REQUEST)).status, 400);
  });
  assert.equal(accepted, 2);
});

it('fails when the server breaks off, and when an answer does not say its length', async () => {
  await against(
    (request) => request.socket.destroy(),
    (connection) => assert.rejects(connection.send(REQUEST), /broke off/),
  );
  await against(
    (_, response) => void response.write('chunked'),
    (connection) =>
      assert.rejects(connection.send(REQUEST), (error: Error) => /content-length/.test(String(error.cause))),
  );
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CutConnection } from './faults/faults.js';
import { createHttpServer, type Handler } from './http.js';
import { eventually } from './testing/eventually.js';
import { rawRequest } from './testing/raw-request.js';
import type { HttpRequest } from './wire/message.js';

let server: Server;
let port: number;
let url: string;
let handle: Handler;
let handled: HttpRequest[];
let errors: unknown[];

beforeEach(async () => {
  handled = [];
  errors = [];
  handle = async () => ({ status: 200, headers: {}, body: 'answer' });
  const handler: Handler = (message, ids) => {
    handled.push(message);
    return handle(message, ids);
  };
  server = createHttpServer(handler, (error) => errors.push(error));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  url = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
});

/** Sends bytes over a bare socket and gives everything that comes back until the server hangs up. */
async function exchange(bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}

describe('the HTTP server', () => {
  it('hands a request on as it was sent', async () => {
    await rawRequest(`${url}/a%20b//c?x=%41&&y`, {
      method: 'PUT',
      headers: { 'X-One': ' 1 ' },
      body: 'content',
    });
    const [message] = handled;
    assert.equal(message?.method, 'PUT');
    assert.equal(message?.path, '/a%20b//c');
    assert.equal(message?.query, 'x=%41&&y');
    assert.equal(message?.headers['x-one'], '1');
    assert.equal(message?.body.toString(), 'content');
  });

  it('joins repeated headers by a comma, whatever they are called', async () => {
    await exchange(
      'GET / HTTP/1.1\r\nHost: localhost\r\nA: 1\r\na: 2\r\nConstructor: x\r\nConnection: close\r\n\r\n',
    );
    assert.equal(handled[0]?.headers.a, '1,2');
    assert.equal(handled[0]?.headers.constructor, 'x');
    assert.equal(handled[0]?.headers.tostring, undefined);
  });

  it('answers a HEAD without a body, and lets go of the body that it does not send', async () => {
    const body = Readable.from(['content']);
    handle = async () => ({ status: 404, headers: { 'x-a': 'b', 'content-length': '7' }, body });
    const answer = await rawRequest(url, { method: 'HEAD' });
    assert.deepEqual([answer.status, answer.headers['x-a'], answer.body], [404, 'b', '']);
    assert.equal(body.destroyed, true);
  });

  it('refuses a host that is not this machine: a page in a browser must not get here by a name of its own', async () => {
    for (const host of [
      'evil.example',
      'evil.example:80',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '10.0.0.1',
    ]) {
      const answer = await rawRequest(url, { headers: { host } });
      assert.equal(answer.status, 403, host);
      assert.match(answer.body, /local-aws does not answer to the host/);
    }
    assert.equal(handled.length, 0);
    for (const host of ['127.0.0.1', 'localhost:80', 'LOCALHOST', '[::1]:4566', '127.1.2.3:1']) {
      assert.equal((await rawRequest(url, { headers: { host } })).status, 200, host);
    }
  });

  it('refuses a body that is announced to be too large, without reading it', {
    timeout: 20_000,
  }, async () => {
    const sent = request(url, {
      method: 'PUT',
      headers: { 'content-length': 65 * 1024 * 1024 },
      agent: false,
    });
    sent.flushHeaders();
    const [answer] = await once(sent, 'response');
    assert.equal(answer.statusCode, 413);
    assert.match(await text(answer), /bodies of up to 67108864 bytes/);
    sent.destroy();
    assert.equal(handled.length, 0);
  });

  it('refuses a body that turns out to be too large, with an answer', { timeout: 20_000 }, async () => {
    const sent = request(url, { method: 'PUT', agent: false }); // in chunks, of no announced length
    sent.on('error', () => {}); // it may still be writing when the server hangs up
    const answered = once(sent, 'response');
    for (let mebibytes = 0; mebibytes < 65; mebibytes += 1) sent.write(Buffer.alloc(1024 * 1024));
    const [answer] = await answered;
    assert.equal(answer.statusCode, 413);
    assert.equal(answer.headers.connection, 'close');
    sent.destroy();
    assert.equal(handled.length, 0);
  });

  it('survives bytes that are not HTTP', async () => {
    assert.match(await exchange('\x16\x03\x01 this is TLS, or anything\r\n\r\n'), /^HTTP\/1\.1 400 /);
    assert.match(await exchange('GET / HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 /, 'no host');
    assert.equal((await rawRequest(url)).status, 200);
  });

  it('survives a client that goes away while it sends', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const connections = () => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    await new Promise((written) => {
      socket.write('PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf', written);
    });
    await eventually(async () => assert.equal(await connections(), 1));
    socket.destroy();
    await eventually(async () => assert.equal(await connections(), 0));
    assert.equal(handled.length, 0, 'half a request is no request');
    assert.deepEqual(errors, []);
    assert.equal((await rawRequest(url)).status, 200);
  });

  it('survives a client that goes away while it is answered, and stops reading for it', async () => {
    const body = new Readable({ read: () => body.push(Buffer.alloc(64 * 1024)) });
    handle = async () => ({ status: 200, headers: {}, body });
    const sent = request(url, { agent: false });
    sent.end();
    const [answer] = await once(sent, 'response');
    await once(answer, 'data');
    answer.destroy();
    await eventually(() => assert.equal(body.destroyed, true));
    assert.deepEqual(errors, []);
  });

  it('says 500 when its handler throws, and reports why', async () => {
    const reason = new Error('a bug');
    handle = () => Promise.reject(reason);
    assert.equal((await rawRequest(url)).status, 500);
    assert.deepEqual(errors, [reason]);
  });

  it('hangs up without a word when its handler wants to, and reports nothing', async () => {
    handle = () => Promise.reject(new CutConnection());
    await assert.rejects(rawRequest(url), { code: 'ECONNRESET' });
    assert.deepEqual(errors, []);
  });

  it('gives every request ids of its own', async () => {
    const seen: string[] = [];
    handle = async (_, { requestId, hostId }) => {
      seen.push(requestId, hostId);
      assert.equal(hostId.length, 96); // seen in a wire log of the real service
      return { status: 200, headers: {} };
    };
    await Promise.all([rawRequest(url), rawRequest(url)]);
    assert.equal(new Set(seen).size, 4);
  });
});

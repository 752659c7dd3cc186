import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CutConnection } from '../faults/faults.js';
import { eventually } from '../testing/eventually.js';
import { rawRequest } from '../testing/raw-request.js';
import type { HttpRequest } from '../wire/message.js';
import { isFromThisMachine } from './head.js';
import { createHttpServer, type Handler } from './server.js';

let server: Server;
let port: number;
let url: string;
let handle: Handler;
let handled: HttpRequest[];
let errors: unknown[];

const handler: Handler = (message, ids) => {
  handled.push(message);
  return handle(message, ids);
};

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

beforeEach(async () => {
  handled = [];
  errors = [];
  handle = async () => ({ status: 200, headers: {}, body: 'answer' });
  server = await listen(createHttpServer(handler, (error) => errors.push(error)));
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

  it('lets a client that sends on see why it was refused', { timeout: 20_000 }, async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n');
    for (let mebibytes = 0; mebibytes < 30; mebibytes += 1) {
      await new Promise<unknown>((written) => socket.write(Buffer.alloc(1024 * 1024), written));
    }
    socket.end(); // only now it begins to read
    assert.match(await text(socket), /^HTTP\/1\.1 413 /);
  });

  it('takes every header, however many there are', async () => {
    const headers = Object.fromEntries(Array.from({ length: 2_500 }, (_, n) => [`a${n}`, '']));
    await rawRequest(url, { headers });
    assert.equal(handled[0]?.headers.a2499, '', 'a header that was signed must not be dropped');
  });

  it('refuses a head that is too long', async () => {
    assert.equal((await rawRequest(url, { headers: { a: 'x'.repeat(20_000) } })).status, 431);
    assert.equal((await rawRequest(`${url}/${'x'.repeat(20_000)}`)).status, 431);
    assert.equal(handled.length, 0);
  });

  it('refuses an address that is no path', async () => {
    for (const address of ['http://127.0.0.1/a', '*', 'a']) {
      const answer = await exchange(
        `GET ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      assert.match(answer, /^HTTP\/1\.1 400 /, address);
    }
    assert.equal(handled.length, 0);
  });

  it('answers requests that come all at once in their order', async () => {
    let second = () => {};
    const secondHandled = new Promise<void>((resolve) => {
      second = resolve;
    });
    handle = async ({ path, body }) => {
      if (path === '/2') second();
      else await secondHandled;
      return { status: 200, headers: {}, body: `<${path} ${body}>` };
    };
    const answer = await exchange(
      'PUT /1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\none' +
        'PUT /2 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\ntw\r\n1\r\no\r\n0\r\n\r\n',
    );
    assert.deepEqual(answer.match(/<.*?>/g), ['</1 one>', '</2 two>']);
  });

  it('refuses a request of which two readers could see different ends', async () => {
    const start = 'POST / HTTP/1.1\r\nHost: localhost\r\n';
    for (const rest of [
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef',
      'Content-Length: +5\r\n\r\nabcde',
      'Content-Length: -5\r\n\r\nabcde',
      'Content-Length: 0x5\r\n\r\nabcde',
      'Content-Length: 5 6\r\n\r\nabcdef',
      `Content-Length: ${'9'.repeat(30)}\r\n\r\na`,
      'Content-Length : 5\r\n\r\nabcde',
      'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n',
      'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
      'Transfer-Encoding: chunked\r\n\r\nzz\r\n',
      'Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n',
      'A: b\r\n c: d\r\n\r\n',
      'A: b\nContent-Length: 1\n\na',
      'A: a\0b\r\n\r\n',
    ]) {
      assert.match(await exchange(start + rest), /^HTTP\/1\.1 400 /, JSON.stringify(rest));
    }
    assert.match(await exchange(`${start}Host: localhost\r\n\r\n`), /^HTTP\/1\.1 40[03] /, 'two hosts');
    assert.equal(handled.length, 0);
  });

  it('asks for a body that waits to be asked for', { timeout: 20_000 }, async () => {
    const sent = request(url, { method: 'PUT', headers: { expect: '100-continue', 'content-length': 4 } });
    sent.flushHeaders();
    await once(sent, 'continue');
    assert.equal(handled.length, 0);
    sent.end('body');
    const [answer] = await once(sent, 'response');
    assert.equal(await text(answer), 'answer');
    assert.equal(handled[0]?.body.toString(), 'body');
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

  it('hangs up when an answer turns out to be shorter than it was said to be', async () => {
    handle = async () => ({ status: 200, headers: { 'content-length': '9' }, body: Readable.from(['half']) });
    await assert.rejects(rawRequest(url), { code: 'ECONNRESET' });
    assert.match(String(errors[0]), /content-length/i);
  });

  it('hangs up when an answer cannot be read to its end', async () => {
    const reason = new Error('the disk broke');
    handle = async () => ({
      status: 200,
      headers: {},
      body: Readable.from(
        (async function* () {
          yield 'half';
          throw reason;
        })(),
      ),
    });
    await assert.rejects(rawRequest(url), { code: 'ECONNRESET' });
    assert.deepEqual(errors, [reason]);
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

describe('a connection that is too slow', () => {
  const slow: [what: string, sent: string, answer: RegExp][] = [
    ['says nothing', '', /^HTTP\/1\.1 408 /],
    ['never ends its head', 'GET / HTTP/1.1\r\nHost: localhost\r\n', /^HTTP\/1\.1 408 /],
    [
      'never ends its body',
      'PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf',
      /^HTTP\/1\.1 408 /,
    ],
    ['never asks again', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', /^HTTP\/1\.1 200 [\s\S]*answer$/],
  ];
  for (const [what, sent, expected] of slow) {
    it(`ends: it ${what}`, { timeout: 20_000 }, async () => {
      const impatient = await listen(
        createHttpServer(handler, (error) => errors.push(error), { idleMs: 30 }),
      );
      const socket = connect((impatient.address() as AddressInfo).port, '127.0.0.1');
      socket.write(sent);
      assert.match(await text(socket), expected);
      impatient.close();
    });
  }

  it('ends: it does not read its answer', { timeout: 20_000 }, async () => {
    const body = new Readable({ read: () => body.push(Buffer.alloc(64 * 1024)) });
    handle = async () => ({ status: 200, headers: {}, body });
    const impatient = await listen(createHttpServer(handler, (error) => errors.push(error), { idleMs: 30 }));
    const socket = connect((impatient.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await eventually(() => assert.equal(body.destroyed, true));
    socket.destroy();
    impatient.close();
  });
});

describe('a server that is told by which names it is known', () => {
  it('answers to them too, and to no others', async () => {
    const known = await listen(
      createHttpServer(handler, (error) => errors.push(error), { hosts: ['aws.workshop'] }),
    );
    const address = `http://127.0.0.1:${(known.address() as AddressInfo).port}`;
    for (const host of ['aws.workshop', 'AWS.workshop:4566', 'localhost']) {
      assert.equal((await rawRequest(address, { headers: { host } })).status, 200, host);
    }
    for (const host of ['workshop', 'evil.aws.workshop', 'aws.workshop.evil']) {
      assert.equal((await rawRequest(address, { headers: { host } })).status, 403, host);
    }
    known.close();
  });

  it('answers what is for its own machine to nobody from elsewhere, whatever host they name', async () => {
    const isForThisMachine = ({ path }: { path: string }) => path === '/inside';
    const open = await listen(createHttpServer(handler, (error) => errors.push(error), { isForThisMachine }));
    const address = `http://127.0.0.1:${(open.address() as AddressInfo).port}`;
    let from = '127.0.0.1';
    open.prependListener('connection', (socket) => {
      Object.defineProperty(socket, 'remoteAddress', { get: () => from });
    });
    const ask = async (path: string) =>
      (await rawRequest(address + path, { headers: { host: 'localhost' } })).status;
    assert.deepEqual([await ask('/inside'), await ask('/')], [200, 200]);
    from = '192.168.1.30';
    handled = [];
    assert.deepEqual([await ask('/inside'), await ask('/')], [403, 200]);
    assert.deepEqual(
      handled.map(({ path }) => path),
      ['/'],
    );
    open.close();
  });
});

describe('a connection', () => {
  const from = (remoteAddress: string, localAddress = '192.168.1.20') =>
    isFromThisMachine({ remoteAddress, localAddress } as Socket);

  it('is from this machine by loopback, or when it begins where it ends', () => {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1', '192.168.1.20']) {
      assert.equal(from(address), true, address);
    }
    for (const address of ['192.168.1.21', '10.127.0.1', '::ffff:10.0.0.1', '0.0.0.0', '']) {
      assert.equal(from(address), false, address);
    }
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { createHttpServer } from './server.js';

const AT_ONCE = 8;
const KIB = 1024;

/** Gathers so many calls, and lets them all go at once. */
function gate(calls: number): () => Promise<void> {
  let waiting: (() => void)[] = [];
  return () =>
    new Promise((go) => {
      waiting.push(go);
      if (waiting.length < calls) return;
      for (const each of waiting) each();
      waiting = [];
    });
}

describe('a body whose memory will be used again', () => {
  let server: Server;
  let url: string;
  let untilAllAreHere = gate(1);
  before(async () => {
    server = createHttpServer(
      async ({ body }) => {
        await untilAllAreHere();
        return { status: 200, headers: {}, body: Buffer.from(body) };
      },
      () => {},
      {
        bodies: {
          most: () => 4 * KIB * KIB,
          isTransient: () => true,
          refusal: () => ({ status: 400, headers: {} }),
        },
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  /** Sends a text and gives what the server had of it when it answered. */
  async function echoed(sent: string, headers: Record<string, string | number>): Promise<string> {
    const message = request(url, { method: 'POST', agent: false, headers });
    message.end(sent);
    const [answer] = await once(message, 'response');
    return text(answer);
  }

  const announced = (sent: string) => echoed(sent, { 'content-length': sent.length });
  const unannounced = (sent: string) => echoed(sent, { 'transfer-encoding': 'chunked' });

  function textsOf(bytes: number): string[] {
    return Array.from({ length: AT_ONCE }, (_, i) => String.fromCharCode(97 + i).repeat(bytes + i));
  }

  for (const bytes of [1, 100 * KIB, 256 * KIB - AT_ONCE + 1, 256 * KIB, 1024 * KIB]) {
    it(`is each caller's own until it is answered: ${bytes} bytes, ${AT_ONCE} at once, twice`, async () => {
      const texts = textsOf(bytes);
      for (const _ of [1, 2]) {
        untilAllAreHere = gate(AT_ONCE);
        assert.deepEqual(await Promise.all(texts.map(announced)), texts);
      }
    });
  }

  it('is its own also when nobody said how long it would be', async () => {
    const texts = textsOf(100 * KIB);
    untilAllAreHere = gate(AT_ONCE);
    assert.deepEqual(await Promise.all(texts.map(unannounced)), texts);
  });

  it('ends where the body ends, though a longer one was there before', async () => {
    untilAllAreHere = gate(1);
    await announced('long '.repeat(20 * KIB));
    assert.equal(await announced('short'), 'short');
    assert.equal(await announced(''), '');
  });

  it('is given back when its client goes away in the middle', async () => {
    untilAllAreHere = gate(1);
    for (let n = 0; n < 40; n += 1) {
      const message = request(url, { method: 'POST', agent: false, headers: { 'content-length': 10 } });
      message.on('error', () => {});
      message.write('half');
      await once(message, 'socket');
      message.destroy();
    }
    assert.equal(await announced('whole'), 'whole');
  });
});

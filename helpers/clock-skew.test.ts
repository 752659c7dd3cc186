import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clockSkewSeconds } from './clock-skew.js';
import { StepError } from './errors.js';
import { answer, deadUrl, serve } from './testing/servers.js';

const dated = (secondsFromNow: number) =>
  answer('', 403, { date: new Date(Date.now() + secondsFromNow * 1_000).toUTCString() });

describe('clockSkewSeconds', () => {
  it('says by how much this machine is ahead or behind, whatever the answer is', async () => {
    for (const ahead of [-600, 0, 600]) {
      const server = await serve(dated(-ahead));
      try {
        const skew = await clockSkewSeconds(server.url);
        assert.ok(Math.abs(skew - ahead) <= 2, `${skew} instead of ${ahead}`);
      } finally {
        await server.close();
      }
    }
  });

  it('names the endpoint when nobody answers', async () => {
    const url = await deadUrl();
    await assert.rejects(
      clockSkewSeconds(url),
      (error) => error instanceof StepError && error.message.includes(`Asking ${url} for its time failed`),
    );
  });
});

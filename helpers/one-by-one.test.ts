import assert from 'node:assert/strict';
import { it } from 'node:test';
import { putOneByOne } from './one-by-one.js';
import { startFakeFirehose } from './testing/fake-firehose.js';
import { lines, texts } from './testing/producing.js';

it('one by one, every record is a call of its own, in order, and the rate is that of all', async () => {
  const fake = await startFakeFirehose(() => 'accept');
  try {
    const rate = await putOneByOne(fake.client, 's', texts(5));
    assert.deepEqual(
      fake.calls,
      lines(texts(5)).map((line) => [line]),
    );
    assert.ok(rate > 0 && Number.isFinite(rate));
    await assert.rejects(putOneByOne(fake.client, '', ['a']), 'what the SDK throws comes through');
  } finally {
    await fake.close();
  }
});

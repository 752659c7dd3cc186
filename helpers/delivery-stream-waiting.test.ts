import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  deleteDeliveryStream,
  describeStream,
  ensureDeliveryStream,
  waitUntilActive,
} from './delivery-stream.js';
import { StepError } from './errors.js';
import { withRole } from './testing/pipeline.js';
import { noStream, played, stream } from './testing/played-firehose.js';

describe('waitUntilActive', () => {
  it('ends at once with the reason when the stream fails', async () => {
    const failure = { Type: 'CREATE_KMS_GRANT_FAILED', Details: 'The key is disabled.' };
    const { aws, commands } = played(stream('CREATING'), stream('CREATING_FAILED', failure));
    await assert.rejects(waitUntilActive(aws, 's'), (error) => {
      assert.ok(error instanceof StepError);
      const reason = 'CREATING_FAILED: CREATE_KMS_GRANT_FAILED: The key is disabled.';
      assert.ok(error.message.includes(reason), error.message);
      return /clean-up step/.test(error.message);
    });
    assert.equal(commands.length, 2);
  });

  it('ends at once when there is no such stream', async () => {
    await assert.rejects(waitUntilActive(played(noStream).aws, 's'), /there is no such stream/);
  });
});

describe('deleteDeliveryStream', { concurrency: 4 }, () => {
  it('deletes the stream, waits until it is gone, and says the second time that there is none', () =>
    withRole(async ({ aws, config, names }) => {
      await ensureDeliveryStream(aws, config, names);
      assert.equal(await deleteDeliveryStream(aws, names.stream), true);
      assert.equal(await describeStream(aws, names.stream), undefined);
      assert.equal(await deleteDeliveryStream(aws, names.stream), false);
    }));

  it('waits for the end of a creation before it deletes', () =>
    withRole(
      async ({ aws, config, names }) => {
        const stop = new AbortController();
        const onProgress = (line: string) => {
          if (line.startsWith('CREATING')) stop.abort();
        };
        const options = { signal: stop.signal, onProgress };
        await assert.rejects(ensureDeliveryStream(aws, config, names, options));
        assert.equal((await describeStream(aws, names.stream))?.DeliveryStreamStatus, 'CREATING');
        assert.equal(await deleteDeliveryStream(aws, names.stream), true);
        assert.equal(await describeStream(aws, names.stream), undefined);
      },
      { durations: { streamCreation: 500_000 } },
    ));

  it('deletes a stream whose creation fails while it waits', async () => {
    const { aws, commands } = played(stream('CREATING'), stream('CREATING_FAILED'), {}, noStream);
    assert.equal(await deleteDeliveryStream(aws, 's'), true);
    assert.ok(commands.includes('DeleteDeliveryStreamCommand'));
  });

  it('ends at once with the reason when the deletion fails', async () => {
    const failure = { Type: 'RETIRE_KMS_GRANT_FAILED', Details: 'No right.' };
    const { aws } = played(stream('ACTIVE'), {}, stream('DELETING'), stream('DELETING_FAILED', failure));
    await assert.rejects(
      deleteDeliveryStream(aws, 's'),
      /to be gone failed.*DELETING_FAILED: RETIRE_KMS_GRANT_FAILED: No right\..*console/s,
    );
  });

  it('stops waiting when it is aborted', () =>
    withRole(
      async ({ aws, config, names }) => {
        await ensureDeliveryStream(aws, config, names);
        const stop = new AbortController();
        const reason = new Error('enough');
        const options = { signal: stop.signal, onProgress: () => stop.abort(reason) };
        await assert.rejects(deleteDeliveryStream(aws, names.stream, options), (error) => error === reason);
        assert.equal((await describeStream(aws, names.stream))?.DeliveryStreamStatus, 'DELETING');
      },
      { durations: { streamDeletion: 1e9 } },
    ));
});

// Alone, since they move the clock of this process.
describe('the end of patience', () => {
  it('gives up a role that never gets ready, with what Firehose said and where to look', (t) =>
    withRole(async ({ aws, config, names }) => {
      const roleArn = `arn:aws:iam::${aws.account}:role/nobody`;
      const ahead = { by: 0 };
      const now = Date.now;
      t.mock.method(Date, 'now', () => now() + ahead.by);
      const onProgress = () => {
        ahead.by += 121_000;
      };
      await assert.rejects(
        ensureDeliveryStream(aws, config, { ...names, roleArn }, { onProgress }),
        /Creating the delivery stream .*unable to assume role.*trust policy must name firehose/s,
      );
      t.mock.restoreAll();
      assert.equal(await describeStream(aws, names.stream), undefined);
    }));

  it('gives up after ten minutes of CREATING, saying that another run goes on waiting', async (t) => {
    const ahead = { by: 0 };
    const now = Date.now;
    t.mock.method(Date, 'now', () => now() + ahead.by);
    const onProgress = () => {
      ahead.by += 601_000;
    };
    await assert.rejects(
      waitUntilActive(played(stream('CREATING')).aws, 's', { onProgress }),
      /Waiting for the delivery stream s to be ACTIVE failed.*600 s.*goes on waiting/s,
    );
  });
});

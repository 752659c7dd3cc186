import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from './config.js';
import type { Names } from './names.js';
import { listObjects } from './objects.js';
import { compareKeys, isAsPredicted, predictKey } from './predict.js';
import { startAws } from './testing/aws.js';
import { makePipeline, putText } from './testing/pipeline.js';
import { waitFor } from './wait.js';

const config = parseConfig('[S3]\nprefix = m/');
const names = { stream: 's' } as Names;
const time = new Date('2026-03-04T05:06:07Z');
const uuid = '1f32787d-2aa3-4c34-a89d-9642a49fb11f';

describe('predictKey', () => {
  it('has the hour in UTC twice, the version, and the suffix of GZIP', () => {
    assert.equal(predictKey(config, names, { time }), 'm/2026/03/04/05/s-1-2026-03-04-05-mm-ss-<uuid>.gz');
    const plain = parseConfig('[S3]\nprefix = m/\n[Firehose]\ncompression_format = UNCOMPRESSED');
    assert.equal(
      predictKey(plain, names, { time, version: '3' }),
      'm/2026/03/04/05/s-3-2026-03-04-05-mm-ss-<uuid>',
    );
  });

  it('predicts what Firehose writes', async () => {
    const test = await startAws();
    try {
      await makePipeline(test);
      const before = new Date();
      await putText(test, 'x');
      const look = async () => (await listObjects(test.aws, test.names.bucket)).at(0);
      const { key } = await waitFor('the object', look, { timeoutSeconds: 10 });
      // The hour may end in between.
      const predictions = [before, new Date()].map((at) => predictKey(test.config, test.names, { time: at }));
      assert.ok(
        predictions.some((predicted) => isAsPredicted(key, predicted)),
        key,
      );
    } finally {
      await test.close();
    }
  });
});

describe('isAsPredicted', () => {
  const predicted = predictKey(config, names, { time });
  const key = `m/2026/03/04/05/s-1-2026-03-04-05-59-00-${uuid}.gz`;

  it('lets minutes, seconds and the random part be anything', () => {
    assert.ok(isAsPredicted(key, predicted));
  });

  it('takes nothing else for it', () => {
    for (const other of [
      key.replace('/05/', '/06/'),
      key.replace('s-1-', 's-2-'),
      key.replace('.gz', ''),
      key.replace('.gz', 'xgz'),
      key.replace(uuid, 'mm-ss'),
      `x${key}`,
    ]) {
      assert.ok(!isAsPredicted(other, predicted), other);
    }
  });

  it('is told in words, under the two keys', () => {
    assert.equal(
      compareKeys(predicted, key),
      `predicted  ${predicted}\nlanded     ${key}\n           as predicted`,
    );
    assert.match(compareKeys(predicted, 'other'), /landed {5}other\n {11}not as predicted$/);
  });
});

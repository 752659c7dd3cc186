/** What a reader of S3 gets from a stream that compresses: every format, through the SDK, read by others than wrote it. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { CompressionFormat } from '@aws-sdk/client-firehose';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import {
  activeStream,
  givenBucketAndRole,
  oneLands,
  put,
  SECOND,
  type Settings,
} from '../testing/pipeline.js';
import {
  readByProgram,
  readHadoopSnappy,
  readSnappyJava,
  unlessInstalled,
} from './compression/readers.testing.js';

const HINTS = { SizeInMBs: 1, IntervalInSeconds: 60 };
const RECORDS = Array.from({ length: 300 }, (_, i) => `{"reading":${i % 10}}\n`);

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws();
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

async function objectOf(settings: Settings) {
  await activeStream(local, 's', { BufferingHints: HINTS, ...settings });
  await put(local, 's', ...RECORDS);
  local.clock.advance(60 * SECOND);
  return oneLands(local);
}

type Reader = (object: Buffer) => Buffer;
const formats: [CompressionFormat, encoding: string | undefined, suffix: string, Reader, program?: string][] =
  [
    ['UNCOMPRESSED', undefined, '', (object) => object],
    ['GZIP', 'gzip', '.gz', (object) => readByProgram('gunzip', ['-c'], '.gz', object), 'gunzip'],
    ['ZIP', 'zip', '.zip', (object) => readByProgram('unzip', ['-p'], '.zip', object), 'unzip'],
    ['Snappy', 'snappy-java', '.snappy', readSnappyJava],
    ['HADOOP_SNAPPY', 'hadoop-snappy', '.snappy', readHadoopSnappy],
  ];

describe('an object', () => {
  for (const [CompressionFormat, encoding, suffix, read, program] of formats) {
    it(`in ${CompressionFormat} has encoding ${encoding ?? 'none'}, ends in "${suffix}" (observed on AWS) and is read by others`, {
      skip: program !== undefined && unlessInstalled(program),
    }, async () => {
      const { key, bytes, contentType, contentEncoding } = await objectOf({ CompressionFormat });
      assert.equal(contentType, 'application/octet-stream');
      assert.equal(contentEncoding, encoding);
      assert.match(key, new RegExp(`-[0-9a-f]{12}${suffix.replace('.', '\\.')}$`));
      assert.equal(read(bytes).toString(), RECORDS.join(''));
      if (CompressionFormat !== 'UNCOMPRESSED') assert.ok(bytes.length < RECORDS.join('').length / 2);
    });
  }

  it('has the file extension instead of the suffix, and its content as before (observed on AWS)', async () => {
    const settings = { CompressionFormat: 'Snappy', FileExtension: '.jsonl' } as const;
    const { key, bytes, contentEncoding } = await objectOf(settings);
    assert.match(key, /-[0-9a-f]{12}\.jsonl$/);
    assert.equal(contentEncoding, 'snappy-java');
    assert.equal(readSnappyJava(bytes).toString(), RECORDS.join(''));
  });
});

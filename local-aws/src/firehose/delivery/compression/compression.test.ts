import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { CONTENT_TYPE, compress, FORMATS } from './index.js';
import { readByProgram, readHadoopSnappy, readSnappyJava, unlessInstalled } from './readers.testing.js';

const READ_ZIP = `
import sys, zipfile, re
archive = zipfile.ZipFile(sys.argv[1])
[entry] = archive.infolist()
assert entry.compress_type == zipfile.ZIP_DEFLATED, entry.compress_type
assert re.fullmatch('[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', entry.filename), entry.filename
sys.stdout.buffer.write(archive.read(entry))
`;

/** Inputs by their size in bytes, of both kinds at the borders of blocks. */
const INPUTS: [name: string, bytes: Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['1 byte', Buffer.from('a')],
  ['5 MiB that cannot be compressed', randomBytes(5 * 1024 * 1024)],
  ...[32, 64, 256].flatMap((kib): [string, Buffer][] => [
    [`exactly ${kib} KiB of readings`, readings(kib * 1024)],
    [`${kib} KiB and 1 byte of readings`, readings(kib * 1024 + 1)],
  ]),
];

function readings(length: number): Buffer {
  const line = (i: number) => `{"sensor":"s-${i % 7}","temperature":${(i * 37) % 1000}}\n`;
  return Buffer.from(Array.from({ length: length / 32 }, (_, i) => line(i)).join('')).subarray(0, length);
}

/** Python 3 can be had everywhere; where the tests must all run, its absence fails them. */
const unlessPython = process.env.CI === 'true' ? false : unlessInstalled('python3');

describe('compression formats of Firehose', () => {
  for (const [name, bytes] of INPUTS) {
    it(`leaves ${name} as it is without compression`, async () => {
      assert.equal(await compress('UNCOMPRESSED', bytes), bytes);
    });

    it(`gzips ${name} so that gunzip reads it`, { skip: unlessInstalled('gunzip') }, async () => {
      const read = readByProgram('gunzip', ['-c'], '.gz', await compress('GZIP', bytes));
      assert.ok(read.equals(bytes));
    });

    it(`zips ${name} so that unzip reads it`, { skip: unlessInstalled('unzip') }, async () => {
      const read = readByProgram('unzip', ['-p'], '.zip', await compress('ZIP', bytes));
      assert.ok(read.equals(bytes));
    });

    it(`zips ${name} as one deflated entry named by a UUID, which Python reads (observed on AWS)`, {
      skip: unlessPython,
    }, async () => {
      const read = readByProgram('python3', ['-c', READ_ZIP], '.zip', await compress('ZIP', bytes));
      assert.ok(read.equals(bytes));
    });

    it(`writes ${name} in the stream format of snappy-java (observed on AWS)`, async () => {
      assert.ok(readSnappyJava(Buffer.from(await compress('Snappy', bytes))).equals(bytes));
    });

    it(`writes ${name} in Hadoop's Snappy framing (AWS documentation)`, async () => {
      assert.ok(readHadoopSnappy(Buffer.from(await compress('HADOOP_SNAPPY', bytes))).equals(bytes));
    });
  }

  it('makes readings smaller in every format but UNCOMPRESSED', async () => {
    const bytes = readings(1024 * 1024);
    for (const format of ['GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'] as const) {
      const { length } = await compress(format, bytes);
      assert.ok(length < bytes.length / 2, `${format}: ${length}`);
    }
  });

  it('lets other work run while it compresses, in every format', async () => {
    const bytes = randomBytes(8 * 1024 * 1024);
    for (const format of ['GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'] as const) {
      let isDone = false;
      const compressing = compress(format, bytes).then(() => {
        isDone = true;
      });
      await new Promise(setImmediate);
      assert.equal(isDone, false, `${format} gave way`);
      await compressing;
    }
  });

  it('labels objects as observed on AWS', () => {
    const labels = Object.entries(FORMATS).map(([format, { contentEncoding, suffix }]) => [
      format,
      contentEncoding,
      suffix,
    ]);
    assert.deepEqual(labels, [
      ['UNCOMPRESSED', undefined, ''],
      ['GZIP', 'gzip', '.gz'],
      ['ZIP', 'zip', '.zip'],
      ['Snappy', 'snappy-java', '.snappy'],
      ['HADOOP_SNAPPY', 'hadoop-snappy', '.snappy'],
    ]);
    assert.equal(CONTENT_TYPE, 'application/octet-stream');
  });
});

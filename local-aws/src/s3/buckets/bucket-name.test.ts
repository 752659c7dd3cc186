import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBucketName } from './bucket-name.js';

describe('isBucketName', () => {
  const good = ['abc', 'a.b-c', '123', 'x'.repeat(63), '1.2.3', 'receive-streaming-data', '1.2.3.4a'];
  for (const name of good) it(`takes ${name}`, () => assert.equal(isBucketName(name), true));

  const bad = [
    '',
    'ab',
    'x'.repeat(64),
    'Upper',
    'under_score',
    'a b',
    'ä-bucket',
    '-abc',
    'abc-',
    '.abc',
    'abc.',
    'a..b',
    '192.168.5.4',
    'xn--bucket',
    'sthree-bucket',
    'amzn-s3-demo-bucket',
    'bucket-s3alias',
    'bucket--ol-s3',
    'bucket.mrap',
    'bucket--x-s3',
    'bucket--table-s3',
    'abc\n',
  ];
  for (const name of bad)
    it(`refuses ${JSON.stringify(name)}`, () => assert.equal(isBucketName(name), false));
});

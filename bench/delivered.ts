/** Reads what was delivered, and compares it with what was sent. */

import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { BUCKET } from './delivery-stream.js';
import { recordText } from './records.js';

/**
 * Checks that the objects of the bucket hold the records 0 to `count` - 1, each once, and nothing else.
 *
 * @returns the number of objects
 * @throws Error naming the first record that is missing, doubled or changed
 */
export async function checkDelivered(s3: S3Client, count: number): Promise<number> {
  const found = new Uint8Array(count);
  const keys = await listKeys(s3);
  for (const key of keys) {
    const object = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    const packed = await object.Body?.transformToByteArray();
    const text = gunzipSync(packed ?? new Uint8Array()).toString('utf8');
    for (const line of text.split('\n').slice(0, -1)) {
      const n = Number(/^\{"n":(\d+),/.exec(line)?.[1]);
      if (!(n < count) || recordText(n) !== `${line}\n`)
        throw new Error(`${key} has a record nobody sent: ${line}`);
      if (found[n] === 1) throw new Error(`The record ${n} was delivered twice, the second time in ${key}`);
      found[n] = 1;
    }
  }
  const missing = found.indexOf(0);
  if (missing >= 0) throw new Error(`The record ${missing} of ${count} was acknowledged and not delivered`);
  return keys.length;
}

async function listKeys(s3: S3Client): Promise<string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ContinuationToken }));
    for (const { Key } of page.Contents ?? []) keys.push(Key as string);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
}

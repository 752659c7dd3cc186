/** The process that P8 measures: streams 100,000 records, then so many more, and says by how many MiB it grew. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { Producer } from '../helpers/producer.js';
import { record } from './records.js';

const FIRST_RECORDS = 100_000;
const MIB = 1024 * 1024;
const [endpoint, records] = process.argv.slice(2);
const credentials = { accessKeyId: 'AKIABENCH00000000000', secretAccessKey: 'bench' };
const client = new FirehoseClient({ endpoint, region: 'us-east-1', credentials });

await stream(0, FIRST_RECORDS);
const before = process.memoryUsage.rss();
await stream(FIRST_RECORDS, Number(records));
process.stdout.write(`${(process.memoryUsage.rss() - before) / MIB}\n`);
client.destroy();

async function stream(first: number, count: number): Promise<void> {
  const producer = new Producer(client, 'clean');
  await pipeline(Readable.from(texts(first, first + count)), producer);
  if (producer.counters.accepted !== count)
    throw new Error(`${producer.counters.accepted} of ${count} accepted`);
}

function* texts(first: number, end: number): Generator<string> {
  for (let n = first; n < end; n += 1) yield JSON.stringify(record(n));
}

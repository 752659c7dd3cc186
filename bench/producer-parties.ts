/** Ways to send records, each against the null server for producers: what takes turns in a round. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { Producer, type ProducerOptions } from '../helpers/producer.js';
import { firehoseClient } from './delivery-stream.js';
import { BATCH_RECORDS, type BenchRecord } from './records.js';
import type { RunningServer } from './servers.js';

/** Sends all records to a delivery stream; resolves when each was accepted. */
export type Send = (stream: string, records: readonly BenchRecord[]) => Promise<void>;

const PEERS = join(dirname(fileURLToPath(import.meta.url)), '.peers', 'node_modules');

/** The producer of the lesson, on records as objects. */
export function producer(server: RunningServer, options: ProducerOptions = {}): Send {
  const client = firehoseClient(server);
  return async (stream, records) => {
    const one = new Producer(client, stream, options);
    await one.putAll(jsonOf(records));
    await one.close();
  };
}

function* jsonOf(records: readonly BenchRecord[]): Generator<string> {
  for (const record of records) yield JSON.stringify(record);
}

/** What everybody writes first: slice 500, send, await. It does not look at what was refused. */
export function sdkLoop(server: RunningServer): Send {
  const client = firehoseClient(server);
  return async (DeliveryStreamName, records) => {
    for (let first = 0; first < records.length; first += BATCH_RECORDS) {
      const batch = records.slice(first, first + BATCH_RECORDS);
      const Records = batch.map((record) => ({ Data: Buffer.from(`${JSON.stringify(record)}\n`) }));
      await client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
    }
  };
}

/** The original's way: one after the other, each in a call that is awaited. */
export function oneByOne(server: RunningServer): Send {
  const client = firehoseClient(server);
  return async (DeliveryStreamName, records) => {
    for (const record of records) {
      const Record = { Data: Buffer.from(`${JSON.stringify(record)}\n`) };
      await client.send(new PutRecordCommand({ DeliveryStreamName, Record }));
    }
  };
}

export interface Peer {
  name: string;
  send(server: RunningServer): Send;
}

/** The npm packages that do the same, with the SDK 2 that they need, where somebody has installed them. */
export function peers(): Peer[] {
  if (!existsSync(PEERS)) return [];
  const load = createRequire(join(PEERS, 'none.cjs'));
  const named = (name: string) =>
    `${name} ${(JSON.parse(readFileSync(join(PEERS, name, 'package.json'), 'utf8')) as { version: string }).version}`;
  process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
  const { Firehose } = load('aws-sdk');
  const client = ({ endpoint, credentials }: RunningServer, params = {}) =>
    new Firehose({ ...credentials, endpoint, region: 'us-east-1', params });
  const firehoser: Peer['send'] = (server) => {
    const { JSONDeliveryStream } = load('firehoser');
    return async (stream, records) => {
      const firehose = client(server, { DeliveryStreamName: stream });
      await new JSONDeliveryStream(stream, null, null, 1500, firehose).putRecords(records);
    };
  };
  const firehoseWriter: Peer['send'] = (server) => {
    const FirehoseWriter = load('firehose-writer');
    const v2 = client(server);
    return async (streamName, records) => {
      let left = records.length;
      // Its put() returns nothing: what was accepted is counted here, behind its back.
      await new Promise<void>((resolve, reject) => {
        const putRecordBatch = (params: { Records: unknown[] }) => ({
          promise: async () => {
            const answer = await v2.putRecordBatch(params).promise();
            left -= params.Records.length - answer.FailedPutCount;
            if (left === 0) resolve();
            return answer;
          },
        });
        const log = (level: string, message: string) => level === 'error' && reject(new Error(message));
        const writer = new FirehoseWriter({ streamName, firehoseClient: { putRecordBatch }, log });
        for (const record of records) writer.put(record);
        writer._flush();
      });
    };
  };
  return [
    { name: named('firehoser'), send: firehoser },
    { name: named('firehose-writer'), send: firehoseWriter },
  ];
}

/** The load of a producer: an SDK client that makes its records and has four PutRecordBatch calls in flight. */
import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { STREAM } from './delivery-stream.js';
import { BATCH_RECORDS, makeBatch } from './records.js';

export const IN_FLIGHT = 4;

/**
 * Sends batches, numbered from `first` on, while `goOn` says so.
 *
 * @param goOn is asked before each call, with the number of calls begun
 * @returns the number of records acknowledged
 * @throws Error when a record is refused, or a call fails: nothing is sent again
 */
export async function sendThroughSdk(
  client: FirehoseClient,
  first: number,
  goOn: (calls: number) => boolean,
): Promise<number> {
  let calls = 0;
  const lane = async () => {
    while (goOn(calls)) {
      const Records = makeBatch(first + calls * BATCH_RECORDS);
      calls += 1;
      const answer = await client.send(new PutRecordBatchCommand({ DeliveryStreamName: STREAM, Records }));
      const isWhole = answer.FailedPutCount === 0 && answer.RequestResponses?.length === BATCH_RECORDS;
      if (!isWhole)
        throw new Error(`PutRecordBatch refused ${answer.FailedPutCount} records of ${BATCH_RECORDS}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return calls * BATCH_RECORDS;
}

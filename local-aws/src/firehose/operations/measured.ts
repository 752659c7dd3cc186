/**
 * API-level metrics (AWS documentation, "Monitoring with CloudWatch metrics"): how many calls reached a stream,
 * and how long they took. A latency is that of the operation by the clock of local-aws, without the way over HTTP.
 */
import type { Operation } from '../../operation.js';
import type { MeasuredCall, Metrics } from '../metrics.js';
import type { FirehoseState } from '../state.js';

/** The input of an operation, of one stream or of all of them. */
type OfStream = { DeliveryStreamName?: string };

/** An operation whose calls are counted under CloudWatch's name for it; those to no stream are not. */
export function measured<Input extends object, Output>(
  name: MeasuredCall,
  operation: Operation<Input, Output>,
): Operation<Input, Output> {
  return {
    needs: operation.needs,
    async run(input, call) {
      const { clock, firehose } = call.aws;
      const metrics = metricsFor(firehose, input);
      const started = clock.now();
      try {
        return await operation.run(input, call);
      } finally {
        metrics?.call(name, clock.now() - started);
      }
    },
  };
}

/** The same for an operation that puts records, with what it put. */
export function measuredPut<Input extends object, Output>(
  name: 'PutRecord' | 'PutRecordBatch',
  operation: Operation<Input, Output>,
): Operation<Input, Output> {
  return measured(name, {
    needs: operation.needs,
    run(input, call) {
      const metrics = metricsFor(call.aws.firehose, input);
      const bytes = metrics?.sum('IncomingBytes') ?? 0;
      const records = metrics?.sum('IncomingRecords') ?? 0;
      const output = operation.run(input, call);
      // A put takes its records before it waits for anything: what came in meanwhile is what it put.
      if (metrics) {
        metrics.add(`${name}.Bytes`, metrics.sum('IncomingBytes') - bytes);
        if (name === 'PutRecordBatch') {
          metrics.add('PutRecordBatch.Records', metrics.sum('IncomingRecords') - records);
        }
      }
      return output;
    },
  });
}

function metricsFor(firehose: FirehoseState, input: OfStream): Metrics | undefined {
  if (input.DeliveryStreamName === undefined) return firehose.accountMetrics;
  const stream = firehose.find(input.DeliveryStreamName);
  return stream && firehose.metrics(stream);
}

/** The processors of a stream as steps that records go through. */
import type { ProcessingConfiguration, Processor } from '@aws-sdk/client-firehose';
import type { Clock } from '../../clock.js';
import { appendDelimiter } from './append-delimiter.js';
import { deAggregate } from './de-aggregation.js';
import type { Jq } from './jq.js';
import type { LambdaRunner } from './lambda.js';
import { extractMetadata } from './metadata-extraction.js';
import {
  deAggregationSettings,
  delimiterOf,
  extractionQuery,
  lambdaSettings,
} from './processor-parameters.js';
import type { ProcessedRecord, StepResult } from './record.js';

/** In which order processors work, however they are listed (AWS documentation); the delimiter is the last. */
const ORDER = ['RecordDeAggregation', 'Lambda', 'MetadataExtraction', 'AppendDelimiterToRecord'] as const;
type TypeHere = (typeof ORDER)[number];

export interface ProcessingTools {
  clock: Clock;
  jq: Jq;
  lambda: LambdaRunner;
}

/** One step of processing, its settings and tools inside. */
export type Step = (records: readonly ProcessedRecord[]) => Promise<StepResult> | StepResult;

/** What steps need to know of the stream that they belong to. */
export interface StreamOfSteps {
  deliveryStreamArn: string;
  region: string;
  /** The keys that the prefix takes from the query, as in `!{partitionKeyFromQuery:customer_id}`. */
  keysInPrefix: readonly string[];
}

/** Whether local-aws has a processor of this type. */
export function isProcessorHere(type: string | undefined): boolean {
  return ORDER.some((one) => one === type);
}

/** Processors, with their types, in the order in which they work. */
export function processorsInOrder(processors: readonly Processor[]): [TypeHere, Processor][] {
  return ORDER.flatMap((type) =>
    processors.filter((one) => one.Type === type).map((one): [TypeHere, Processor] => [type, one]),
  );
}

/**
 * The steps of a stream whose configuration was checked; none when processing is off.
 *
 * @throws AwsError InvalidArgumentException for parameters that the check refuses.
 */
export function stepsOf(
  configuration: ProcessingConfiguration | undefined,
  stream: StreamOfSteps,
  tools: ProcessingTools,
): Step[] {
  if (!configuration?.Enabled) return [];
  return processorsInOrder(configuration.Processors ?? []).map(([type, processor]) =>
    stepOf(type, processor, stream, tools),
  );
}

function stepOf(type: TypeHere, processor: Processor, stream: StreamOfSteps, tools: ProcessingTools): Step {
  switch (type) {
    case 'RecordDeAggregation': {
      const settings = deAggregationSettings(processor);
      return (records) => deAggregate(records, settings, tools.clock);
    }
    case 'Lambda': {
      const { arn, retries, batchBytes } = lambdaSettings(processor);
      const { deliveryStreamArn, region } = stream;
      const context = { deliveryStreamArn, region, retries, batchBytes };
      return (records) => tools.lambda.invoke(arn, records, context);
    }
    case 'MetadataExtraction': {
      const settings = { query: extractionQuery(processor), keysInPrefix: stream.keysInPrefix };
      return (records) => extractMetadata(records, settings, tools);
    }
    case 'AppendDelimiterToRecord': {
      const delimiter = delimiterOf(processor);
      return (records) => appendDelimiter(records, delimiter);
    }
  }
}

/**
 * Takes records through steps, one after the other. What a step fails goes no further.
 *
 * @throws WorkerClosed when the tools are closed meanwhile: the records are neither done nor failed.
 */
export async function runSteps(
  steps: readonly Step[],
  records: readonly ProcessedRecord[],
): Promise<StepResult> {
  let result: StepResult = { records: [...records], failed: [] };
  for (const step of steps) {
    const next = await step(result.records);
    result = { records: next.records, failed: result.failed.concat(next.failed) };
  }
  return result;
}

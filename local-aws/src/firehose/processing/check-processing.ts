/** Which processors AWS lets a stream have, and with which parameters. */
import type { ProcessingConfiguration, Processor, ProcessorType } from '@aws-sdk/client-firehose';
import { notInLocalAws } from '../../errors.js';
import { invalidArgument } from '../errors.js';
import type { Jq } from './jq.js';
import { MOST_KEYS } from './metadata-extraction.js';
import { WorkerEnded, WorkerTimedOut } from './owned-worker.js';
import { deAggregationSettings, extractionQuery, lambdaSettings } from './processor-parameters.js';
import { isProcessorHere, processorsInOrder } from './processors.js';
import { keysOfQuery } from './query-keys.js';

const MOST_PROCESSORS = 5;
const LEAST_SIZE_FOR_PARTITIONING_MB = 64;
const ONLY_WITH_PARTITIONING: readonly (ProcessorType | undefined)[] = [
  'MetadataExtraction',
  'RecordDeAggregation',
];

/** What processors depend on in the destination around them. */
export interface ProcessingSurroundings {
  isDynamicPartitioning: boolean;
  sizeInMBs: number;
  /** The keys that the prefix takes from the query, as in `!{partitionKeyFromQuery:customer_id}`. */
  keysInPrefix: readonly string[];
}

/**
 * Checks what a caller configures, before a stream is created or updated.
 *
 * @throws AwsError InvalidArgumentException for a configuration that AWS refuses, with its text where that is
 *   known (measured on AWS by the cdk-preflight project); NotImplemented for a processor that is not here.
 */
export async function checkProcessing(
  configuration: ProcessingConfiguration | undefined,
  surroundings: ProcessingSurroundings,
  jq: Jq,
): Promise<void> {
  const { isDynamicPartitioning, sizeInMBs, keysInPrefix } = surroundings;
  if (isDynamicPartitioning && sizeInMBs < LEAST_SIZE_FOR_PARTITIONING_MB) {
    throw invalidArgument(
      `BufferingHints.SizeInMBs must be at least ${LEAST_SIZE_FOR_PARTITIONING_MB} when Dynamic Partitioning is enabled.`,
    );
  }
  if (!configuration?.Enabled) return;
  const processors = configuration.Processors ?? [];
  if (processors.length < 1 || processors.length > MOST_PROCESSORS) {
    throw invalidArgument(
      `A maximum of ${MOST_PROCESSORS} and a minimum of 1 processor needs to be supplied when processing is enabled.`,
    );
  }
  for (const { Type } of processors) checkType(Type, processors, isDynamicPartitioning);
  for (const [type, processor] of processorsInOrder(processors)) {
    if (type === 'RecordDeAggregation') deAggregationSettings(processor);
    if (type === 'Lambda') lambdaSettings(processor);
    if (type === 'MetadataExtraction') await checkQuery(extractionQuery(processor), keysInPrefix, jq);
  }
}

/** That a type is here, allowed, and there only once: AWS's text for Lambda, and ours for the others. */
function checkType(
  type: ProcessorType | undefined,
  processors: readonly Processor[],
  isDynamicPartitioning: boolean,
): void {
  if (!isProcessorHere(type)) throw notInLocalAws('firehose', `the processor ${type}`);
  if (processors.filter((other) => other.Type === type).length > 1) {
    throw invalidArgument(`Cannot have more than 1 ${type} processor.`);
  }
  if (ONLY_WITH_PARTITIONING.includes(type) && !isDynamicPartitioning) {
    throw invalidArgument(
      `class com.amazonaws.services.firehose.internal.model.${type}Processor can only be present when Dynamic Partitioning is enabled.`,
    );
  }
}

/** The text for a query that jq does not compile is decided by us, as is the one for too many keys. */
async function checkQuery(query: string, keysInPrefix: readonly string[], jq: Jq): Promise<void> {
  const refusal = await jq.check(query).catch((error: unknown) => {
    if (error instanceof WorkerEnded || error instanceof WorkerTimedOut) return error.message;
    throw error;
  });
  if (refusal !== undefined) throw invalidArgument(`MetaDataExtraction JQ Query is not valid: ${refusal}`);
  const keys = keysOfQuery(query) ?? [];
  if (keys.length > MOST_KEYS) {
    throw invalidArgument(`MetaDataExtraction JQ Query can't contain more than ${MOST_KEYS} keys`);
  }
  if (keys.some((key) => !keysInPrefix.includes(key))) {
    throw invalidArgument(
      "MetaDataExtraction JQ Query can't contain keys that are not present in the S3 Prefix expression",
    );
  }
}

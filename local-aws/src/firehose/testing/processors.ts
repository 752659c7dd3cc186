/** Processing configurations as a caller writes them, and functions for them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Processor, ProcessorParameterName, ProcessorType } from '@aws-sdk/client-firehose';
import { handler } from '../processing/testing/functions.js';
import { ACCOUNT, type Settings } from './pipeline.js';

export const FUNCTION_ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:change`;

export function processor(
  Type: ProcessorType,
  parameters: Partial<Record<ProcessorParameterName, string>> = {},
): Processor {
  const Parameters = Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
    ParameterName: ParameterName as ProcessorParameterName,
    ParameterValue,
  }));
  return { Type, Parameters };
}

export function lambda(parameters: Partial<Record<ProcessorParameterName, string>> = {}): Processor {
  return processor('Lambda', { LambdaArn: FUNCTION_ARN, ...parameters });
}

export function query(MetadataExtractionQuery: string): Processor {
  return processor('MetadataExtraction', { MetadataExtractionQuery, JsonParsingEngine: 'JQ-1.6' });
}

export function processing(...Processors: Processor[]): Settings {
  return { ProcessingConfiguration: { Enabled: true, Processors } };
}

/** Dynamic partitioning by this prefix, with the smallest hints that AWS takes for it. */
export function partitionedBy(Prefix: string, ...processors: Processor[]): Settings {
  return {
    Prefix,
    ErrorOutputPrefix: 'err/!{firehose:error-output-type}/',
    BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
    DynamicPartitioningConfiguration: { Enabled: true },
    ...(processors.length > 0 ? processing(...processors) : {}),
  };
}

/** Writes the function `change`, whose handler has this body. */
export function writeFunction(folder: string, body: string): void {
  writeFileSync(join(folder, 'change.mjs'), handler(body));
}

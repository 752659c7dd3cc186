/**
 * From the parameters of a stream's processors, which AWS keeps as text, to the settings of the steps. Texts
 * of errors are AWS's where they are known (measured on AWS by the cdk-preflight project), else ours.
 */
import type { ProcessingConfiguration, Processor, ProcessorParameterName } from '@aws-sdk/client-firehose';
import { invalidArgument } from '../errors.js';
import { MIB } from '../stream.js';
import { delimiterBytes } from './append-delimiter.js';
import type { DeAggregationSettings } from './de-aggregation.js';
import { parseFunctionArn } from './lambda-function.js';

/** AWS's default of BufferSizeInMBs (API model). */
const DEFAULT_LAMBDA_BATCH_MIB = 1;
/** AWS's default of BufferIntervalInSeconds (API model). */
const DEFAULT_LAMBDA_INTERVAL_SECONDS = 60;
/** AWS's default of NumberOfRetries (API model). */
const DEFAULT_RETRIES = 3;

const LAMBDA_HINTS: [ProcessorParameterName, string][] = [
  ['BufferSizeInMBs', String(DEFAULT_LAMBDA_BATCH_MIB)],
  ['BufferIntervalInSeconds', String(DEFAULT_LAMBDA_INTERVAL_SECONDS)],
];

type Parameters = ReadonlyMap<string | undefined, string | undefined>;

function parametersOf(processor: Processor): Parameters {
  return new Map(processor.Parameters?.map((one) => [one.ParameterName, one.ParameterValue]));
}

/** A number that is written as AWS takes it, within its range; NaN for everything else. */
function numberIn(text: string, least: number, most: number, pattern: RegExp): number {
  const value = pattern.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : Number.NaN;
}

/** @throws AwsError InvalidArgumentException */
export function deAggregationSettings(processor: Processor): DeAggregationSettings {
  const parameters = parametersOf(processor);
  const type = parameters.get('SubRecordType');
  if (type === 'JSON') return { type };
  if (type !== 'DELIMITED') throw invalidArgument('SubRecordType has to be one of JSON, DELIMITED');
  const text = parameters.get('Delimiter');
  if (!text) throw invalidArgument('Delimiter should be present for DELIMITED');
  const delimiter = Buffer.from(text, 'base64');
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(text) && delimiter.length > 0;
  if (!isBase64) throw invalidArgument(`Delimiter should be base64 encoded, got ${text}`);
  return { type, delimiter };
}

export interface LambdaSettings {
  arn: string;
  /** The role that invokes the function, when it is not the destination's. */
  roleArn: string | undefined;
  /** After the first attempt. */
  retries: number;
  /** How much is collected for an invocation. */
  batchBytes: number;
  /** How long, in milliseconds of the clock. */
  interval: number;
}

/** @throws AwsError InvalidArgumentException */
export function lambdaSettings(processor: Processor): LambdaSettings {
  const parameters = parametersOf(processor);
  const arn = parameters.get('LambdaArn');
  const size = parameters.get('BufferSizeInMBs');
  const interval = parameters.get('BufferIntervalInSeconds');
  if (!arn) throw invalidArgument('LambdaArn is required when Lambda processor is used.');
  if (!parseFunctionArn(arn)) throw invalidArgument(`LambdaArn is not the ARN of a Lambda function: ${arn}`);
  const retries = numberIn(parameters.get('NumberOfRetries') ?? String(DEFAULT_RETRIES), 0, 300, /^\d+$/);
  if (Number.isNaN(retries)) {
    throw invalidArgument('Number of retries for lambda must be between 0 and 300.');
  }
  if ((size === undefined) !== (interval === undefined)) {
    throw invalidArgument(
      'Both BufferSizeInMBs and BufferIntervalInSeconds are required to configure buffering for lambda processor.',
    );
  }
  const batch = numberIn(size ?? String(DEFAULT_LAMBDA_BATCH_MIB), 0.2, 3, /^\d+(\.\d+)?$/);
  if (Number.isNaN(batch)) {
    throw invalidArgument('BufferSizeInMBs for lambda processor must be between 0.2 and 3.');
  }
  const seconds = numberIn(interval ?? String(DEFAULT_LAMBDA_INTERVAL_SECONDS), 0, 900, /^\d+$/);
  if (Number.isNaN(seconds)) {
    throw invalidArgument('BufferIntervalInSeconds for lambda processor must be between 0 and 900.');
  }
  const roleArn = parameters.get('RoleArn');
  return { arn, roleArn, retries, batchBytes: Math.floor(batch * MIB), interval: seconds * 1_000 };
}

/**
 * A processing configuration as AWS describes it: its Lambda processor with all five parameters, those that
 * were not given at AWS's defaults (API model; the Terraform provider filters the same five out again).
 *
 * @param roleArn the destination's role, which is the default of RoleArn.
 * @param roleBefore the role that was the default when the configuration was filled in before.
 */
export function withLambdaDefaults(
  configuration: ProcessingConfiguration,
  roleArn: string,
  roleBefore?: string,
): ProcessingConfiguration {
  const Processors = configuration.Processors?.map((processor) => {
    if (processor.Type !== 'Lambda') return processor;
    const given = (processor.Parameters ?? []).filter(
      ({ ParameterName, ParameterValue }) => ParameterName !== 'RoleArn' || ParameterValue !== roleBefore,
    );
    const names = new Set(given.map(({ ParameterName }) => ParameterName));
    const hasHints = names.has('BufferSizeInMBs') || names.has('BufferIntervalInSeconds');
    const defaults: [ProcessorParameterName, string][] = [
      ['NumberOfRetries', String(DEFAULT_RETRIES)],
      ['RoleArn', roleArn],
      ...(hasHints ? [] : LAMBDA_HINTS),
    ];
    const added = defaults
      .filter(([name]) => !names.has(name))
      .map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }));
    return { ...processor, Parameters: [...given, ...added] };
  });
  return { ...configuration, Processors };
}

/** @throws AwsError InvalidArgumentException */
export function extractionQuery(processor: Processor): string {
  const parameters = parametersOf(processor);
  if (parameters.get('JsonParsingEngine') !== 'JQ-1.6') {
    throw invalidArgument('MetaDataExtraction JSON Parsing Engine has to be one of JQ-1.6');
  }
  const query = parameters.get('MetadataExtractionQuery');
  if (!query) throw invalidArgument('MetaDataExtraction JQ Query is required.');
  return query;
}

/** The bytes that AppendDelimiterToRecord puts behind every record. */
export function delimiterOf(processor: Processor): Uint8Array {
  return delimiterBytes(parametersOf(processor).get('Delimiter'));
}

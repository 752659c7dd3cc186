/**
 * Inputs of Firehose's operations, made up from the SDK's schemas and our table of limits: right ones, ones that
 * are wrong in one known way, and wild ones. The same seed makes the same inputs.
 */
import type { Constraint } from '../../wire/constraints.js';
import { operationSchemas, type Schema } from '../../wire/schemas.js';
import { constraints } from '../operations/limits.js';
import { DESTINATION_ID } from '../stream.js';
import { BUCKET_ARN, ROLE_ARN } from './pipeline.js';

/** Numbers from 0 to below 1. */
export type Random = () => number;

/** Mulberry32, a small generator that is good enough to choose. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Somewhere in an input: what is there can be exchanged, or taken away. */
interface Place {
  path: string;
  schema: Schema;
  set(value: Json | undefined): void;
}

/** An input, and what its answer must be: one of these codes, or any that AWS has. */
export interface GeneratedInput {
  input: Json;
  expected: 'SerializationException' | 'ValidationException' | 'neither' | 'anything';
}

/** Text that keeps the pattern of its member, by the member's name, or its operation and path. */
const TEXTS: Record<string, readonly string[]> = {
  AWSKMSKeyARN: ['arn:aws:kms:us-east-1:000000000000:key/k'],
  BucketARN: [BUCKET_ARN, 'arn:aws:s3:::none'],
  CurrentDeliveryStreamVersionId: ['1', '1', '1', '2', '3', '007'],
  CustomTimeZone: ['UTC', 'Europe/Berlin', 'Nowhere', ''],
  'CreateDeliveryStream.DeliveryStreamName': ['new0', 'new1', 'new2', 'new3', 's1'],
  DeliveryStreamName: ['s1', 's2', 's3', 's1', 's2', 's3', 'new0', 'new1', 'none'],
  DestinationId: [...Array(4).fill(DESTINATION_ID), 'other'],
  ErrorOutputPrefix: ['', 'e/', 'e/!{firehose:error-output-type}/', '!{', '!{timestamp:yyyy'],
  FileExtension: ['', '.json', '.a.b'],
  KeyARN: ['arn:aws:kms:us-east-1:000000000000:alias/a', 'arn:aws:kms:eu-west-1:000000000000:key/k'],
  ParameterValue: ['JSON', 'DELIMITED', 'IyM=', '{k: .k}', '{', 'JQ-1.6', '3', '-1', 'NaN', '\\n'],
  Prefix: [
    '',
    'p/',
    '!{timestamp:yyyy}/',
    '!{partitionKeyFromQuery:k}/',
    '!{timestamp:QQQQ',
    '}!{',
    "!{timestamp:'",
  ],
  RoleARN: [
    ...Array(8).fill(ROLE_ARN),
    'arn:aws:iam::000000000000:role/none',
    'arn:aws:iam::111111111111:role/theirs',
  ],
};
const WORDS = ['a', 'word', 'Ünïcödé', 'x'.repeat(50)];

/** How often a member is there that need not be: mostly one S3 destination, seldom what is not in local-aws. */
function shareOf(path: string): number {
  if (/^ExtendedS3Destination\w+$/.test(path)) return 0.9;
  if (/^(?!DirectPut)\w+(Source|Destination)(Configuration|Update)$/.test(path)) return 0.05;
  return path.endsWith('DataFormatConversionConfiguration') ? 0.05 : 0.3;
}

function limitOf(operation: string, path: string): Constraint {
  return constraints[operation]?.[path] ?? {};
}

/** Makes a value of a schema that keeps all limits, and notes every place in it. */
function make(operation: string, schema: Schema, path: string, random: Random, places: Place[]): Json {
  const limit = limitOf(operation, path);
  if (schema.isStructSchema()) return makeStructure(operation, schema, path, random, places);
  if (schema.isListSchema()) {
    const list: Json[] = [];
    const count = (limit.minLength ?? 0) + Math.floor(random() * 3);
    for (let i = 0; i < count; i += 1) {
      const entry = schema.getValueSchema();
      places.push({ path: `${path}[]`, schema: entry, set: (value) => list.splice(i, 1, value ?? null) });
      list.push(make(operation, entry, `${path}[]`, random, places));
    }
    return list;
  }
  if (schema.isMapSchema()) return { a: 'word' };
  if (schema.isBooleanSchema()) return random() < 0.5;
  if (schema.isBlobSchema())
    return Buffer.from(pick(random, ['', '{"k": "v"}', 'text\n'])).toString('base64');
  if (schema.isNumericSchema() || schema.isTimestampSchema()) {
    const { min = 0, max = min + 1_000 } = limit;
    return pick(random, [min, max, min + Math.floor(random() * (max - min))]);
  }
  if (limit.enum) return pick(random, limit.enum);
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (name.startsWith('ExclusiveStart')) return pick(random, ['s1', 'word']);
  return pick(
    random,
    TEXTS[`${operation}.${path}`] ?? TEXTS[name] ?? (limit.pattern?.includes('A-Z') ? ['word'] : WORDS),
  );
}

function makeStructure(
  operation: string,
  schema: Schema,
  path: string,
  random: Random,
  places: Place[],
): Json {
  const made: Record<string, Json> = {};
  for (const [name, member] of schema.structIterator()) {
    const at = path === '' ? name : `${path}.${name}`;
    if (!limitOf(operation, at).required && random() >= shareOf(at)) continue;
    places.push({
      path: at,
      schema: member,
      set(value) {
        if (value === undefined) delete made[name];
        else made[name] = value;
      },
    });
    made[name] = make(operation, member, at, random, places);
  }
  return made;
}

const operations = await operationSchemas('firehose');

function generate(operation: string, random: Random): { input: Json; places: Place[] } {
  const schema = operations.get(operation)?.input;
  if (!schema) throw new Error(`Firehose has no operation ${operation}`);
  const places: Place[] = [];
  return { input: make(operation, schema, '', random, places), places };
}

/** An input that keeps all limits. What it means may still be refused. */
export function validInput(operation: string, random: Random): GeneratedInput {
  return { input: generate(operation, random).input, expected: 'neither' };
}

/** An input with a value of the wrong JSON type in one place. */
export function wronglyTyped(operation: string, random: Random): GeneratedInput {
  const { input, places } = generate(operation, random);
  if (places.length === 0)
    return { input: pick(random, ['text', 5, [], true]), expected: 'SerializationException' };
  const { schema, set } = pick(random, places);
  set(pick(random, wrongTypes(schema)));
  return { input, expected: 'SerializationException' };
}

function wrongTypes(schema: Schema): Json[] {
  if (schema.isStructSchema() || schema.isMapSchema()) return ['text', 5, true, [], [{}]];
  if (schema.isListSchema()) return ['text', 5, false, {}, { 0: 'a' }];
  if (schema.isBooleanSchema()) return ['true', 1, [], {}];
  if (schema.isNumericSchema() || schema.isTimestampSchema()) return ['5', true, [], {}];
  if (schema.isBlobSchema()) return [5, [], {}, '*', 'YQ=', true];
  return [5, true, [], {}, ['text']];
}

/** An input that breaks one limit in one place. */
export function outsideLimits(operation: string, random: Random): GeneratedInput {
  const { input, places } = generate(operation, random);
  const breaks = places.flatMap(({ path, schema, set }) =>
    breaking(limitOf(operation, path), schema).map((value) => () => set(value)),
  );
  if (breaks.length === 0) return { input, expected: 'neither' };
  pick(random, breaks)();
  return { input, expected: 'ValidationException' };
}

/** Values that break a limit; undefined takes the member away. */
function breaking(limit: Constraint, schema: Schema): (Json | undefined)[] {
  const values: (Json | undefined)[] = [];
  if (limit.required) values.push(undefined, null);
  if (limit.min !== undefined) values.push(limit.min - 1);
  if (limit.max !== undefined) values.push(limit.max + 1, 1e300);
  if (limit.enum) values.push('Nothing', '');
  if (schema.isListSchema()) {
    if (limit.minLength) values.push([]);
  } else if (schema.isBlobSchema()) {
    if (limit.maxLength) values.push(Buffer.alloc(limit.maxLength + 1).toString('base64'));
  } else {
    if (limit.minLength) values.push('');
    if (limit.maxLength) values.push('x'.repeat(limit.maxLength + 1));
  }
  const { pattern } = limit;
  if (pattern !== undefined) {
    const isBroken = (text: string) => !new RegExp(`^(?:${pattern})$`, 'u').test(text);
    values.push(...['\n', 'a\nb', ' ', ':*', 'aws:x', '💥', '\u0000'].filter(isBroken));
  }
  return values;
}

/** An input in which anything can be anything. */
export function wildInput(operation: string, random: Random): GeneratedInput {
  const { input, places } = generate(operation, random);
  for (const { set } of places) if (random() < 0.2) set(wildJson(random, 0));
  return { input: random() < 0.1 ? wildJson(random, 0) : input, expected: 'anything' };
}

const WILD_TEXTS = [
  '',
  '\ud800',
  '\u0000',
  '__proto__',
  'constructor',
  '💥'.repeat(100),
  '-1',
  'x'.repeat(10_000),
];
const WILD_NAMES = ['__proto__', 'constructor', 'toString', 'length', 'Key', 'Data', 'Type', '', '💥'];

function wildJson(random: Random, depth: number): Json {
  const kind = Math.floor(random() * (depth > 4 ? 4 : 6));
  if (kind === 0) return null;
  if (kind === 1) return random() < 0.5;
  if (kind === 2) return pick(random, [0, -0, -1, 1.5, 1e300, 2 ** 53]);
  if (kind === 3) return pick(random, WILD_TEXTS);
  const values = Array.from({ length: Math.floor(random() * 4) }, () => wildJson(random, depth + 1));
  if (kind === 4) return values;
  return Object.fromEntries(values.map((value) => [pick(random, WILD_NAMES), value]));
}

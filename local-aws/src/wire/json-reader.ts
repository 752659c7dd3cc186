/**
 * Reads parsed JSON as the input that a schema describes, in one walk: base64 into bytes, epoch seconds into
 * Dates, and every value of the wrong type refused. (The SDK's own reader lets those through, which is right
 * for a client and wrong for a server.) A reader is made once per schema, since a batch has 500 records.
 */
import { AwsError } from '../errors.js';
import type { Schema } from './schemas.js';

type Read = (value: unknown) => unknown;

/**
 * Makes the reader of a schema.
 *
 * @returns a function that throws AwsError SerializationException for a value of the wrong type
 */
export function jsonReader(schema: Schema): Read {
  if (schema.isStructSchema()) return structureReader(schema);
  if (schema.isListSchema()) return listReader(jsonReader(schema.getValueSchema()));
  if (schema.isMapSchema()) return mapReader(jsonReader(schema.getValueSchema()));
  if (schema.isBlobSchema()) return readBlob;
  if (schema.isBooleanSchema()) return typed('boolean', 'a Boolean');
  if (schema.isNumericSchema()) return typed('number', 'a Number');
  if (schema.isTimestampSchema()) return readTimestamp;
  return typed('string', 'a String');
}

function structureReader(schema: Schema): Read {
  let members: [name: string, read: Read][] | undefined;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw wrongType(value, 'a structure');
    // Only now, since a schema may contain itself.
    members ??= [...schema.structIterator()].map(([name, member]) => [name, jsonReader(member)]);
    const read: Record<string, unknown> = {};
    for (const [name, readMember] of members) {
      const member = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      if (member !== undefined && member !== null) read[name] = readMember(member);
    }
    return read;
  };
}

function listReader(read: Read): Read {
  return (value) => {
    if (!Array.isArray(value)) throw wrongType(value, 'a List');
    return value.map((entry) => (entry === null ? null : read(entry)));
  };
}

function mapReader(read: Read): Read {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(value, 'a Map');
    const entries = Object.entries(value).map(([name, entry]) => [name, entry === null ? null : read(entry)]);
    return Object.fromEntries(entries);
  };
}

function typed(type: 'boolean' | 'number' | 'string', wanted: string): Read {
  return (value) => {
    if (typeof value !== type) throw wrongType(value, wanted);
    return value;
  };
}

/** Node skips what is not base64, so bytes are missing then; it also takes the alphabet of URLs, which AWS does not. */
function readBlob(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw wrongType(value, 'a Blob');
  const bytes = Buffer.from(value, 'base64');
  const padding = value.endsWith('==') ? 2 : value.endsWith('=') ? 1 : 0;
  const isWhole = value.length % 4 === 0 && bytes.byteLength === (value.length / 4) * 3 - padding;
  if (isWhole && !value.includes('-') && !value.includes('_')) return bytes;
  throw new AwsError('SerializationException', 400, 'A Blob is not valid base64.');
}

function readTimestamp(value: unknown): Date {
  if (typeof value !== 'number') throw wrongType(value, 'a Timestamp');
  return new Date(value * 1000);
}

/** AWS names the types in its own words: `NUMBER_VALUE can not be converted to a String`. */
function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return 'NUMBER_VALUE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return Array.isArray(value) ? 'Start of list' : 'Start of structure or map';
}

function wrongType(value: unknown, wanted: string): AwsError {
  const message =
    typeof value === 'object'
      ? `${typeName(value)} found where not expected.`
      : `${typeName(value)} can not be converted to ${wanted}`;
  return new AwsError('SerializationException', 400, message);
}

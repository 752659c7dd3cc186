/**
 * Makes of parsed JSON the input that a schema describes, in one walk: base64 becomes bytes, epoch seconds
 * become Dates, and every value of the wrong type is refused. (The SDK's own reader lets those through, which
 * is right for a client and wrong for a server.) A reader is made once per schema, since a batch has 500
 * records, and changes what was parsed in place, since nobody else has it.
 */
import { AwsError } from '../errors.js';
import { BlobArena } from './blob-arena.js';
import type { Schema } from './schemas.js';

type Read = (value: unknown, blobs: BlobArena) => unknown;

/**
 * Makes the reader of a schema.
 *
 * @returns a function of a parsed value, which it changes, and of memory for its blobs, as long as the JSON text at
 *   least. It throws AwsError SerializationException for a value of the wrong type.
 */
export function jsonReader(schema: Schema): (value: unknown, memory: Buffer) => unknown {
  const read = readerOf(schema);
  return (value, memory) => read(value, new BlobArena(memory));
}

function readerOf(schema: Schema): Read {
  if (schema.isStructSchema()) return structureReader(schema);
  if (schema.isListSchema()) return listReader(readerOf(schema.getValueSchema()));
  if (schema.isMapSchema()) return mapReader(readerOf(schema.getValueSchema()));
  if (schema.isBlobSchema()) return readBlob;
  if (schema.isBooleanSchema()) return typed('boolean', 'a Boolean');
  if (schema.isNumericSchema()) return typed('number', 'a Number');
  if (schema.isTimestampSchema()) return readTimestamp;
  return typed('string', 'a String');
}

function structureReader(schema: Schema): Read {
  let members: Map<string, Read> | undefined;
  return (value, blobs) => {
    const structure = requireObject(value, 'a structure');
    // Only now, since a schema may contain itself.
    members ??= new Map([...schema.structIterator()].map(([name, member]) => [name, readerOf(member)]));
    for (const name of Object.keys(structure)) {
      const read = members.get(name);
      const member = structure[name];
      if (!read || member === null) delete structure[name];
      else structure[name] = read(member, blobs);
    }
    return structure;
  };
}

function listReader(read: Read): Read {
  return (value, blobs) => {
    if (!Array.isArray(value)) throw wrongType(value, 'a List');
    for (let i = 0; i < value.length; i += 1) if (value[i] !== null) value[i] = read(value[i], blobs);
    return value;
  };
}

function mapReader(read: Read): Read {
  return (value, blobs) => {
    const map = requireObject(value, 'a Map');
    for (const key of Object.keys(map)) if (map[key] !== null) map[key] = read(map[key], blobs);
    return map;
  };
}

function requireObject(value: unknown, wanted: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw wrongType(value, wanted);
}

function typed(type: 'boolean' | 'number' | 'string', wanted: string): Read {
  return (value) => {
    if (typeof value !== type) throw wrongType(value, wanted);
    return value;
  };
}

function readBlob(value: unknown, blobs: BlobArena): Uint8Array {
  if (typeof value !== 'string') throw wrongType(value, 'a Blob');
  const bytes = blobs.decode(value);
  if (!bytes) throw new AwsError('SerializationException', 400, 'A Blob is not valid base64.');
  return bytes;
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

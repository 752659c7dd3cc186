/** AWS JSON 1.1, the protocol of Firehose: `POST /` with the operation in the header `x-amz-target`. */
import { AwsError } from '../errors.js';
import type { HttpRequest, HttpResponse } from './message.js';
import { fromJson, type OperationSchema, type Schema, toJson } from './schemas.js';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/**
 * Reads the body as the operation's input.
 *
 * @throws AwsError SerializationException when the body is not JSON or a member has the wrong type.
 */
export function decodeJson(schema: OperationSchema, request: HttpRequest): object {
  let value: unknown;
  try {
    value = request.body.length === 0 ? {} : JSON.parse(request.body.toString('utf8'));
  } catch (cause) {
    throw new AwsError('SerializationException', 400, 'The request body is not valid JSON.', {}, { cause });
  }
  if (value === null) throw wrongType(value, 'a structure');
  checkTypes(schema.input, value);
  return fromJson(schema.input, value);
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

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The SDK's reader drops unknown members and lets wrong types through; a server must not. */
function checkTypes(schema: Schema, value: unknown): void {
  if (value === null || value === undefined) return;
  if (schema.isStructSchema()) {
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(value, 'a structure');
    for (const [name, member] of schema.structIterator())
      checkTypes(member, (value as Record<string, unknown>)[name]);
  } else if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrongType(value, 'a List');
    const member = schema.getValueSchema();
    for (const entry of value) checkTypes(member, entry);
  } else if (schema.isMapSchema()) {
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(value, 'a Map');
    for (const entry of Object.values(value as object)) checkTypes(schema.getValueSchema(), entry);
  } else if (schema.isBlobSchema()) {
    if (typeof value !== 'string') throw wrongType(value, 'a Blob');
    if (value.length % 4 !== 0 || !BASE64.test(value)) {
      throw new AwsError('SerializationException', 400, 'A Blob is not valid base64.');
    }
  } else if (schema.isBooleanSchema()) {
    if (typeof value !== 'boolean') throw wrongType(value, 'a Boolean');
  } else if (schema.isNumericSchema()) {
    if (typeof value !== 'number') throw wrongType(value, 'a Number');
  } else if (schema.isTimestampSchema()) {
    if (typeof value !== 'number') throw wrongType(value, 'a Timestamp');
  } else if (schema.isStringSchema() && typeof value !== 'string') {
    throw wrongType(value, 'a String');
  }
}

export function encodeJson(schema: OperationSchema, output: object): HttpResponse {
  return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: toJson(schema.output, output) };
}

/**
 * Authorisation failures carry `Message` with a capital M, everything else `message`
 * (seen in answers of the real service quoted in public issues).
 */
export function encodeJsonError(error: AwsError): HttpResponse {
  const member = error.code === 'AccessDeniedException' ? 'Message' : 'message';
  const body: Record<string, string | number> = { __type: error.code };
  if (error.message) body[member] = error.message;
  Object.assign(body, error.details);
  return {
    status: error.status,
    headers: { ...error.headers, 'content-type': CONTENT_TYPE },
    body: JSON.stringify(body),
  };
}

/** AWS JSON 1.1, the protocol of Firehose: `POST /` with the operation in the header `x-amz-target`. */
import { AwsError } from '../errors.js';
import { jsonReader } from './json-reader.js';
import { memoized } from './memoized.js';
import type { HttpRequest, HttpResponse } from './message.js';
import { type OperationSchema, toJson } from './schemas.js';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/**
 * Reads the body as the operation's input, whose blobs take its place: the body is not what it was afterwards, and
 * the blobs last as long as its memory.
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
  return readerOf(schema)(value, request.body) as object;
}

const readerOf = memoized((schema: OperationSchema) => jsonReader(schema.input));

/** An output that an operation has written itself, as JSON in ASCII: where it is large and nothing needs escaping. */
export class WrittenJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function encodeJson(schema: OperationSchema, output: object): HttpResponse {
  const headers = { 'content-type': CONTENT_TYPE };
  if (output instanceof WrittenJson) return { status: 200, headers, body: output.text, isAscii: true };
  return { status: 200, headers, body: toJson(schema.output, output) };
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

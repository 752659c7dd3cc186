/** REST-XML, the protocol of S3: the operation hides in method, path, query and headers. */
import { Readable } from 'node:stream';
import { AwsError } from '../errors.js';
import { memoized } from './memoized.js';
import type { HttpHead, HttpRequest, HttpResponse } from './message.js';
import { fromText, fromXml, type OperationSchema, operationSchemas, type Schema } from './schemas.js';
import { escapeXml } from './xml.js';
import { xmlWriter } from './xml-writer.js';

const XMLNS = 'http://s3.amazonaws.com/doc/2006-03-01/';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** What `/bucket/key?query` names. A path is split at its first slash only: keys may hold any others. */
export interface S3Address {
  bucket: string | undefined;
  key: string | undefined;
  query: URLSearchParams;
}

/** @throws AwsError InvalidURI when a percent-escape in the path is broken. */
export function readAddress(request: HttpHead): S3Address {
  const path = request.path.slice(1);
  const slash = path.indexOf('/');
  const bucket = slash < 0 ? path : path.slice(0, slash);
  const key = slash < 0 ? '' : path.slice(slash + 1);
  try {
    return {
      bucket: bucket === '' ? undefined : decodeURIComponent(bucket),
      key: key === '' ? undefined : decodeURIComponent(key),
      query: new URLSearchParams(request.query),
    };
  } catch (cause) {
    throw new AwsError('InvalidURI', 400, "Couldn't parse the specified URI.", {}, { cause });
  }
}

/** What a request must show to be the operation, taken from the operation's schema once. */
interface Route {
  operation: OperationSchema;
  method: string;
  takesBucket: boolean;
  takesKey: boolean;
  /** Query parameters that must be there, with the value they must have, if any. */
  query: [name: string, value: string | undefined][];
  headers: string[];
  /** Every query parameter that the operation knows. */
  parameters: Set<string>;
}

function routeOf(operation: OperationSchema): Route | undefined {
  if (!operation.http) return undefined;
  const [method, uri] = operation.http;
  const [path = '', literals = ''] = uri.split('?');
  const route: Route = {
    operation,
    method,
    takesBucket: false,
    takesKey: path.includes('{Key+}'),
    query: [],
    headers: [],
    parameters: new Set(['x-id']),
  };
  for (const literal of literals.split('&')) {
    const [name = '', value] = literal.split('=');
    if (name !== '' && name !== 'x-id') route.query.push([name, value]);
    route.parameters.add(name);
  }
  for (const [, member] of operation.input.isStructSchema() ? operation.input.structIterator() : []) {
    const { httpQuery } = member.getMergedTraits();
    if (httpQuery) route.parameters.add(String(httpQuery));
  }
  for (const name of requiredMembers(operation.input)) {
    const traits = operation.input.getMemberSchema(name).getMergedTraits();
    if (traits.httpQuery) route.query.push([String(traits.httpQuery), undefined]);
    if (traits.httpHeader) route.headers.push(String(traits.httpHeader).toLowerCase());
  }
  route.takesBucket = operation.input.isStructSchema() && hasMember(operation.input, 'Bucket');
  return route;
}

/** Static structures list their required members first and end with their number. */
function requiredMembers(schema: Schema): string[] {
  if (!schema.isStructSchema()) return [];
  const raw = schema.getSchema() as unknown as [
    unknown,
    unknown,
    unknown,
    unknown,
    string[],
    unknown[],
    number?,
  ];
  return raw[4].slice(0, raw[6] ?? 0);
}

function hasMember(schema: Schema, name: string): boolean {
  for (const [member] of schema.structIterator()) if (member === name) return true;
  return false;
}

let routes: Route[] | undefined;

/** Made when the first request needs them: a server starts sooner without. */
function allRoutes(): Route[] {
  routes ??= [...operationSchemas.s3.values()].flatMap((operation) => routeOf(operation) ?? []);
  return routes;
}

/** The operation that a request asks for: of all that fit, the one that demands the most. */
export function routeS3(request: HttpHead, address: S3Address): string | undefined {
  const headers = headersOf(request, address);
  let best: Route | undefined;
  for (const route of allRoutes()) {
    if (route.method !== request.method) continue;
    if (route.takesBucket !== (address.bucket !== undefined)) continue;
    if (route.takesKey !== (address.key !== undefined)) continue;
    if (
      !route.query.every(
        ([name, value]) =>
          address.query.has(name) && (value === undefined || address.query.get(name) === value),
      )
    ) {
      continue;
    }
    if (!route.headers.every((name) => name in headers)) continue;
    if (!best || demands(route) > demands(best)) best = route;
  }
  if (best) refuseUnknownSubresource(best, address.query);
  return best?.operation.name;
}

/**
 * A parameter without a value names a part of a bucket or object. One that no schema knows is of an operation
 * newer than they are: to take it for the plain operation would delete a bucket instead of its part.
 */
function refuseUnknownSubresource(route: Route, query: URLSearchParams): void {
  for (const [name, value] of query) {
    if (value !== '' || route.parameters.has(name)) continue;
    throw new AwsError('NotImplemented', 501, `The subresource ?${name} is not in local-aws.`);
  }
}

function demands(route: Route): number {
  return route.query.length + route.headers.length;
}

/**
 * The headers of a request, and those that a presigned URL carries in its query, as the SDK v3 and boto3 write them
 * there.
 * Not their checksums: those are of an empty body, since nobody knew the real one when the URL was made.
 */
function headersOf(request: HttpHead, { query }: S3Address): Readonly<Record<string, string>> {
  if (!query.has('X-Amz-Signature') && !query.has('Signature')) return request.headers;
  const carried = [...query].filter(([name]) => /^x-amz-(?!checksum-|sdk-)/.test(name));
  return { ...Object.fromEntries(carried), ...request.headers };
}

/**
 * Reads path, query, headers and body as the operation's input.
 *
 * @throws AwsError MalformedXML for a body that is not the expected document, InvalidArgument for a header
 *   or parameter of the wrong type.
 */
export function decodeRestXml(schema: OperationSchema, request: HttpRequest, address: S3Address): object {
  const input: Record<string, unknown> = {};
  const headers = headersOf(request, address);
  for (const [name, member] of schema.input.structIterator()) {
    const traits = member.getMergedTraits();
    if (name === 'Bucket') input.Bucket = address.bucket;
    else if (name === 'Key' && traits.httpLabel) input.Key = address.key;
    else if (traits.httpPayload) readPayload(name, member, request, input);
    else if (traits.httpPrefixHeaders)
      readPrefixHeaders(name, String(traits.httpPrefixHeaders), headers, input);
    else {
      const text = traits.httpHeader
        ? headers[String(traits.httpHeader).toLowerCase()]
        : traits.httpQuery
          ? (address.query.get(String(traits.httpQuery)) ?? undefined)
          : undefined;
      // Recorded on AWS: a number that is left empty, as in `?max-parts=`, is not given.
      if (text !== undefined && !(text === '' && member.isNumericSchema()))
        input[name] = readScalar(member, text, String(traits.httpHeader ?? traits.httpQuery));
    }
  }
  return input;
}

function readPayload(
  name: string,
  member: Schema,
  request: HttpRequest,
  input: Record<string, unknown>,
): void {
  if (!member.isStructSchema()) {
    input[name] = request.body;
    return;
  }
  if (request.body.length === 0) return;
  try {
    input[name] = fromXml(member, request.body);
  } catch (cause) {
    const message =
      'The XML you provided was not well-formed or did not validate against our published schema';
    throw new AwsError('MalformedXML', 400, message, {}, { cause });
  }
}

function readPrefixHeaders(
  name: string,
  prefix: string,
  headers: Readonly<Record<string, string>>,
  input: Record<string, unknown>,
): void {
  const entries = Object.entries(headers).filter(([header]) => header.startsWith(prefix.toLowerCase()));
  if (entries.length > 0) {
    input[name] = Object.fromEntries(entries.map(([header, value]) => [header.slice(prefix.length), value]));
  }
}

/** What a header of HTTP can carry. */
const HEADER_TEXT = /^[\t\x20-\x7e\x80-\xff]*$/;

function readScalar(member: Schema, text: string, name: string): unknown {
  if (name.startsWith('response-') && !HEADER_TEXT.test(text)) {
    const details = { ArgumentName: name, ArgumentValue: text };
    throw new AwsError(
      'InvalidArgument',
      400,
      'Header value cannot be represented using ISO-8859-1.',
      details,
    );
  }
  try {
    if (member.isListSchema())
      return text.split(',').map((entry) => fromText(member.getValueSchema(), entry.trim()));
    return fromText(member, text);
  } catch (cause) {
    const details = { ArgumentName: name, ArgumentValue: text };
    const message = member.isNumericSchema()
      ? `Provided ${name} not an integer or within integer range` // public transcripts
      : `The value of ${name} has the wrong type.`;
    throw new AwsError('InvalidArgument', 400, message, details, { cause });
  }
}

/** Where S3 answers with another status than its model says (recorded on AWS). */
const RECORDED_STATUS: Readonly<Record<string, number>> = { PutBucketPolicy: 204, PutBucketTagging: 204 };

export function encodeRestXml(schema: OperationSchema, output: object): HttpResponse {
  const status = RECORDED_STATUS[schema.name] ?? schema.http?.[2] ?? 200;
  const response: HttpResponse = { status, headers: {} };
  const values = output as Record<string, unknown>;
  // The model has one status per operation; a partial content is told by its range.
  if (values.ContentRange !== undefined) response.status = 206;
  // It goes first: behind a Content-Length, Node takes it for UTF-8, and fails on the ISO-8859-1 that it is.
  if (values.ContentDisposition !== undefined) {
    response.headers['content-disposition'] = headerText(values.ContentDisposition);
  }
  let hasBody = false;
  for (const [name, member] of schema.output.isStructSchema() ? schema.output.structIterator() : []) {
    const traits = member.getMergedTraits();
    const value = values[name];
    if (traits.httpHeader) {
      if (value !== undefined) response.headers[String(traits.httpHeader).toLowerCase()] = headerText(value);
    } else if (traits.httpPrefixHeaders) {
      for (const [key, text] of Object.entries((value ?? {}) as Record<string, string>)) {
        response.headers[String(traits.httpPrefixHeaders) + key] = text;
      }
    } else if (traits.httpPayload) {
      writePayload(member, value, response);
    } else {
      hasBody = true;
    }
  }
  if (hasBody) writeXml(response, bodyOf(schema, output));
  return response;
}

const documentWriter = memoized((schema: Schema) => xmlWriter(schema, { xmlns: XMLNS, milliseconds: true }));

/** GetBucketLocation's answer is one bare element, which the SDK's schema cannot say (AWS documentation). */
function bodyOf(schema: OperationSchema, output: object): string {
  if (schema.name !== 'GetBucketLocation') return documentWriter(schema.output)(output);
  const { LocationConstraint = '' } = output as { LocationConstraint?: string };
  return `<LocationConstraint xmlns="${XMLNS}">${escapeXml(LocationConstraint)}</LocationConstraint>`;
}

function writePayload(member: Schema, value: unknown, response: HttpResponse): void {
  if (value === undefined) return;
  if (value instanceof Readable || value instanceof Uint8Array || typeof value === 'string')
    response.body = value;
  else writeXml(response, documentWriter(member)(value));
}

function writeXml(response: HttpResponse, xml: string): void {
  response.headers['content-type'] = 'application/xml';
  response.body = DECLARATION + xml;
}

function headerText(value: unknown): string {
  if (value instanceof Date) return value.toUTCString();
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** S3's errors have no namespace, and members of their own after code and message. */
export function encodeRestXmlError(error: AwsError, requestId: string, hostId: string): HttpResponse {
  const details = Object.entries(error.details)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');
  return {
    status: error.status,
    headers: { ...error.headers, 'content-type': 'application/xml' },
    body:
      `${DECLARATION}<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>` +
      `${details}<RequestId>${requestId}</RequestId><HostId>${hostId}</HostId></Error>`,
  };
}

/** REST-XML, the protocol of S3: the operation hides in method, path, query and headers. */
import { Readable } from 'node:stream';
import { AwsError } from '../errors.js';
import { memoized } from './memoized.js';
import type { HttpRequest, HttpResponse } from './message.js';
import { headersOf, type S3Address } from './s3-routes.js';
import { fromText, fromXml, type OperationSchema, type Schema } from './schemas.js';
import { Utf8Text } from './utf8-text.js';
import { escapeXml } from './xml.js';
import { xmlWriter } from './xml-writer.js';

const XMLNS = 'http://s3.amazonaws.com/doc/2006-03-01/';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

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
  if (hasBody) writeBody(schema, output, response);
  return response;
}

const documentWriter = memoized((schema: Schema) => xmlWriter(schema, { xmlns: XMLNS, milliseconds: true }));

function writePayload(member: Schema, value: unknown, response: HttpResponse): void {
  if (value === undefined) return;
  if (value instanceof Readable || value instanceof Uint8Array || typeof value === 'string')
    response.body = value;
  else writeXml(response, (xml) => documentWriter(member)(value, xml));
}

function writeBody(schema: OperationSchema, output: object, response: HttpResponse): void {
  const isLocation = schema.name === 'GetBucketLocation';
  writeXml(response, isLocation ? location(output) : (xml) => documentWriter(schema.output)(output, xml));
}

/** GetBucketLocation's answer is one bare element, which the SDK's schema cannot say (AWS documentation). */
function location({ LocationConstraint = '' }: { LocationConstraint?: string }): (xml: Utf8Text) => void {
  const text = escapeXml(LocationConstraint);
  return (xml) => xml.add(`<LocationConstraint xmlns="${XMLNS}">${text}</LocationConstraint>`);
}

function writeXml(response: HttpResponse, write: (xml: Utf8Text) => void): void {
  const xml = new Utf8Text();
  xml.add(DECLARATION);
  write(xml);
  response.headers['content-type'] = 'application/xml';
  response.body = xml.toBytes();
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

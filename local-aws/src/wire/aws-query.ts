/** The Query protocol of IAM and STS: a form with `Action` and `Version` in, XML out. */
import { AwsError } from '../errors.js';
import { memoized } from './memoized.js';
import type { HttpRequest, HttpResponse } from './message.js';
import { fromNestedStrings, type OperationSchema } from './schemas.js';
import { Utf8Text } from './utf8-text.js';
import { escapeXml } from './xml.js';
import { xmlWriter } from './xml-writer.js';

/** The API versions that tell the two services apart, and the namespaces of their answers. */
export const QUERY_SERVICES = {
  '2010-05-08': { service: 'iam', xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  '2011-06-15': { service: 'sts', xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/' },
} as const;

type QueryService = (typeof QUERY_SERVICES)[keyof typeof QUERY_SERVICES]['service'];

function namespaceOf(service: QueryService): string {
  return Object.values(QUERY_SERVICES).find((entry) => entry.service === service)?.xmlns ?? '';
}

export function readForm(request: HttpRequest): URLSearchParams {
  return new URLSearchParams(request.body.length > 0 ? request.body.toString('utf8') : request.query);
}

type Nested = { [step: string]: Nested | string };

/** `Tags.member.1.Key=a` becomes `{ Tags: { member: [ { Key: 'a' } ] } }`, which the XML reader understands. */
function nest(form: URLSearchParams): Nested {
  const root: Nested = Object.create(null);
  for (const [name, value] of form) {
    const steps = name.split('.');
    const last = steps.pop() ?? '';
    let here = root;
    for (const step of steps) {
      const next = here[step];
      if (typeof next === 'object') here = next;
      else here = here[step] = Object.create(null) as Nested;
    }
    here[last] = value;
  }
  return root;
}

function listsFromNumbers(value: Nested | string): unknown {
  if (typeof value === 'string') return value;
  const keys = Object.keys(value);
  if (keys.length > 0 && keys.every((key) => /^[1-9][0-9]*$/.test(key))) {
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => listsFromNumbers(value[key] ?? ''));
  }
  const copy: Record<string, unknown> = Object.create(null);
  for (const key of keys) copy[key] = listsFromNumbers(value[key] ?? '');
  return copy;
}

/** @throws AwsError MalformedInput when a value cannot be read as the member's type. */
export function decodeQuery(schema: OperationSchema, request: HttpRequest): object {
  try {
    return fromNestedStrings(schema.input, listsFromNumbers(nest(readForm(request))) as object);
  } catch (cause) {
    throw new AwsError(
      'MalformedInput',
      400,
      'A parameter of the request has the wrong type.',
      {},
      { cause },
    );
  }
}

const resultWriter = memoized((schema: OperationSchema) =>
  xmlWriter(schema.output, { root: `${schema.name}Result`, milliseconds: false }),
);

export function encodeQuery(
  service: QueryService,
  schema: OperationSchema,
  output: object,
  requestId: string,
): HttpResponse {
  const xml = new Utf8Text();
  xml.add(`<${schema.name}Response xmlns="${namespaceOf(service)}">`);
  if (schema.output.isStructSchema()) resultWriter(schema)(output, xml); // an operation without output has none
  xml.add(
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${schema.name}Response>`,
  );
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: xml.toBytes() };
}

export function encodeQueryError(service: QueryService, error: AwsError, requestId: string): HttpResponse {
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  return {
    status: error.status,
    headers: { ...error.headers, 'content-type': 'text/xml' },
    body:
      `<ErrorResponse xmlns="${namespaceOf(service)}"><Error><Type>${type}</Type>` +
      `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>` +
      `<RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}

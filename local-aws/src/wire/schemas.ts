/**
 * The one file that touches the AWS SDK's insides. Every `@aws-sdk/client-*` package exports a
 * machine-readable schema of each operation (`PutRecordBatch$`), and `@smithy/core` and `@aws-sdk/core`
 * export the codecs that read and write them. The SDK uses them from the client's side; we use the same
 * from the server's side. They are not promised to stay: versions are pinned exactly, and
 * `schemas.test.ts` is the contract.
 */

import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import { FromStringShapeDeserializer, JsonShapeSerializer2 } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceName } from '../operation.js';
import { memoized } from './memoized.js';

export { NormalizedSchema as Schema };

/** How an operation is written in S3's protocol: method, path with query literals, status on success. */
export type HttpBinding = readonly [method: string, path: string, status: number];

export interface OperationSchema {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  readonly http: HttpBinding | undefined;
}

/** The SDK marks a static operation schema with this number in its first place. */
const OPERATION = 9;
const DATE_TIME = 5;
const HTTP_DATE = 6;
const EPOCH_SECONDS = 7;

type StaticOperation = [
  kind: typeof OPERATION,
  namespace: string,
  name: string,
  traits: 0 | { http?: HttpBinding },
  input: Parameters<typeof NormalizedSchema.of>[0],
  output: Parameters<typeof NormalizedSchema.of>[0],
];

function isOperation(value: unknown): value is StaticOperation {
  return Array.isArray(value) && value[0] === OPERATION;
}

/** A service's operations by name. */
export type Operations = ReadonlyMap<string, OperationSchema>;

function operationsOf(client: object): Operations {
  const found = new Map<string, OperationSchema>();
  for (const value of Object.values(client)) {
    if (!isOperation(value)) continue;
    const [, , name, traits, input, output] = value;
    found.set(name, {
      name,
      input: NormalizedSchema.of(input),
      output: NormalizedSchema.of(output),
      http: traits === 0 ? undefined : traits.http,
    });
  }
  return found;
}

/** To load them all would be a third of a start's work, so each waits for its first call. */
const clients: Readonly<Record<ServiceName, () => Promise<object>>> = {
  firehose: () => import('@aws-sdk/client-firehose'),
  iam: () => import('@aws-sdk/client-iam'),
  s3: () => import('@aws-sdk/client-s3'),
  sts: () => import('@aws-sdk/client-sts'),
};

const loaded = new Map<ServiceName, Promise<Operations>>();

/** Every operation that AWS has of a service, whether local-aws has it or not. */
export function operationSchemas(service: ServiceName): Promise<Operations> {
  let operations = loaded.get(service);
  if (!operations) {
    operations = clients[service]().then(operationsOf);
    loaded.set(service, operations);
  }
  return operations;
}

const jsonSerializer = new JsonShapeSerializer2({
  timestampFormat: { useTrait: true, default: EPOCH_SECONDS },
  jsonName: false,
} as ConstructorParameters<typeof JsonShapeSerializer2>[0]);

/** Whether values of this shape are JSON already: no bytes and no Dates in them. */
function isJsonAsItIs(schema: NormalizedSchema, within: readonly unknown[] = []): boolean {
  if (within.includes(schema.getSchema())) return true; // it contains itself
  const inside = [...within, schema.getSchema()];
  if (schema.isStructSchema())
    return [...schema.structIterator()].every(([, member]) => isJsonAsItIs(member, inside));
  if (schema.isListSchema() || schema.isMapSchema()) return isJsonAsItIs(schema.getValueSchema(), inside);
  return schema.isStringSchema() || schema.isBooleanSchema() || schema.isNumericSchema();
}

const asItIs = memoized((schema: NormalizedSchema) => isJsonAsItIs(schema));

/** Writes typed output as JSON: bytes as base64, Dates as epoch seconds. */
export function toJson(schema: NormalizedSchema, value: object): Uint8Array {
  if (asItIs(schema)) return Buffer.from(JSON.stringify(value)); // five times as fast as the walk along the schema
  jsonSerializer.write(schema, value);
  const written = jsonSerializer.flush();
  return typeof written === 'string' ? Buffer.from(written) : written;
}

const xmlDeserializer = new XmlShapeDeserializer({
  timestampFormat: { useTrait: true, default: DATE_TIME },
  httpBindings: true,
  xmlNamespace: '',
  serviceNamespace: '',
} as ConstructorParameters<typeof XmlShapeDeserializer>[0]);

/** Text that is no number is NaN to the SDK's readers, which slips through every limit; a server must not take it. */
function refuseNaN(value: unknown): void {
  if (Number.isNaN(value)) throw new TypeError('a number was expected');
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const member of Object.values(value)) refuseNaN(member);
}

/** Reads an XML document of the given shape. Throws on anything that is not well-formed, or not a number. */
export function fromXml(schema: NormalizedSchema, document: Uint8Array): object {
  const read = xmlDeserializer.read(schema, document) as object;
  refuseNaN(read);
  return read;
}

/** Reads already nested strings (a Query form) as the given shape. Throws on a value of the wrong type. */
export function fromNestedStrings(schema: NormalizedSchema, value: object): object {
  const read = (xmlDeserializer.readSchema(schema, value) ?? {}) as object;
  refuseNaN(read);
  return read;
}

const headerDeserializer = new FromStringShapeDeserializer({
  timestampFormat: { useTrait: true, default: HTTP_DATE },
  httpBindings: true,
} as ConstructorParameters<typeof FromStringShapeDeserializer>[0]);

/** Reads a header's or query parameter's text as the given scalar. Throws on text of another type. */
export function fromText(schema: NormalizedSchema, text: string): unknown {
  const read: unknown = headerDeserializer.read(schema, text);
  refuseNaN(read);
  return read;
}

/** Which operation of S3 a request is for: it hides in method, path, query and headers. */
import { AwsError } from '../errors.js';
import type { HttpHead } from './message.js';
import { type OperationSchema, operationSchemas, type Schema } from './schemas.js';

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

let routes: Promise<Route[]> | undefined;

/** Made when the first request needs them: a server starts sooner without. */
function allRoutes(): Promise<Route[]> {
  routes ??= operationSchemas('s3').then((operations) =>
    [...operations.values()].flatMap((operation) => routeOf(operation) ?? []),
  );
  return routes;
}

/** The operation that a request asks for: of all that fit, the one that demands the most. */
export async function routeS3(request: HttpHead, address: S3Address): Promise<string | undefined> {
  const headers = headersOf(request, address);
  let best: Route | undefined;
  for (const route of await allRoutes()) {
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
export function headersOf(request: HttpHead, { query }: S3Address): Readonly<Record<string, string>> {
  if (!query.has('X-Amz-Signature') && !query.has('Signature')) return request.headers;
  const carried = [...query].filter(([name]) => /^x-amz-(?!checksum-|sdk-)/.test(name));
  return { ...Object.fromEntries(carried), ...request.headers };
}

/**
 * The way of a request through local-aws:
 * which protocol and operation (wire) → who (auth) → may they, and do it (account) → the answer (wire).
 */
import { type Account, internalFailure, perform, services } from './account.js';
import { authenticate } from './auth/authenticate.js';
import { AwsError, notInLocalAws } from './errors.js';
import { CutConnection } from './faults/faults.js';
import type { Handler, Ids } from './http.js';
import type { ServiceName } from './operation.js';
import type { Store } from './store/store.js';
import { decodeJson, encodeJson, encodeJsonError } from './wire/aws-json.js';
import { decodeQuery, encodeQuery, encodeQueryError, QUERY_SERVICES, readForm } from './wire/aws-query.js';
import type { Addressed, HttpRequest, HttpResponse } from './wire/message.js';
import { decodeRestXml, encodeRestXml, encodeRestXmlError, readAddress, routeS3 } from './wire/rest-xml.js';
import { type OperationSchema, operationSchemas } from './wire/schemas.js';

const FIREHOSE_TARGET = 'Firehose_20150804.';
/** Firehose's data plane, which has quotas of its own. */
const PUT_CALLS: ReadonlySet<string> = new Set(['PutRecord', 'PutRecordBatch']);

/** Settles by the outer form of a request which service and operation it is for. */
export function address(request: HttpRequest): Addressed {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) {
    if (!target.startsWith(FIREHOSE_TARGET)) throw elsewhere(target);
    return { service: 'firehose', operation: target.slice(FIREHOSE_TARGET.length) };
  }
  if (isForm(request)) {
    const form = readForm(request);
    const version = form.get('Version') ?? '';
    const known = Object.entries(QUERY_SERVICES).find(([name]) => name === version)?.[1];
    if (!known) throw elsewhere(`${form.get('Action')} of API version ${version}`);
    return { service: known.service, operation: form.get('Action') ?? undefined };
  }
  const scope = /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
  if (scope !== undefined && scope !== 's3' && !(scope in services)) throw elsewhere(`the service ${scope}`);
  return { service: 's3', operation: routeS3(request, readAddress(request)) };
}

/** The Query services take forms at `/`. A form that goes anywhere else is an object's content, as curl uploads it. */
function isForm({ method, path, headers }: HttpRequest): boolean {
  const isFormType = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return isFormType && method === 'POST' && path === '/';
}

function elsewhere(what: string): AwsError {
  return new AwsError(
    'NotImplemented',
    501,
    `${what} is not in local-aws, which has S3, IAM, STS and Firehose. It exists on AWS only.`,
  );
}

/** @throws CutConnection the call gets no answer, by a fault made on purpose; everything else is answered */
export function createGateway(aws: Account, store: Store, log: (line: string) => void): Handler {
  return async (request, ids) => {
    let service: ServiceName = request.headers['x-amz-target'] !== undefined ? 'firehose' : 's3';
    try {
      const addressed = address(request);
      service = addressed.service;
      return withIds(service, await serve(aws, store, addressed, request, ids), ids);
    } catch (error) {
      if (error instanceof CutConnection) throw error;
      const answer = error instanceof AwsError ? error : internalFailure(error);
      if (answer !== error) log(`${request.method} ${request.path}: ${describe(error)}`);
      return withIds(service, encodeError(service, answer, ids), ids);
    }
  };
}

async function serve(
  aws: Account,
  store: Store,
  { service, operation: name }: Addressed,
  request: HttpRequest,
  ids: Ids,
): Promise<HttpResponse> {
  const schema = name === undefined ? undefined : operationSchemas[service].get(name);
  const authenticated = authenticate(aws, service, request);
  if (!schema || name === undefined) throw unknownOperation(service, name, request);
  const call = { aws, caller: authenticated.caller, requestId: ids.requestId };
  if (!services[service].operations[name]) throw notInLocalAws(service, name);
  const input = decode(service, schema, authenticated.request);
  const stream = 'DeliveryStreamName' in input ? String(input.DeliveryStreamName) : undefined;
  await aws.faults.before(name, stream);
  if (service === 'firehose' && !PUT_CALLS.has(name)) aws.throttle?.controlCall(name);
  const since = store.mark();
  const output = await perform(services[service], name, input, call);
  await store.durable(since); // nothing is answered that is not on disk
  aws.faults.after(name, stream);
  return encode(service, schema, output, ids);
}

/** What AWS says to a name that it does not know either. */
function unknownOperation(service: ServiceName, name: string | undefined, request: HttpRequest): AwsError {
  if (service === 'firehose') return new AwsError('UnknownOperationException', 400, '');
  if (service === 's3') {
    return new AwsError(
      'MethodNotAllowed',
      405,
      'The specified method is not allowed against this resource.',
      {
        Method: request.method,
      },
    );
  }
  const version = Object.entries(QUERY_SERVICES).find(([, entry]) => entry.service === service)?.[0];
  return new AwsError('InvalidAction', 400, `Could not find operation ${name ?? ''} for version ${version}`);
}

function decode(service: ServiceName, schema: OperationSchema, request: HttpRequest): object {
  if (service === 'firehose') return decodeJson(schema, request);
  if (service === 's3') return decodeRestXml(schema, request, readAddress(request));
  return decodeQuery(schema, request);
}

function encode(service: ServiceName, schema: OperationSchema, output: object, ids: Ids): HttpResponse {
  if (service === 'firehose') return encodeJson(schema, output);
  if (service === 's3') return encodeRestXml(schema, output);
  return encodeQuery(service, schema, output, ids.requestId);
}

function encodeError(service: ServiceName, error: AwsError, ids: Ids): HttpResponse {
  if (service === 'firehose') return encodeJsonError(error);
  if (service === 's3') return encodeRestXmlError(error, ids.requestId, ids.hostId);
  return encodeQueryError(service, error, ids.requestId);
}

function withIds(service: ServiceName, response: HttpResponse, ids: Ids): HttpResponse {
  response.headers[service === 's3' ? 'x-amz-request-id' : 'x-amzn-requestid'] = ids.requestId;
  if (service === 's3' || service === 'firehose') response.headers['x-amz-id-2'] = ids.hostId;
  return response;
}

function describe(error: unknown): string {
  const lines: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) lines.push(at.stack ?? String(at));
  return lines.length > 0 ? lines.join('\ncaused by ') : String(error);
}

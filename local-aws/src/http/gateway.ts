/**
 * The way of a request through local-aws:
 * which protocol and operation (wire) → who (auth) → may they, and do it (account) → the answer (wire).
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Account, perform } from '../account.js';
import { authenticate } from '../auth/authenticate.js';
import { AwsError, notInLocalAws } from '../errors.js';
import { CutConnection } from '../faults/faults.js';
import type { ServiceName } from '../operation.js';
import { loadService, SERVICES } from '../services.js';
import type { Store } from '../store/store.js';
import { decodeJson, encodeJson, encodeJsonError } from '../wire/aws-json.js';
import { decodeQuery, encodeQuery, encodeQueryError } from '../wire/aws-query.js';
import type { Addressed, HttpRequest, HttpResponse } from '../wire/message.js';
import { decodeRestXml, encodeRestXml, encodeRestXmlError } from '../wire/rest-xml.js';
import { readAddress } from '../wire/s3-routes.js';
import { type OperationSchema, operationSchemas } from '../wire/schemas.js';
import { address, unknownOperation } from './address.js';
import { internalFailure } from './internal-failure.js';
import type { Handler, Ids } from './server.js';

/** Firehose's data plane, which has quotas of its own. */
const PUT_CALLS: ReadonlySet<string> = new Set(['PutRecord', 'PutRecordBatch']);

/** Calls that prove who calls by what is in them, not by a signature. */
const UNSIGNED_CALLS: ReadonlySet<string> = new Set(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']);

/** @throws CutConnection the call gets no answer, by a fault made on purpose; everything else is answered */
export function createGateway(aws: Account, store: Store, log: (line: string) => void): Handler {
  let isFirst = true;
  return async (request, ids) => {
    let service: ServiceName = request.headers['x-amz-target'] !== undefined ? 'firehose' : 's3';
    let operation: string | undefined;
    try {
      const addressed = await address(request);
      ({ service, operation } = addressed);
      return withIds(service, await serve(aws, store, addressed, request, ids), ids);
    } catch (error) {
      if (error instanceof CutConnection) throw error;
      const answer = error instanceof AwsError ? error : internalFailure(service, operation, error);
      if (answer !== error) log(`${request.method} ${request.path}: ${describe(error)}`);
      return errorAnswer(service, answer, ids);
    } finally {
      if (isFirst) loadAhead().catch(() => {}); // whoever needs it is told
      isFirst = false;
    }
  };
}

/** Loads what the first calls of all services will need, while the first caller reads its answer. */
async function loadAhead(): Promise<void> {
  for (const service of SERVICES) {
    await nextTurn();
    await operationSchemas(service);
    await nextTurn();
    await loadService(service);
  }
}

async function serve(
  aws: Account,
  store: Store,
  addressed: Addressed,
  request: HttpRequest,
  ids: Ids,
): Promise<HttpResponse> {
  const since = store.mark();
  // Written before it is waited for: of a call that waits for the disk, only its answer is kept in memory.
  const { answer, stream } = await act(aws, addressed, request, ids);
  await store.durable(since); // nothing is answered that is not on disk
  aws.faults.after(addressed.operation ?? '', stream);
  return answer;
}

async function act(
  aws: Account,
  { service, operation: name }: Addressed,
  request: HttpRequest,
  ids: Ids,
): Promise<{ answer: HttpResponse; stream: string | undefined }> {
  const schema = name === undefined ? undefined : (await operationSchemas(service)).get(name);
  if (service === 'sts' && UNSIGNED_CALLS.has(name ?? '')) throw notInLocalAws(service, name ?? '');
  const authenticated = authenticate(aws, service, request);
  if (!schema || name === undefined) throw unknownOperation(aws.s3, { service, operation: name }, request);
  const call = { aws, ...authenticated, requestId: ids.requestId };
  const known = await loadService(service);
  if (!known.operations[name]) throw notInLocalAws(service, name);
  const input = decode(service, schema, authenticated.request);
  const stream = 'DeliveryStreamName' in input ? String(input.DeliveryStreamName) : undefined;
  await aws.faults.before(name, stream);
  if (service === 'firehose' && !PUT_CALLS.has(name)) aws.throttle?.controlCall(name);
  const output = await perform(known, name, input, call);
  return { answer: encode(service, schema, output, ids), stream };
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

/** An error as the service writes it. */
export function errorAnswer(service: ServiceName, error: AwsError, ids: Ids): HttpResponse {
  return withIds(service, encodeError(service, error, ids), ids);
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

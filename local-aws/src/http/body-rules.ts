/** How large bodies may be, by what a request is for, and what is said to those that are not taken. */

import { isControl } from '../control/routing.js';
import { AwsError } from '../errors.js';
import type { ServiceName } from '../operation.js';
import type { HttpHead, HttpResponse } from '../wire/message.js';
import { readAddress, routeS3 } from '../wire/s3-routes.js';
import { isForm } from './address.js';
import { BodyStalled, BodyTooLarge } from './body.js';
import { errorAnswer } from './gateway.js';
import type { BodyRules } from './server.js';

const MIB = 1024 * 1024;

/** An object or a part is held in memory while it is put (decided by us: AWS takes 5 GiB). */
const LARGEST_OBJECT = 256 * MIB;
/** PutRecordBatch's 4 MiB as base64 in JSON, with room for a batch that is told by Firehose that it is too large. */
const LARGEST_PUT = 8 * MIB;
/** DeleteObjects with 1,000 of the longest keys, CompleteMultipartUpload with 10,000 parts. */
const LARGEST_DOCUMENT = 4 * MIB;
/** A form with the longest policies, percent-encoded. */
const LARGEST_CALL = 2 * MIB;

const OBJECT_CALLS: ReadonlySet<string | undefined> = new Set(['PutObject', 'UploadPart']);
const PUT_CALLS: ReadonlySet<string | undefined> = new Set(['PutRecord', 'PutRecordBatch']);

interface Purpose {
  service: ServiceName;
  operation?: string;
}

/** What a head alone tells. IAM and STS are told apart by the body, or else by what was signed for. */
async function purposeOf(head: HttpHead): Promise<Purpose> {
  const target = head.headers['x-amz-target'];
  if (target !== undefined) return { service: 'firehose', operation: target.split('.').at(-1) };
  if (isForm(head))
    return { service: /\/sts\/aws4_request/.test(head.headers.authorization ?? '') ? 'sts' : 'iam' };
  try {
    return { service: 's3', operation: await routeS3(head, readAddress(head)) };
  } catch {
    return { service: 's3' }; // said when the request is served
  }
}

async function most(head: HttpHead): Promise<number> {
  if (isSmall(head) || isControl(head)) return LARGEST_CALL;
  const { service, operation } = await purposeOf(head);
  if (service === 'firehose') return PUT_CALLS.has(operation) ? LARGEST_PUT : LARGEST_CALL;
  if (service !== 's3') return LARGEST_CALL;
  if (!OBJECT_CALLS.has(operation)) return LARGEST_DOCUMENT;
  refuseUnknownLength(head);
  return LARGEST_OBJECT;
}

/** Whether a body is announced that is small enough for every call, as nearly all are: then no more need be known. */
function isSmall({ headers }: HttpHead): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= LARGEST_CALL;
}

/**
 * S3 takes no upload of unknown length, whatever HTTP allows (answers quoted in public issues of the SDKs).
 * An aws-chunked body says its length in a header of its own.
 */
function refuseUnknownLength({ headers }: HttpHead): void {
  if (headers['transfer-encoding'] === undefined || headers['x-amz-decoded-content-length'] !== undefined)
    return;
  const text = 'A header you provided implies functionality that is not implemented';
  throw new AwsError('NotImplemented', 501, text, { Header: 'Transfer-Encoding' });
}

/** The rules of local-aws: every refusal in the form of the service that was asked. */
export const bodyRules: BodyRules = {
  most,
  // Of Firehose's JSON the parser copies the texts, and the journal the records.
  isTransient: ({ headers }) => headers['x-amz-target'] !== undefined,
  async refusal(head, error, ids) {
    if (isControl(head)) return controlRefusal(error);
    const purpose = await purposeOf(head);
    if (error instanceof AwsError) return errorAnswer(purpose.service, error, ids);
    if (error instanceof BodyTooLarge) return errorAnswer(purpose.service, tooLarge(purpose, error), ids);
    if (error instanceof BodyStalled) return errorAnswer(purpose.service, stalled(purpose), ids);
    throw error;
  },
};

/** S3's texts are AWS's documentation, "Error responses"; Firehose's is quoted in public issues. */
function tooLarge({ service, operation }: Purpose, { size, most }: BodyTooLarge): AwsError {
  if (service === 's3' && OBJECT_CALLS.has(operation)) {
    const details = { ProposedSize: size, MaxSizeAllowed: most };
    return new AwsError(
      'EntityTooLarge',
      400,
      'Your proposed upload exceeds the maximum allowed size',
      details,
    );
  }
  if (service === 's3') return new AwsError('MaxMessageLengthExceeded', 400, 'Your request was too large.');
  if (operation === 'PutRecordBatch') {
    return new AwsError('InvalidArgumentException', 400, 'Records size exceeds 4 MB limit');
  }
  const text = `The request has ${size} bytes, and local-aws takes ${most} of this call.`;
  return new AwsError('RequestEntityTooLargeException', 413, text); // AWS documentation, "Common errors"
}

function stalled({ service }: Purpose): AwsError {
  const text =
    'Your socket connection to the server was not read from or written to within the timeout period. ' +
    'Idle connections will be closed.';
  return service === 's3'
    ? new AwsError('RequestTimeout', 400, text)
    : new AwsError('RequestAbortedException', 400, text); // AWS documentation, "Common errors"
}

function controlRefusal(error: unknown): HttpResponse {
  if (!(error instanceof BodyTooLarge || error instanceof BodyStalled)) throw error;
  const body = `${JSON.stringify({ error: error.message })}\n`;
  return {
    status: error instanceof BodyTooLarge ? 413 : 408,
    headers: { 'content-type': 'application/json' },
    body,
  };
}

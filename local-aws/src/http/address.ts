/** Which service and operation a request is for, by its outer form. */
import { AwsError, notInLocalAws } from '../errors.js';
import { preflightRefusal } from '../s3/cors-preflight.js';
import type { S3State } from '../s3/state.js';
import { SERVICES } from '../services.js';
import { QUERY_SERVICES, readForm } from '../wire/aws-query.js';
import type { Addressed, HttpHead, HttpRequest } from '../wire/message.js';
import { readAddress, routeS3 } from '../wire/s3-routes.js';

const FIREHOSE_TARGET = 'Firehose_20150804.';

/** Settles by the outer form of a request which service and operation it is for. */
export async function address(request: HttpRequest): Promise<Addressed> {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) {
    if (!target.startsWith(FIREHOSE_TARGET)) throw elsewhere(target);
    return { service: 'firehose', operation: target.slice(FIREHOSE_TARGET.length) };
  }
  if (isForm(request) || isQueryInUrl(request)) {
    const form = readForm(request);
    const version = form.get('Version') ?? '';
    const known = Object.entries(QUERY_SERVICES).find(([name]) => name === version)?.[1];
    if (!known) throw elsewhere(`${form.get('Action')} of API version ${version}`);
    return { service: known.service, operation: form.get('Action') ?? undefined };
  }
  const scope = /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
  const isOurs = scope === undefined || SERVICES.some((name) => name === scope);
  if (!isOurs) throw elsewhere(`the service ${scope}`);
  return { service: 's3', operation: await routeS3(request, readAddress(request)) };
}

/** The Query services take forms at `/`. A form that goes anywhere else is an object's content, as curl uploads it. */
export function isForm({ method, path, headers }: HttpHead): boolean {
  const isFormType = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return isFormType && method === 'POST' && path === '/';
}

/** A call of IAM or STS that is all in its URL, as a presigned one is. S3 has no parameter of this name. */
function isQueryInUrl({ method, path, query }: HttpHead): boolean {
  return (method === 'GET' || method === 'POST') && path === '/' && /(?:^|&)Action=/.test(query);
}

function elsewhere(what: string): AwsError {
  return new AwsError(
    'NotImplemented',
    501,
    `${what} is not in local-aws, which has S3, IAM, STS and Firehose. It exists on AWS only.`,
  );
}

/** What AWS says to a name that it does not know either. */
export function unknownOperation(
  s3: S3State,
  { service, operation }: Addressed,
  request: HttpRequest,
): AwsError {
  if (service === 'firehose') return new AwsError('UnknownOperationException', 400, '');
  if (service === 's3' && request.method === 'OPTIONS') return preflightRefusal(s3, request);
  if (service === 's3') {
    const isHtmlForm = request.headers['content-type']?.startsWith('multipart/form-data') ?? false;
    if (isHtmlForm && request.method === 'POST') return notInLocalAws(service, 'PostObject');
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
  return new AwsError(
    'InvalidAction',
    400,
    `Could not find operation ${operation ?? ''} for version ${version}`,
  );
}

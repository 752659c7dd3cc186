/**
 * Signatures that cannot be read, or are not meant for this endpoint, in the words of the service that was
 * asked. S3's are those that public gateways copied from it; the others share AWS's common front, whose texts
 * and order are in transcripts and in notes of people who tried it (public repositories).
 */
import { AwsError } from '../errors.js';
import type { ServiceName } from '../operation.js';
import { sha256Base64 } from './sigv4.js';

/** Where the signature was found: in the Authorization header, or in the query of a presigned URL. */
export type Source = 'header' | 'query';

/** S3's answer to a part of the credential that is wrong. */
function s3Malformed(source: Source, problem: string, details: Record<string, string> = {}): AwsError {
  return source === 'header'
    ? new AwsError(
        'AuthorizationHeaderMalformed',
        400,
        `The authorization header is malformed; ${problem}`,
        details,
      )
    : badQuery(`Error parsing the X-Amz-Credential parameter; ${problem}`, details);
}

/** S3's answer to a query that is wrong. */
export function badQuery(problem: string, details: Record<string, string> = {}): AwsError {
  return new AwsError('AuthorizationQueryParametersError', 400, problem, details);
}

/** The others' answer to what is no signature of version 4. */
export function incomplete(service: ServiceName, problem: string): AwsError {
  const code = service === 'firehose' ? 'IncompleteSignatureException' : 'IncompleteSignature';
  return new AwsError(code, 400, problem);
}

/** The others' answer to a signature that is whole and cannot be right. */
export function mismatched(service: ServiceName, problem: string): AwsError {
  return service === 'firehose'
    ? new AwsError('InvalidSignatureException', 400, problem)
    : new AwsError('SignatureDoesNotMatch', 403, problem);
}

/** An Authorization header of another scheme: an older or newer one of AWS's, or somebody else's. */
export function unsupportedScheme(service: ServiceName, authorization: string, scheme: string): AwsError {
  const isAws = scheme === 'AWS' || scheme.startsWith('AWS4-');
  if (service === 's3') return isAws ? unsupportedMechanism() : unsupportedAuthorization(authorization);
  if (!scheme.startsWith('AWS4-')) return missingToken(service);
  return incomplete(service, `Unsupported AWS 'algorithm': '${scheme}' (only AWS4-HMAC-SHA256 for now).`);
}

/**
 * S3's answer to Signature Version 2, of which its oldest regions alone take presigned URLs, and to what we have not:
 * the header of that version, and SigV4A.
 */
export function unsupportedMechanism(): AwsError {
  const text = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';
  return new AwsError('InvalidRequest', 400, text);
}

/** S3 takes one signature, not two. */
export function twoSignatures(authorization: string): AwsError {
  const text =
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string ' +
    'parameter or the Authorization header should be specified';
  return new AwsError('InvalidArgument', 400, text, {
    ArgumentName: 'Authorization',
    ArgumentValue: authorization,
  });
}

function unsupportedAuthorization(authorization: string): AwsError {
  return new AwsError('InvalidArgument', 400, 'Unsupported Authorization Type', {
    ArgumentName: 'Authorization',
    ArgumentValue: authorization,
  });
}

export function missingToken(service: ServiceName): AwsError {
  const text = 'Request is missing Authentication Token';
  return service === 'firehose'
    ? new AwsError('MissingAuthenticationTokenException', 400, text)
    : new AwsError('MissingAuthenticationToken', 403, text);
}

/** A part of the header without an equal sign. */
export function notKeyValue(service: ServiceName, authorization: string, part: string): AwsError {
  if (service === 's3') return s3Malformed('header', `the authorization component "${part}" is malformed.`);
  return incomplete(
    service,
    'Invalid key=value pair (missing equal-sign) in Authorization header ' +
      `(hashed with SHA-256 and encoded with Base64): '${sha256Base64(authorization)}'.`,
  );
}

/** A header without some of Credential, Signature and SignedHeaders, or without a date beside it. */
export function missingParts(
  service: ServiceName,
  authorization: string,
  missing: readonly string[],
  hasDate: boolean,
): AwsError {
  if (service === 's3') {
    return s3Malformed(
      'header',
      'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
    );
  }
  const problems = missing.map((name) => `Authorization header requires '${name}' parameter.`);
  if (!hasDate) {
    problems.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  const hash = sha256Base64(authorization);
  return incomplete(
    service,
    `${problems.join(' ')} (Hashed with SHA-256 and encoded with Base64) Authorization=${hash}`,
  );
}

/** The query of a presigned URL without some of its parameters. */
export function missingParameters(service: ServiceName, missing: readonly string[]): AwsError {
  if (service === 's3') {
    return badQuery(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, ' +
        'X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  const problems = missing.map((name) => `AWS query-string parameters must include '${name}'.`);
  return incomplete(service, `${problems.join(' ')} Re-examine the query-string parameters.`);
}

export function badDate(service: ServiceName, source: Source, timestamp: string): AwsError {
  if (service !== 's3') {
    return incomplete(
      service,
      `Date must be in ISO-8601 'basic format'. Got '${timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  if (source === 'query') {
    return badQuery(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`);
  }
  return new AwsError('AccessDenied', 403, 'AWS authentication requires a valid Date or x-amz-date header');
}

/** A credential that has not five parts. */
export function badCredential(service: ServiceName, source: Source, credential: string): AwsError {
  if (service === 's3') {
    const expected = '<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request';
    return s3Malformed(source, `the Credential is mal-formed; expecting "${expected}".`);
  }
  return incomplete(
    service,
    'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, ' +
      `got '${credential}'`,
  );
}

export function wrongTerminator(service: ServiceName, source: Source, given: string): AwsError {
  return service === 's3'
    ? s3Malformed(source, `incorrect terminal "${given}". This endpoint uses "aws4_request".`)
    : mismatched(
        service,
        `Credential should be scoped with a valid terminator: 'aws4_request', not '${given}'.`,
      );
}

/** The day of the credential and the day of the request are two. */
export function wrongDay(service: ServiceName, source: Source, date: string, timestamp: string): AwsError {
  if (service === 's3') {
    const isDate = /^\d{8}$/.test(date);
    return isDate
      ? s3DayMismatch(
          source,
          `Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${timestamp}".`,
        )
      : s3Malformed(
          source,
          `incorrect date format "${date}". This date in the credential must be in the format "yyyyMMdd".`,
        );
  }
  return mismatched(
    service,
    'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
      `'${date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
  );
}

function s3DayMismatch(source: Source, problem: string): AwsError {
  return source === 'header' ? s3Malformed(source, problem) : badQuery(problem);
}

export function wrongRegion(service: ServiceName, source: Source, given: string, expected: string): AwsError {
  return service === 's3'
    ? s3Malformed(source, `the region '${given}' is wrong; expecting '${expected}'`, { Region: expected })
    : mismatched(service, 'Credential should be scoped to a valid region.');
}

export function wrongService(service: ServiceName, source: Source, given: string): AwsError {
  return service === 's3'
    ? s3Malformed(source, `incorrect service "${given}". This endpoint belongs to "s3".`)
    : mismatched(service, `Credential should be scoped to correct service: '${service}'.`);
}

export function hostNotSigned(service: ServiceName): AwsError {
  return service === 's3'
    ? headersNotSigned(['host'])
    : mismatched(service, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

/** S3 takes no header of its own that the signature does not cover. */
export function headersNotSigned(names: readonly string[]): AwsError {
  return new AwsError(
    'AccessDenied',
    403,
    'There were headers present in the request which were not signed',
    { HeadersNotSigned: names.join(', ') },
  );
}

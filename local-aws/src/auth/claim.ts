/** What a request says about its own signature. */
import type { ServiceName } from '../operation.js';
import type { HttpRequest } from '../wire/message.js';
import * as malformed from './malformed.js';
import { ALGORITHM } from './sigv4.js';

/** What a request says about its own signature, in the header or in the query of a presigned URL. */
export interface SignatureClaim {
  source: malformed.Source;
  accessKeyId: string;
  /** `20261123` */
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
  /** `20261123T101500Z` */
  timestamp: string;
  sessionToken: string | undefined;
  /** Seconds a presigned URL is good for; undefined for a signed header. */
  expires: number | undefined;
}

const LONGEST_EXPIRES = 604_800;

/**
 * Finds the signature of a request.
 *
 * @returns undefined when the request carries none.
 * @throws AwsError in the words of `service` when it carries half of one, or one of another kind.
 */
export function readClaim(service: ServiceName, request: HttpRequest): SignatureClaim | undefined {
  const header = request.headers.authorization;
  if (request.query === '') return header === undefined ? undefined : readHeader(service, header, request);
  const query = new URLSearchParams(request.query);
  if (header !== undefined) {
    if (service === 's3' && (query.has('X-Amz-Algorithm') || query.has('Signature'))) {
      throw malformed.twoSignatures(header);
    }
    return readHeader(service, header, request);
  }
  if (query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm')) return readQuery(service, query);
  return undefined;
}

function readHeader(service: ServiceName, header: string, request: HttpRequest): SignatureClaim {
  const space = header.indexOf(' ');
  const scheme = space < 0 ? header : header.slice(0, space);
  if (scheme !== ALGORITHM) throw malformed.unsupportedScheme(service, header, scheme);
  let credential = '';
  let signature = '';
  let signedHeaders = '';
  for (const piece of header.slice(space + 1).split(',')) {
    const part = piece.trim();
    const equals = part.indexOf('=');
    if (equals < 0) throw malformed.notKeyValue(service, header, part);
    const name = part.slice(0, equals);
    if (name === 'Credential') credential = part.slice(equals + 1);
    else if (name === 'Signature') signature = part.slice(equals + 1);
    else if (name === 'SignedHeaders') signedHeaders = part.slice(equals + 1);
  }
  const timestamp = request.headers['x-amz-date'] ?? basicFormat(request.headers.date);
  const isWhole = credential !== '' && signature !== '' && signedHeaders !== '';
  if (!isWhole || (timestamp === undefined && service !== 's3')) {
    const missing = Object.entries({
      Credential: credential,
      Signature: signature,
      SignedHeaders: signedHeaders,
    });
    const names = missing.filter(([, value]) => value === '').map(([name]) => name);
    throw malformed.missingParts(service, header, names, timestamp !== undefined);
  }
  return {
    source: 'header',
    ...readScope(service, 'header', credential),
    signedHeaders: signedHeaders.split(';'),
    signature,
    timestamp: timestamp ?? '',
    sessionToken: request.headers['x-amz-security-token'],
    expires: undefined,
  };
}

/** The Date header, where there is no X-Amz-Date: in the same form, or as HTTP writes dates. */
function basicFormat(date: string | undefined): string | undefined {
  if (date === undefined || readTimestamp(date)) return date;
  const instant = new Date(date);
  if (Number.isNaN(instant.getTime())) return date;
  return instant.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function readQuery(service: ServiceName, query: URLSearchParams): SignatureClaim {
  const names = ['Algorithm', 'Credential', 'Signature', 'SignedHeaders', 'Date'].map((n) => `X-Amz-${n}`);
  if (service === 's3') names.push('X-Amz-Expires'); // the others are content without
  const missing = names.filter((name) => !query.get(name));
  if (missing.length > 0) throw malformed.missingParameters(service, missing);
  checkAlgorithm(service, query.get('X-Amz-Algorithm') ?? '');
  const expires = query.get('X-Amz-Expires');
  return {
    source: 'query',
    ...readScope(service, 'query', query.get('X-Amz-Credential') ?? ''),
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    timestamp: query.get('X-Amz-Date') ?? '',
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expires: expires === null ? undefined : readExpires(expires),
  };
}

function checkAlgorithm(service: ServiceName, algorithm: string): void {
  if (algorithm === ALGORITHM) return;
  if (service !== 's3') throw malformed.unsupportedScheme(service, algorithm, algorithm);
  if (algorithm === 'AWS4-ECDSA-P256-SHA256') throw malformed.unsupportedMechanism();
  throw malformed.badQuery('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
}

function readExpires(text: string): number {
  if (!/^-?\d+$/.test(text)) throw malformed.badQuery('X-Amz-Expires should be a number');
  const seconds = Number(text);
  if (seconds < 0) throw malformed.badQuery('X-Amz-Expires must be non-negative');
  if (seconds <= LONGEST_EXPIRES) return seconds;
  throw malformed.badQuery(
    'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ' +
      `${LONGEST_EXPIRES} seconds`,
  );
}

type Scope = Pick<SignatureClaim, 'accessKeyId' | 'date' | 'region' | 'service'>;

function readScope(service: ServiceName, source: malformed.Source, credential: string): Scope {
  const parts = credential.split('/');
  const [accessKeyId, date, region, scopedTo, end] = parts;
  if (parts.length !== 5 || !accessKeyId || !date || !region || !scopedTo || !end) {
    throw malformed.badCredential(service, source, credential);
  }
  if (end !== 'aws4_request') throw malformed.wrongTerminator(service, source, end);
  return { accessKeyId, date, region, service: scopedTo };
}

/** @returns the instant of `20261123T101500Z`; undefined when it is not one. */
export function readTimestamp(timestamp: string): Date | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(timestamp);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** Authorization headers that no SDK writes, in the words of each protocol. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { ask, header, NOW, type Said, type Service, said, TODAY } from './testing/by-hand.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket: 'headers' }));
});
after(() => local.close());

const HASH = '[\\w+/]{43}=';
const MALFORMED = 'The authorization header is malformed; ';

/** What S3 says, and the code (of the Query services) and text of the others. */
const CASES: {
  name: string;
  headers: (service: Service) => Record<string, string>;
  s3: Said;
  others: [status: number, code: string, message: string];
}[] = [
  {
    name: 'Signature Version 2',
    headers: () => ({ authorization: 'AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=' }),
    s3: [
      400,
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    ],
    others: [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
  },
  {
    name: 'Signature Version 4A',
    headers: (service) => ({ authorization: header(local, service).replace('HMAC', 'ECDSA-P256') }),
    s3: [
      400,
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    ],
    others: [
      400,
      'IncompleteSignature',
      "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256' (only AWS4-HMAC-SHA256 for now).",
    ],
  },
  {
    name: 'a scheme that is not of AWS',
    headers: () => ({ authorization: 'Bearer abc' }),
    s3: [400, 'InvalidArgument', 'Unsupported Authorization Type'],
    others: [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
  },
  {
    name: 'a part without an equal sign',
    headers: () => ({ authorization: 'AWS4-HMAC-SHA256 Credential' }),
    s3: [
      400,
      'AuthorizationHeaderMalformed',
      `${MALFORMED}the authorization component "Credential" is malformed.`,
    ],
    others: [
      400,
      'IncompleteSignature',
      `Invalid key=value pair \\(missing equal-sign\\) in Authorization header \\(hashed with SHA-256 and encoded with Base64\\): '${HASH}'\\.`,
    ],
  },
  {
    name: 'no part and no date',
    headers: () => ({ authorization: 'AWS4-HMAC-SHA256 x=y', 'x-amz-date': '' }),
    s3: [
      400,
      'AuthorizationHeaderMalformed',
      `${MALFORMED}the authorization header requires three components: Credential, SignedHeaders, and Signature.`,
    ],
    others: [
      400,
      'IncompleteSignature',
      "Authorization header requires 'Credential' parameter\\. Authorization header requires 'Signature' parameter\\. " +
        "Authorization header requires 'SignedHeaders' parameter\\. Authorization header requires existence of either " +
        "a 'X-Amz-Date' or a 'Date' header\\. \\(Hashed with SHA-256 and encoded with Base64\\) " +
        `Authorization=${HASH}`,
    ],
  },
  {
    name: 'a credential of four parts',
    headers: (service) => ({ authorization: header(local, service, { credential: 'a/b/c/d' }) }),
    s3: [
      400,
      'AuthorizationHeaderMalformed',
      `${MALFORMED}the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`,
    ],
    others: [
      400,
      'IncompleteSignature',
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c/d'",
    ],
  },
  {
    name: 'another terminator',
    headers: (service) => ({
      authorization: header(local, service, { credential: 'KEY/TODAY/us-east-1/SERVICE/aws5_request' }),
    }),
    s3: [
      400,
      'AuthorizationHeaderMalformed',
      `${MALFORMED}incorrect terminal "aws5_request". This endpoint uses "aws4_request".`,
    ],
    others: [
      403,
      'SignatureDoesNotMatch',
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
    ],
  },
  {
    name: 'a date that is none',
    headers: (service) => ({ authorization: header(local, service), 'x-amz-date': '201' }),
    s3: [403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header'],
    others: [
      400,
      'IncompleteSignature',
      "Date must be in ISO-8601 'basic format'. Got '201'. See http://en.wikipedia.org/wiki/ISO_8601",
    ],
  },
  {
    name: 'a credential of another day',
    headers: (service) => ({
      authorization: header(local, service, { credential: 'KEY/20200101/us-east-1/SERVICE/aws4_request' }),
    }),
    s3: [
      400,
      'AuthorizationHeaderMalformed',
      `${MALFORMED}Invalid credential date "20200101". This date is not the same as X-Amz-Date: "${NOW}".`,
    ],
    others: [
      403,
      'SignatureDoesNotMatch',
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'20200101' != '${TODAY}', from '${NOW}'.`,
    ],
  },
  {
    name: 'a host that is not signed',
    headers: (service) => ({ authorization: header(local, service, { signedHeaders: 'x-amz-date' }) }),
    s3: [403, 'AccessDenied', 'There were headers present in the request which were not signed'],
    others: [
      403,
      'SignatureDoesNotMatch',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    ],
  },
];

const FIREHOSE_CODES: Record<string, string> = {
  IncompleteSignature: 'IncompleteSignatureException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
};

describe('an Authorization header with', () => {
  for (const { name, headers, s3, others } of CASES) {
    it(`${name} is refused by S3, by the Query services and by Firehose (reported)`, async () => {
      assert.deepEqual(said(await ask(local, 's3', headers('s3'))), s3);
      const [status, code, message] = others;
      const pattern = message.includes('\\') ? new RegExp(`^${message}$`) : undefined;
      for (const service of ['sts', 'firehose'] as const) {
        const [gotStatus, gotCode, gotMessage] = said(await ask(local, service, headers(service)));
        const isJson = service === 'firehose';
        assert.deepEqual(
          [gotStatus, gotCode],
          isJson ? [400, FIREHOSE_CODES[code]] : [status, code],
          gotMessage,
        );
        if (pattern) assert.match(gotMessage, pattern);
        else assert.equal(gotMessage, message);
      }
    });
  }

  it('an HTTP date beside it instead of X-Amz-Date is read', async () => {
    const date = new Date().toUTCString();
    const authorization = header(local, 'sts', { signedHeaders: 'host;date' });
    const [status, code] = said(await ask(local, 'sts', { authorization, date, 'x-amz-date': '' }));
    assert.deepEqual([status, code], [403, 'SignatureDoesNotMatch']);
  });
});

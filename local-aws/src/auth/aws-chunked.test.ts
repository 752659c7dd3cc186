import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AwsError } from '../errors.js';
import type { HttpRequest } from '../wire/message.js';
import { type ChunkSigning, decodeChunked } from './aws-chunked.js';
import { readClaim, type SignatureClaim } from './claim.js';
import { canonicalRequests, hmac, scopeOf, sha256Hex, signingKey, stringToSign } from './sigv4.js';

const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const SIGNED_TRAILER = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';
const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/**
 * The example of the AWS documentation, "Signature calculations for the authorization header: transferring
 * payload in multiple chunks": 66,560 times the letter a in chunks of 65,536, 1,024 and 0 bytes.
 */
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const EXAMPLE: HttpRequest = {
  method: 'PUT',
  path: '/examplebucket/chunkObject.txt',
  query: '',
  headers: {
    host: 's3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'x-amz-content-sha256': SIGNED,
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '66560',
    'content-length': '66824',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;' +
      'x-amz-decoded-content-length;x-amz-storage-class,' +
      'Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  },
  body: Buffer.concat([
    chunk(Buffer.alloc(65_536, 'a'), 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'),
    chunk(Buffer.alloc(1_024, 'a'), '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'),
    chunk(Buffer.alloc(0), 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'),
  ]),
};

function chunk(data: Uint8Array, signature?: string): Buffer {
  const extension = signature === undefined ? '' : `;chunk-signature=${signature}`;
  return Buffer.concat([
    Buffer.from(`${data.length.toString(16)}${extension}\r\n`),
    data,
    Buffer.from('\r\n'),
  ]);
}

function claimOf(request: HttpRequest): SignatureClaim {
  const claim = readClaim('s3', request);
  assert.ok(claim);
  return claim;
}

const claim = claimOf(EXAMPLE);
const signing: ChunkSigning = { key: signingKey(SECRET, claim), claim };

function decode(body: Buffer | string, mode = UNSIGNED_TRAILER, length?: string) {
  return decodeChunked(Buffer.from(body as string), mode, length, signing);
}

function fails(body: Buffer | string, code: string, mode?: string, length?: string): void {
  assert.throws(
    () => decode(body, mode, length),
    (error: AwsError) => error.code === code,
  );
}

describe("AWS's own example of a chunked upload (documented)", () => {
  it('has the seed signature that we compute', () => {
    const [canonicalRequest = ''] = canonicalRequests(EXAMPLE, claim, SIGNED);
    const computed = hmac(signing.key, stringToSign(claim, canonicalRequest)).toString('hex');
    assert.equal(computed, claim.signature);
  });

  it('is decoded, each of its chunk signatures verified', () => {
    assert.equal(EXAMPLE.body.length, 66_824);
    const { body, trailers } = decode(EXAMPLE.body, SIGNED, '66560');
    assert.deepEqual(body, Buffer.alloc(66_560, 'a'));
    assert.deepEqual(trailers, {});
  });

  it('is refused when one byte of one chunk is another', () => {
    const spoilt = Buffer.from(EXAMPLE.body);
    spoilt[66_000] = 'b'.charCodeAt(0);
    fails(spoilt, 'SignatureDoesNotMatch', SIGNED, '66560');
  });

  it('is refused when a chunk is missing, or has no signature', () => {
    const first = EXAMPLE.body.subarray(0, 65_536 + 90);
    const rest = EXAMPLE.body.subarray(first.length);
    fails(rest, 'SignatureDoesNotMatch', SIGNED);
    fails(first, 'InvalidRequest', SIGNED);
    fails(Buffer.concat([chunk(Buffer.from('a')), chunk(Buffer.alloc(0))]), 'SignatureDoesNotMatch', SIGNED);
  });
});

/**
 * The example of the AWS documentation, "Signature calculations for trailing headers": the same upload with a
 * CRC-32C behind it. That `x-amz-trailer` is signed and `content-length` is not, is found by computing it.
 */
const TRAILER_SEED = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e';
const { 'content-length': _, ...withoutLength } = EXAMPLE.headers;
const TRAILER_EXAMPLE: HttpRequest = {
  ...EXAMPLE,
  headers: {
    ...withoutLength,
    'x-amz-content-sha256': SIGNED_TRAILER,
    'x-amz-trailer': 'x-amz-checksum-crc32c',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=content-encoding;host;x-amz-content-sha256;x-amz-date;' +
      `x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,Signature=${TRAILER_SEED}`,
  },
  body: Buffer.concat([
    chunk(Buffer.alloc(65_536, 'a'), 'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2'),
    chunk(Buffer.alloc(1_024, 'a'), '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7'),
    Buffer.from(
      '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n' +
        'x-amz-checksum-crc32c:sOO8/Q==\r\n' +
        'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
    ),
  ]),
};

describe("AWS's own example of a chunked upload with a trailer (documented)", () => {
  const trailerClaim = claimOf(TRAILER_EXAMPLE);
  const trailerSigning = { key: signingKey(SECRET, trailerClaim), claim: trailerClaim };

  it('has the seed signature that we compute', () => {
    const [canonicalRequest = ''] = canonicalRequests(TRAILER_EXAMPLE, trailerClaim, SIGNED_TRAILER);
    const computed = hmac(trailerSigning.key, stringToSign(trailerClaim, canonicalRequest)).toString('hex');
    assert.equal(computed, TRAILER_SEED);
  });

  it('is decoded, the signatures of its chunks and of its trailer verified', () => {
    const decoded = decodeChunked(TRAILER_EXAMPLE.body, SIGNED_TRAILER, '66560', trailerSigning);
    assert.deepEqual(decoded.body, Buffer.alloc(66_560, 'a'));
    assert.deepEqual(decoded.trailers, { 'x-amz-checksum-crc32c': 'sOO8/Q==' });
  });

  it('is refused with another checksum, or with none', () => {
    const text = TRAILER_EXAMPLE.body.toString('latin1');
    for (const spoilt of [text.replace('sOO8', 'sOO9'), text.replace(/x-amz-trailer-signature.*/, '')]) {
      assert.throws(
        () => decodeChunked(Buffer.from(spoilt, 'latin1'), SIGNED_TRAILER, '66560', trailerSigning),
        { code: 'SignatureDoesNotMatch' },
      );
    }
  });
});

describe('a chunked body with a trailer', () => {
  const CRC32C = 'x-amz-checksum-crc32c:sOO8/Q==';

  function signed(signature: string): string {
    const sign = (kind: string, previous: string, ...hashes: string[]) =>
      hmac(signing.key, [kind, claim.timestamp, scopeOf(claim), previous, ...hashes].join('\n')).toString(
        'hex',
      );
    const last = sign('AWS4-HMAC-SHA256-PAYLOAD', claim.signature, sha256Hex(''), sha256Hex(''));
    const trailer = sign('AWS4-HMAC-SHA256-TRAILER', last, sha256Hex(`${CRC32C}\n`));
    return `0;chunk-signature=${last}\r\n${CRC32C}\r\nx-amz-trailer-signature:${signature || trailer}\r\n\r\n`;
  }

  it('gives the trailer as a header (documented)', () => {
    const { body, trailers } = decode(`3\r\nabc\r\n0\r\nx-amz-checksum-crc32: AAAA==\r\n\r\n`);
    assert.equal(body.toString(), 'abc');
    assert.deepEqual(trailers, { 'x-amz-checksum-crc32': 'AAAA==' });
  });

  it('may end its trailer as several clients do', () => {
    for (const end of ['', '\n', '\r\n', '\r\n\r\n', '\n\r\n\r\n']) {
      const { trailers } = decode(`0\r\n${CRC32C}${end}`);
      assert.deepEqual(trailers, { 'x-amz-checksum-crc32c': 'sOO8/Q==' }, JSON.stringify(end));
    }
  });

  it('has the signature of the trailer verified (documented)', () => {
    assert.deepEqual(decode(signed(''), SIGNED_TRAILER).trailers, { 'x-amz-checksum-crc32c': 'sOO8/Q==' });
    fails(signed('0'.repeat(64)), 'SignatureDoesNotMatch', SIGNED_TRAILER);
    fails(signed('').replace('sOO8', 'sOO9'), 'SignatureDoesNotMatch', SIGNED_TRAILER);
    fails(signed('').replace(/x-amz-trailer-signature.*\r\n/, ''), 'SignatureDoesNotMatch', SIGNED_TRAILER);
  });
});

describe('a chunked body that is broken', () => {
  it('is refused for what is wrong with its form', () => {
    for (const body of [
      '',
      'zz\r\nabc',
      '-1\r\n',
      '3\r\nabcd\r\n0\r\n\r\n',
      '3',
      '3\r\nabc\r\n',
      '1000000000\r\n',
    ]) {
      fails(body, 'InvalidRequest');
    }
    fails(`${'1'.repeat(20_000)}\r\n`, 'InvalidRequest');
  });

  it('is incomplete when it is shorter or longer than announced (documented)', () => {
    fails('5\r\nabc', 'IncompleteBody');
    fails('3\r\nabc\r\n0\r\n\r\n', 'IncompleteBody', UNSIGNED_TRAILER, '4');
    fails('3\r\nabc\r\n0\r\n\r\n', 'IncompleteBody', UNSIGNED_TRAILER, '2');
  });

  it('is refused when a chunk before the last is below 8 KiB (documented)', () => {
    const [small, enough] = [chunk(Buffer.alloc(8_191)), chunk(Buffer.alloc(8_192))];
    const end = Buffer.from('0\r\n\r\n');
    assert.throws(() => decode(Buffer.concat([enough, small, small, end])), {
      code: 'InvalidChunkSizeError',
      status: 403,
      details: { Chunk: 2, BadChunkSize: 8_191 },
    });
    assert.equal(decode(Buffer.concat([enough, enough, small, end])).body.length, 24_575);
  });

  it('of a kind that is not here is refused by name', () => {
    assert.throws(() => decode('0\r\n\r\n', 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD'), {
      code: 'NotImplemented',
      status: 501,
      message: /ECDSA/,
    });
  });
});

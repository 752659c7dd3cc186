/** Signatures as the unmodified SDK makes them, and callers that cannot be proved, in the words of each service. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterSigning, type SignedRequest } from '../testing/after-signing.js';
import { assertRefused } from '../testing/assert-refused.js';
import {
  type ClientSettings,
  type Clients,
  type LocalAwsUnderTest,
  startLocalAws,
} from '../testing/harness.js';
import { rawRequest } from '../testing/raw-request.js';

const Bucket = 'signed';
const MINUTE_MS = 60_000;

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws({ log: () => {} });
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

/** The administrator's clients, wrong in some way. */
function clientsWith(settings: ClientSettings = {}): Clients {
  return local.as(local.server.credentials, settings);
}

/** A read with each service's client. */
function calls({ s3, iam, sts, firehose }: Clients) {
  return {
    s3: () => s3.send(new ListBucketsCommand({})),
    iam: () => iam.send(new ListRolesCommand({})),
    sts: () => sts.send(new GetCallerIdentityCommand({})),
    firehose: () => firehose.send(new ListDeliveryStreamsCommand({})),
  };
}

type Expected = [code: string, status: number, message: RegExp | string];

async function assertAllRefused(
  clients: Clients,
  expected: { s3: Expected; query: Expected; firehose: Expected },
) {
  const { s3, iam, sts, firehose } = calls(clients);
  await assertRefused(s3(), ...expected.s3);
  await assertRefused(iam(), ...expected.query);
  await assertRefused(sts(), ...expected.query);
  await assertRefused(firehose(), ...expected.firehose);
}

const UNKNOWN_TOKEN = 'The security token included in the request is invalid.';
const S3_MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.';

describe('a signature in the header', () => {
  it('proves who calls, at every service', async () => {
    for (const call of Object.values(calls(local))) await call();
    const { Arn } = await local.sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Arn, 'arn:aws:iam::000000000000:user/admin');
  });

  it('covers keys with every character that a path can escape', async () => {
    for (const Key of ["a b/ü/+%/!*'()/~&=?#", '..', 'a//b/./c', '%41', '日本']) {
      await local.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
      const { Body } = await local.s3.send(new GetObjectCommand({ Bucket, Key }));
      assert.equal(await Body?.transformToString(), Key);
    }
  });

  it('covers a query with every character', async () => {
    const Prefix = "a+b &=ü%20*()!'~/?";
    const listed = await local.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    assert.equal(listed.Prefix, Prefix);
  });
});

describe('a call', () => {
  it('with a wrong secret is refused (recorded for S3, documented for the others)', async () => {
    const { accessKeyId } = local.server.credentials;
    await assertAllRefused(local.as({ accessKeyId, secretAccessKey: 'wrong' }), {
      s3: ['SignatureDoesNotMatch', 403, S3_MISMATCH],
      query: ['SignatureDoesNotMatch', 403, MISMATCH],
      firehose: ['InvalidSignatureException', 400, MISMATCH],
    });
  });

  it('with an unknown key is refused (documented)', async () => {
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
    await assertAllRefused(local.as(credentials), {
      s3: ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
      query: ['InvalidClientTokenId', 403, UNKNOWN_TOKEN],
      firehose: ['UnrecognizedClientException', 400, UNKNOWN_TOKEN],
    });
  });

  it('with an inactive key is refused as if there were none (documented)', async () => {
    const credentials = { accessKeyId: 'AKIAINACTIVE77777777', secretAccessKey: 'x'.repeat(40) };
    const { accessKeyId, secretAccessKey: secret } = credentials;
    const key = { secret, userName: 'admin', created: local.clock.now() };
    local.server.account.iam.putAccessKey(accessKeyId, key);
    for (const call of Object.values(calls(local.as(credentials)))) await call();
    local.server.account.iam.putAccessKey(accessKeyId, { ...key, inactive: true });
    await assertAllRefused(local.as(credentials), {
      s3: ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
      query: ['InvalidClientTokenId', 403, UNKNOWN_TOKEN],
      firehose: ['UnrecognizedClientException', 400, UNKNOWN_TOKEN],
    });
  });

  it('without a signature is refused (reported)', async () => {
    const clients = clientsWith();
    const unsign = (request: SignedRequest) => {
      delete request.headers.authorization;
    };
    for (const client of Object.values(clients)) afterSigning(client, unsign);
    const text = 'Request is missing Authentication Token';
    await assertAllRefused(clients, {
      s3: ['AccessDenied', 403, 'Access Denied'],
      query: ['MissingAuthenticationToken', 403, text],
      firehose: ['MissingAuthenticationTokenException', 400, text],
    });
  });

  it('with half a signature is told which parts are missing (reported)', async () => {
    const clients = clientsWith();
    const halve = (request: SignedRequest) => {
      request.headers.authorization = request.headers.authorization?.replace(/, Signature=.*/, '') ?? '';
    };
    for (const client of Object.values(clients)) afterSigning(client, halve);
    const text =
      /^Authorization header requires 'Signature' parameter\. \(Hashed with SHA-256 and encoded with Base64\) Authorization=[\w+/]{43}=$/;
    const components =
      'The authorization header is malformed; the authorization header requires three components: ' +
      'Credential, SignedHeaders, and Signature.';
    await assertAllRefused(clients, {
      s3: ['AuthorizationHeaderMalformed', 400, components],
      query: ['IncompleteSignature', 400, text],
      firehose: ['IncompleteSignatureException', 400, text],
    });
  });

  it('signed for another region is refused (recorded for S3, reported for the others)', async () => {
    const text = 'Credential should be scoped to a valid region.';
    await assertAllRefused(clientsWith({ region: 'eu-west-1' }), {
      s3: [
        'AuthorizationHeaderMalformed',
        400,
        "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-1'",
      ],
      query: ['SignatureDoesNotMatch', 403, text],
      firehose: ['InvalidSignatureException', 400, text],
    });
  });

  it('signed for another service is refused (reported)', async () => {
    const clients = clientsWith();
    for (const client of [clients.iam, clients.sts, clients.firehose]) {
      afterSigning(client, ({ headers }) => {
        headers.authorization = headers.authorization?.replace(/\/(iam|sts|firehose)\//, '/s3/') ?? '';
      });
    }
    const text = (service: string) => `Credential should be scoped to correct service: '${service}'.`;
    const { iam, sts, firehose } = calls(clients);
    await assertRefused(iam(), 'SignatureDoesNotMatch', 403, text('iam'));
    await assertRefused(sts(), 'SignatureDoesNotMatch', 403, text('sts'));
    await assertRefused(firehose(), 'InvalidSignatureException', 400, text('firehose'));

    afterSigning(clients.s3, ({ headers }) => {
      headers.authorization = headers.authorization?.replace('/s3/', '/iam/') ?? '';
    });
    await assertRefused(calls(clients).s3(), 'AuthorizationHeaderMalformed', 400, /incorrect service "iam"/);
  });

  it('signed long ago or ahead of time is refused: 15 minutes, 5 at Firehose (documented, reported)', async () => {
    const skewed: Expected = [
      'RequestTimeTooSkewed',
      403,
      'The difference between the request time and the current time is too large.',
    ];
    await assertAllRefused(clientsWith({ systemClockOffset: -16 * MINUTE_MS }), {
      s3: skewed,
      query: [
        'SignatureDoesNotMatch',
        403,
        /^Signature expired: \S+Z is now earlier than \S+Z \(\S+Z - 15 min\.\)$/,
      ],
      firehose: ['InvalidSignatureException', 400, /^Signature expired: .* \(\S+Z - 5 min\.\)$/],
    });
    await assertAllRefused(clientsWith({ systemClockOffset: 16 * MINUTE_MS }), {
      s3: skewed,
      query: [
        'SignatureDoesNotMatch',
        403,
        /^Signature not yet current: \S+Z is still later than \S+Z \(\S+Z \+ 15 min\.\)$/,
      ],
      firehose: ['InvalidSignatureException', 400, /^Signature not yet current: .* \(\S+Z \+ 5 min\.\)$/],
    });
    const { s3, iam, sts, firehose } = calls(clientsWith({ systemClockOffset: -10 * MINUTE_MS }));
    await Promise.all([s3(), iam(), sts()]);
    await assertRefused(firehose(), 'InvalidSignatureException', 400, /5 min/);
  });

  it('is checked by the time of day, wherever the clock of the account stands', async () => {
    local.clock.advance(48 * 60 * MINUTE_MS);
    for (const call of Object.values(calls(local))) await call();
  });
});

describe('a failed signature at S3', () => {
  it('shows what was signed here, for comparison (recorded: these members in this order)', async () => {
    const { accessKeyId } = local.server.credentials;
    const { status, body } = await rawRequest(`${local.endpoint}/${Bucket}?x=1`, {
      headers: {
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d{3}/g, ''),
        authorization:
          `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${today()}/us-east-1/s3/aws4_request, ` +
          'SignedHeaders=host;x-amz-date, Signature=0123',
      },
    });
    assert.equal(status, 403);
    const members = [...body.matchAll(/<(\w+)>(?=[^<])/g)].map(([, name]) => name);
    assert.deepEqual(members, [
      'Code',
      'Message',
      'AWSAccessKeyId',
      'StringToSign',
      'SignatureProvided',
      'StringToSignBytes',
      'CanonicalRequest',
      'CanonicalRequestBytes',
      'RequestId',
      'HostId',
    ]);
    assert.match(body, /<CanonicalRequest>GET\n\/signed\nx=1\nhost:127\.0\.0\.1:\d+\n/);
    assert.doesNotMatch(body, new RegExp(local.server.credentials.secretAccessKey));
  });
});

function today(): string {
  return new Date().toISOString().slice(0, 10).replaceAll('-', '');
}

import { createHash } from 'node:crypto';
import type { CompleteMultipartUploadOutput, CompleteMultipartUploadRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../errors.js';
import type { Call, Operation } from '../../operation.js';
import { objectNeeds } from '../access.js';
import {
  type ChecksumMembers,
  DEFAULT_CHECKSUM,
  finishChecksum,
  passing,
  type Sum,
  startChecksum,
} from '../checksums.js';
import { invalidRequest } from '../errors.js';
import { checkWriteConditions } from '../objects/conditions.js';
import { shownChecksum } from '../objects/object-checksum.js';
import { conditionalRequestConflict } from '../objects/object-errors.js';
import type { ObjectChecksum, ObjectRow } from '../rows.js';
import { type ChosenPart, chosenParts } from './completed-parts.js';
import { badObjectChecksum, noSuchUpload } from './errors.js';
import { type FoundUpload, findUpload } from './find-upload.js';
import type { UploadChecksum } from './rows.js';

/**
 * Makes an object of the parts of an upload, in one change, and ends the upload. As long as that object is there,
 * to complete the upload again is to be told of it again, whatever the conditions (verified on AWS by moto).
 */
export const completeMultipartUpload: Operation<
  CompleteMultipartUploadRequest,
  CompleteMultipartUploadOutput
> = {
  needs: (input, call) =>
    objectNeeds(call, 's3:PutObject', input, {
      's3:if-match': input.IfMatch,
      's3:if-none-match': input.IfNoneMatch,
    }),

  async run(input, call) {
    try {
      return await complete(call, input);
    } catch (error) {
      const { Bucket = '', Key = '', UploadId } = input;
      const row = call.aws.s3.object(Bucket, Key);
      const isDone = error instanceof AwsError && error.code === 'NoSuchUpload' && row?.upload === UploadId;
      if (row && isDone) return answer(call, Bucket, Key, row);
      throw error;
    }
  },
};

async function complete(
  call: Call,
  input: CompleteMultipartUploadRequest,
): Promise<CompleteMultipartUploadOutput> {
  const { s3 } = call.aws;
  const upload = findUpload(call, input);
  checkConditions(call, input, upload);
  const asked = upload.row.checksum ?? { name: DEFAULT_CHECKSUM, type: 'FULL_OBJECT' };
  checkChecksumType(input, upload.row.checksum);
  const parts = chosenParts(s3.uploads, upload, input.MultipartUpload?.Parts ?? []);
  const size = parts.reduce((sum, { row }) => sum + row.size, 0);
  checkSize(input, size);
  const sum = startChecksum(asked.name);
  const sums = asked.type === 'FULL_OBJECT' ? [sum] : [];
  if (asked.type === 'COMPOSITE') for (const { row } of parts) sum.update(base64(row.checksum));
  const content = await s3.keep(joined(call, upload, parts, sums), size);
  // After the next line nothing waits. What was true before may not be: the upload may be gone by now.
  const value = await finishChecksum(sum);
  try {
    findUpload(call, input);
    checkConditions(call, input, upload);
    const row = rowOf(upload, parts, size, { name: asked.name, value, type: compositeOf(asked) });
    checkChecksum(input, row);
    s3.putObject(upload.bucket, upload.key, { ...row, modified: s3.now() }, content);
    s3.uploads.remove(upload.id);
    return answer(call, upload.bucket, upload.key, row);
  } catch (error) {
    s3.discard(content);
    throw error;
  }
}

function answer(call: Call, bucket: string, key: string, row: ObjectRow): CompleteMultipartUploadOutput {
  return {
    Location: locationOf(call, bucket, key),
    Bucket: bucket,
    Key: key,
    ETag: `"${row.etag}"`,
    ServerSideEncryption: 'AES256',
    ...shownChecksum(row),
  };
}

/**
 * Recorded on AWS: beside what every conditional write refuses, one that would hold fails if an object of the key
 * has come or gone since the upload began.
 *
 * @throws AwsError ConditionalRequestConflict; see `checkWriteConditions`.
 */
function checkConditions(call: Call, input: CompleteMultipartUploadRequest, upload: FoundUpload): void {
  const row = call.aws.s3.object(upload.bucket, upload.key);
  checkWriteConditions(input, row);
  if (input.IfNoneMatch !== undefined && upload.row.replaces) {
    throw conditionalRequestConflict('If-None-Match', upload.key);
  }
  if (input.IfMatch !== undefined && (row?.write ?? 0) > upload.row.write) {
    throw conditionalRequestConflict('If-Match', upload.key);
  }
}

/** @throws AwsError InvalidRequest */
function checkChecksumType(
  { ChecksumType }: CompleteMultipartUploadRequest,
  asked: UploadChecksum | undefined,
): void {
  if (ChecksumType === undefined || ChecksumType === (asked?.type ?? 'FULL_OBJECT')) return;
  throw invalidRequest(
    `The upload was created using the ${asked?.type ?? 'null'} checksum mode. ` +
      'The complete request must use the same checksum mode.',
  );
}

/** @throws AwsError InvalidRequest */
function checkSize({ MpuObjectSize }: CompleteMultipartUploadRequest, size: number): void {
  if (MpuObjectSize === undefined || MpuObjectSize === size) return;
  throw invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${MpuObjectSize} does not match what was computed: ${size}`,
  );
}

/** @throws AwsError BadDigest when the caller has another checksum of the object. */
function checkChecksum(input: ChecksumMembers, row: ObjectRow): void {
  const { name, value } = row.checksum;
  const given = input[`Checksum${name}`];
  if (given === undefined || given === value || given === shownChecksum(row)[`Checksum${name}`]) return;
  throw badObjectChecksum(name);
}

/** The content of the parts, one after the other; ends with NoSuchUpload if one is taken away meanwhile. */
async function* joined(
  call: Call,
  { id }: FoundUpload,
  parts: ChosenPart[],
  sums: Sum[],
): AsyncGenerator<Uint8Array> {
  const { uploads } = call.aws.s3;
  for (const { number, row } of parts) {
    if (uploads.part(id, number) !== row) throw noSuchUpload(id);
    yield* passing(uploads.content(id, number), ...sums);
  }
}

function rowOf(upload: FoundUpload, parts: ChosenPart[], size: number, checksum: ObjectChecksum): ObjectRow {
  const md5 = createHash('md5');
  for (const { row } of parts) md5.update(Buffer.from(row.etag, 'hex'));
  return {
    ...upload.row.attributes,
    size,
    etag: `${md5.digest('hex')}-${parts.length}`,
    modified: 0,
    checksum,
    upload: upload.id,
    parts: parts.map(({ number, row }) => ({
      number,
      size: row.size,
      ...(checksum.type === 'COMPOSITE' && { checksum: row.checksum }),
    })),
  };
}

function compositeOf({ type }: UploadChecksum): 'COMPOSITE' | undefined {
  return type === 'COMPOSITE' ? type : undefined;
}

function base64(text = ''): Uint8Array {
  return Buffer.from(text, 'base64');
}

/** As AWS writes it, although the object is here. */
function locationOf({ aws }: Call, bucket: string, key: string): string {
  return `https://${bucket}.s3.${aws.region}.amazonaws.com/${encodeURIComponent(key)}`;
}

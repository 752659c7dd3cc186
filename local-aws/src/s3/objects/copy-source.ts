/** The source of a copy: `x-amz-copy-source`, what it needs and what it leads to. */
import { Readable } from 'node:stream';
import type { CopyObjectRequest } from '@aws-sdk/client-s3';
import type { Call, Need } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { passing, type Sum } from '../checksums.js';
import type { KeptContent } from '../content-table.js';
import { invalidArgument } from '../errors.js';
import type { ObjectRow } from '../rows.js';
import { checkCopyConditions } from './conditions.js';
import { isArchived } from './object-attributes.js';
import { invalidSourceState } from './object-errors.js';
import { existingTags } from './object-tags.js';
import type { ByteRange } from './range.js';
import { findObject } from './reading.js';
import { objectAction } from './versions.js';

type CopyInput = Pick<
  CopyObjectRequest,
  | 'CopySource'
  | 'CopySourceIfMatch'
  | 'CopySourceIfModifiedSince'
  | 'CopySourceIfNoneMatch'
  | 'CopySourceIfUnmodifiedSince'
  | 'ExpectedSourceBucketOwner'
>;

interface Source {
  Bucket: string;
  Key: string;
  VersionId: string | undefined;
}

/** An object to copy from. */
export interface FoundSource {
  bucket: string;
  key: string;
  row: ObjectRow;
}

/**
 * Reads `bucket/key` or `/bucket/key`, percent-encoded, with `?versionId=` behind it or not. A `+` stands for a
 * space (recorded on AWS).
 *
 * @throws AwsError InvalidArgument
 */
export function parseCopySource(text: string | undefined): Source {
  const [, path = '', VersionId] = /^(.*?)(?:\?versionId=([^&]*))?$/s.exec(text ?? '') ?? [];
  const decoded = decode(path.replaceAll('+', ' ')).replace(/^\//, '');
  const slash = decoded.indexOf('/');
  if (slash < 1 || slash === decoded.length - 1) throw invalidSource();
  return { Bucket: decoded.slice(0, slash), Key: decoded.slice(slash + 1), VersionId };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidSource();
  }
}

/** Recorded on AWS, the argument's value too. */
function invalidSource(): Error {
  return invalidArgument('Invalid copy source object key', 'x-amz-copy-source', 'x-amz-copy-source');
}

/** The source as policies see it under `s3:x-amz-copy-source`. */
export function sourcePath(input: Pick<CopyInput, 'CopySource'>): string {
  const { Bucket, Key } = parseCopySource(input.CopySource);
  return `${Bucket}/${Key}`;
}

/** A copy reads its source, and the tags of it if they go along. */
export function copySourceNeeds(call: Call, input: CopyInput, withTags: boolean): Need[] {
  const source = parseCopySource(input.CopySource);
  const tags = existingTags(call, source);
  const needs = objectNeeds(call, objectAction('s3:GetObject', source.VersionId), source, tags);
  if (!withTags || Object.keys(tags).length === 0) return needs;
  return [
    ...needs,
    ...objectNeeds(call, objectAction('s3:GetObjectTagging', source.VersionId), source, tags),
  ];
}

/**
 * Finds the object to copy from.
 *
 * @throws AwsError as `findObject`; PreconditionFailed, InvalidObjectState.
 */
export function findSource(call: Call, input: CopyInput): FoundSource {
  const source = parseCopySource(input.CopySource);
  const found = findObject(call, { ...source, ExpectedBucketOwner: input.ExpectedSourceBucketOwner });
  checkCopyConditions(input, found.row, call.aws.clock.now());
  if (isArchived(found.row)) throw invalidSourceState(found.row.storageClass ?? '');
  return found;
}

/**
 * Copies the content of a source that has just been found, or a part of it; `sums` see it on its way. What is
 * not put afterwards must be discarded.
 */
export async function keepCopy(
  call: Call,
  { bucket, key, row }: FoundSource,
  range: ByteRange | undefined,
  ...sums: Sum[]
): Promise<KeptContent> {
  const { s3 } = call.aws;
  const content = s3.content(bucket, key, range);
  try {
    return await s3.keep(passing(content, ...sums), range ? range.end - range.start + 1 : row.size);
  } finally {
    if (content instanceof Readable) content.destroy(); // it may not have been read, if there was no room
  }
}

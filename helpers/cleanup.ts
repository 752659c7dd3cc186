/** Step 8: removes what the tutorial made, in the order that works, and shows that nothing is left. */
import {
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { Aws } from './connect.js';
import { deleteDeliveryStream, type Progress, streamTags } from './delivery-stream.js';
import { awsFault, failed, isDenied, StepError } from './errors.js';
import { iamArn, isOurs, type Names } from './names.js';
import { createLiveLine } from './pictures/live-line.js';
import { attachedPolicies, findPolicy } from './policy.js';
import { findRole } from './role.js';

type Tag = { Key?: string; Value?: string };

/** Something that the tutorial makes. */
export interface Thing {
  what: 'bucket' | 'delivery stream' | 'policy' | 'role';
  name: string;
}

/** What is there of the tutorial's names. */
export interface Leftover extends Thing {
  /** Whether the tutorial made it; undefined where the caller may not look at it. */
  isOurs: boolean | undefined;
}

/** All that the tutorial makes, in the order in which it can be removed. */
export function thingsOf(names: Names): Thing[] {
  return [
    { what: 'delivery stream', name: names.stream },
    { what: 'role', name: names.role },
    { what: 'policy', name: names.policy },
    { what: 'bucket', name: names.bucket },
  ];
}

/**
 * Asks each service what it has of the tutorial's names. Nothing left is an empty list.
 *
 * @throws StepError when a service does not answer. A right that is missing is no such error: see `isOurs`.
 */
export async function leftovers(aws: Aws, names: Names): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const thing of thingsOf(names)) {
    try {
      const tags = await tagsOf(aws, thing);
      if (tags) found.push({ ...thing, isOurs: isOurs(tags) });
    } catch (error) {
      if (!isDenied(error)) throw error;
      found.push({ ...thing, isOurs: undefined });
    }
  }
  return found;
}

/**
 * The tags of a thing, or undefined when there is none of that name.
 *
 * @throws StepError when they may not be read.
 */
export async function tagsOf(aws: Aws, { what, name }: Thing): Promise<Tag[] | undefined> {
  if (what === 'delivery stream') return streamTags(aws, name);
  if (what === 'bucket') return tagsOfBucket(aws, name);
  const found =
    what === 'role' ? await findRole(aws, name) : await findPolicy(aws, iamArn(aws, 'policy', name));
  return found && (found.Tags ?? []);
}

/**
 * Removes what the tutorial made: first the stream, which uses the role; then policy and role, which use
 * each other; at last the objects and the bucket that held them. What lacks the tutorial's tag is left alone,
 * and so is what the caller may not look at. A line says in place what is being removed, and how long that takes.
 *
 * @returns a line for each thing, saying what was done to it.
 * @throws StepError naming what could not be removed; the signal's reason when it is aborted.
 */
export async function cleanUp(
  aws: Aws,
  names: Names,
  { signal, onProgress }: Progress = {},
): Promise<string[]> {
  const found = await leftovers(aws, names);
  if (found.length === 0) return ['nothing to do'];
  const line = createLiveLine();
  const start = Date.now();
  try {
    return await removeOurs(aws, found, { signal, onProgress: onProgress ?? line.show });
  } finally {
    line.end(`The clean-up took ${((Date.now() - start) / 1000).toFixed(1)} s`);
  }
}

async function removeOurs(aws: Aws, found: Leftover[], progress: Progress): Promise<string[]> {
  const done: string[] = [];
  for (const { what, name, isOurs } of found) {
    if (!isOurs) {
      const why = isOurs === undefined ? 'you may not read its tags' : 'this tutorial did not make it';
      done.push(`${what} ${name}: left alone, ${why}`);
      continue;
    }
    progress.signal?.throwIfAborted();
    progress.onProgress?.(`Removing the ${what} ${name}`);
    await remove(aws, { what, name }, progress);
    done.push(`${what} ${name}: removed`);
  }
  return done;
}

/**
 * Removes one thing and what is in it, whoever made it: look at its tags first.
 *
 * @throws StepError when it cannot be removed; the signal's reason when it is aborted.
 */
export async function remove(aws: Aws, { what, name }: Thing, progress: Progress = {}): Promise<void> {
  if (what === 'delivery stream') await deleteDeliveryStream(aws, name, progress);
  else if (what === 'role') await deleteRole(aws, name);
  else if (what === 'policy') await deletePolicy(aws, name);
  else await deleteBucket(aws, name, progress);
}

async function tagsOfBucket(aws: Aws, name: string) {
  try {
    return (await aws.s3.send(new GetBucketTaggingCommand({ Bucket: name }))).TagSet ?? [];
  } catch (error) {
    const fault = awsFault(error).name;
    if (fault === 'NoSuchBucket') return undefined;
    if (fault === 'NoSuchTagSet') return [];
    throw failed(`Reading the tags of the bucket ${name}`, error);
  }
}

/** A role goes only when nothing is attached to it. */
async function deleteRole(aws: Aws, RoleName: string): Promise<void> {
  try {
    for (const PolicyArn of await attachedPolicies(aws, RoleName)) {
      await aws.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    }
    await aws.iam.send(new DeleteRoleCommand({ RoleName }));
  } catch (error) {
    throw failed(`Removing the role ${RoleName}`, error);
  }
}

/** A policy goes only when it is attached to nothing and has but its default version. */
async function deletePolicy(aws: Aws, policy: string): Promise<void> {
  const PolicyArn = iamArn(aws, 'policy', policy);
  try {
    const { Versions = [] } = await aws.iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    for (const { VersionId, IsDefaultVersion } of Versions) {
      if (!IsDefaultVersion) await aws.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    }
    await aws.iam.send(new DeletePolicyCommand({ PolicyArn }));
  } catch (error) {
    const isAttached = awsFault(error).name.startsWith('DeleteConflict');
    throw failed(
      `Removing the policy ${policy}`,
      error,
      isAttached ? 'Detach it from whatever else uses it.' : undefined,
    );
  }
}

/** A bucket goes only when it is empty. A page of its list has as many keys as one call may delete: 1,000. */
async function deleteBucket(aws: Aws, Bucket: string, { signal }: Progress): Promise<void> {
  const abort = { abortSignal: signal };
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: aws.s3 }, { Bucket })) {
      if (Contents.length === 0) continue; // S3 refuses a call that deletes nothing
      const Delete = { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true };
      const { Errors = [] } = await aws.s3.send(new DeleteObjectsCommand({ Bucket, Delete }), abort);
      const [first] = Errors;
      if (first)
        throw new StepError(
          `Deleting the object ${first.Key}`,
          `${first.Code}: ${first.Message}`,
          'Check your rights.',
        );
    }
    await aws.s3.send(new DeleteBucketCommand({ Bucket }), abort);
  } catch (error) {
    signal?.throwIfAborted();
    throw failed(`Removing the bucket ${Bucket}`, error);
  }
}

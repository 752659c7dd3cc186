/** Step 3: the IAM role that Firehose puts on when it writes to the bucket. */
import {
  CreateRoleCommand,
  GetRoleCommand,
  type Role,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { Aws } from './connect.js';
import { awsFault, failed, StepError } from './errors.js';
import { isOurs, type Outcome, TUTORIAL_TAG } from './names.js';
import { waitFor } from './wait.js';
import { atMost, withLine } from './wait-line.js';

const WAIT_SECONDS = 60;

/**
 * Who may put on the role: the Firehose service, and only when it works for this account (Firehose brings the
 * account's number along as the external id, so nobody can make it use the role for another account).
 */
export function trustPolicy(account: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'FirehoseMayAssumeThisRole',
        Effect: 'Allow',
        Principal: { Service: 'firehose.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': account } },
      },
    ],
  };
}

/**
 * Finds the role or creates it, tagged as the tutorial's. A role of the tutorial's with another trust policy
 * gets the right one; a role that somebody else made is never changed.
 *
 * @throws StepError when a foreign role of that name does not trust Firehose, or the rights are missing; the
 *   signal's reason when it is aborted.
 */
export async function ensureRole(
  aws: Aws,
  name: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Outcome> {
  const wanted = JSON.stringify(trustPolicy(aws.account));
  const role = await findRole(aws, name);
  try {
    if (!role) {
      await aws.iam.send(
        new CreateRoleCommand({
          RoleName: name,
          AssumeRolePolicyDocument: wanted,
          Description: 'Lets Firehose write the measurements of the tutorial to its bucket',
          Tags: [TUTORIAL_TAG],
        }),
      );
      await untilThere(aws, name, signal);
      return 'created';
    }
    if (sameDocument(role.AssumeRolePolicyDocument, wanted)) return 'found';
    if (!isOurs(role.Tags)) {
      throw new StepError(
        `Using the role ${name}`,
        'it exists, this tutorial did not make it, and its trust policy is another one',
        'Choose another [IAM] role_name in dl.cfg: this tutorial changes only what it made itself.',
      );
    }
    await aws.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: wanted }));
    return 'changed';
  } catch (error) {
    signal?.throwIfAborted();
    throw failed(`${role ? 'Changing' : 'Creating'} the role ${name}`, error);
  }
}

async function untilThere(aws: Aws, name: string, signal?: AbortSignal): Promise<void> {
  const look = () => findRole(aws, name);
  const { timeScale } = aws;
  const limits = { timeoutSeconds: WAIT_SECONDS, timeScale, signal };
  const words = {
    doing: () => 'IAM does not show the role yet',
    done: () => 'IAM shows the role',
    left: atMost(WAIT_SECONDS, timeScale),
    timeScale,
  };
  await withLine(words, (onProgress) =>
    waitFor(`IAM to show the role ${name}`, look, { ...limits, onProgress }),
  );
}

/** The role, or undefined when there is none of that name. */
export async function findRole(aws: Aws, name: string): Promise<Role | undefined> {
  try {
    return (await aws.iam.send(new GetRoleCommand({ RoleName: name }))).Role;
  } catch (error) {
    if (awsFault(error).name.startsWith('NoSuchEntity')) return undefined;
    throw failed(`Looking for the role ${name}`, error);
  }
}

/** IAM sends documents URL-encoded; two are the same when they say the same. */
export function sameDocument(encoded: string | undefined, wanted: string): boolean {
  const current = JSON.stringify(JSON.parse(decodeURIComponent(encoded ?? '%7B%7D')));
  return current === JSON.stringify(JSON.parse(wanted));
}

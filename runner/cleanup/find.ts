/** Finds what the tutorial made in an account, under whatever name, by its tag. */
import { ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { paginateListPolicies, paginateListRoles } from '@aws-sdk/client-iam';
import { paginateListBuckets } from '@aws-sdk/client-s3';
import { type Thing, tagsOf, thingsOf } from '../../helpers/cleanup.js';
import type { Aws } from '../../helpers/connect.js';
import { failed, isDenied } from '../../helpers/errors.js';
import { isOurs, type Names } from '../../helpers/names.js';

export interface Found {
  /** What carries the tutorial's tag, in the order in which it can be removed. */
  ours: Thing[];
  /** What could not be looked at, and what belongs to a run in another region: a sentence each. */
  notes: string[];
}

interface Listed {
  name: string;
  /** Where it lies, as far as the service or its name tells. */
  region?: string;
}

const OUR_NAMES = 'firehose-tutorial-';

/**
 * Looks through all delivery streams of the region, and all roles, policies and buckets of the account. Where the
 * right to list is missing, it looks for the names of `dl.cfg`. What belongs to another region is only told of:
 * roles and policies are the account's, and their delivery stream may still be at work there.
 *
 * @param options.participant where people share an account, only what ends in this name is looked at
 * @throws StepError when AWS fails otherwise; the signal's reason when it is aborted.
 */
export async function findOurs(
  aws: Aws,
  names: Names,
  { participant, signal }: { participant?: string; signal?: AbortSignal } = {},
): Promise<Found> {
  const found: Found = { ours: [], notes: [] };
  for (const own of thingsOf(names)) {
    const listed = await listOrSay(aws, own.what, found.notes);
    const end = participant === undefined ? '' : `-${participant}`;
    const others = listed.filter(({ name }) => name !== own.name && name.endsWith(end));
    const unreadable: string[] = [];
    for (const { name, region = aws.region } of [{ name: own.name }, ...others] as Listed[]) {
      signal?.throwIfAborted();
      if (region !== aws.region) {
        if (name.startsWith(OUR_NAMES)) found.notes.push(elsewhere(own.what, name, region));
      } else if (isOurs(await tagsIfReadable(aws, { what: own.what, name }, unreadable))) {
        found.ours.push({ what: own.what, name });
      }
    }
    found.notes.push(...notesOn(own, unreadable));
  }
  return found;
}

/** All things of one kind; none, and a note, when the caller may not list them. */
async function listOrSay(aws: Aws, what: Thing['what'], notes: string[]): Promise<Listed[]> {
  try {
    return await LISTS[what](aws);
  } catch (error) {
    if (!isDenied(error)) throw failed(`Listing what there is of the kind ${what}`, error);
    notes.push(`${what}: only the name of dl.cfg was looked for, since listing is not allowed to you`);
    return [];
  }
}

const LISTS: Record<Thing['what'], (aws: Aws) => Promise<Listed[]>> = {
  async 'delivery stream'({ firehose }) {
    const names: string[] = [];
    for (let more = true; more; ) {
      const after = { ExclusiveStartDeliveryStreamName: names.at(-1), Limit: 10_000 };
      const page = await firehose.send(new ListDeliveryStreamsCommand(after));
      names.push(...(page.DeliveryStreamNames ?? []));
      more = page.HasMoreDeliveryStreams === true && (page.DeliveryStreamNames ?? []).length > 0;
    }
    return names.map((name) => ({ name }));
  },

  async role({ iam: client }) {
    const found: Listed[] = [];
    // Roles of other paths are those of AWS's services and of its sign-in; the tutorial makes none there.
    for await (const { Roles = [] } of paginateListRoles({ client }, { PathPrefix: '/' })) {
      const plain = Roles.filter(({ Path }) => Path === '/');
      found.push(...plain.map(({ RoleName: name = '' }) => ({ name, region: regionIn(name) })));
    }
    return found;
  },

  async policy({ iam: client }) {
    const found: Listed[] = [];
    for await (const { Policies = [] } of paginateListPolicies({ client }, { Scope: 'Local' })) {
      const plain = Policies.filter(({ Path }) => Path === '/');
      found.push(...plain.map(({ PolicyName: name = '' }) => ({ name, region: regionIn(name) })));
    }
    return found;
  },

  async bucket({ s3: client }) {
    const found: Listed[] = [];
    // S3 names the regions only in pages.
    for await (const { Buckets = [] } of paginateListBuckets({ client, pageSize: 1_000 }, {})) {
      found.push(...Buckets.map(({ Name: name = '', BucketRegion: region }) => ({ name, region })));
    }
    return found;
  },
};

/** The region in a name that the tutorial chose by itself; a participant may come after it. */
function regionIn(name: string): string | undefined {
  return /-\d{12}-([a-z]{2}(?:-[a-z]+)+-\d)(?:-[a-z0-9]+)?$/.exec(name)?.[1];
}

/** The tags; none, and its name among the unreadable ones, when the caller may not read them. */
async function tagsIfReadable(aws: Aws, thing: Thing, unreadable: string[]) {
  try {
    return await tagsOf(aws, thing);
  } catch (error) {
    if (!isDenied(error)) throw error;
    unreadable.push(thing.name);
    return undefined;
  }
}

function elsewhere(what: string, name: string, region: string): string {
  return `${what} ${name}: belongs to ${region}. Set region = ${region} in dl.cfg, and run this again`;
}

/** What may not be read is not ours, as a rule; what has our name may be. */
function notesOn({ what, name: own }: Thing, unreadable: string[]): string[] {
  const suspects = unreadable.filter((name) => name === own || name.startsWith(OUR_NAMES));
  return suspects.map(
    (name) => `${what} ${name}: you may not read its tags, so it is left alone. Is it somebody else's?`,
  );
}

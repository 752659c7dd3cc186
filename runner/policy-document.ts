/** The rights that the tutorial needs and no more: policy/learner.json with everything filled in. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '../helpers/config.js';
import { namesFor } from '../helpers/detour.js';
import { type Names, nameResources } from '../helpers/names.js';

const TEMPLATE = fileURLToPath(new URL('../policy/learner.json', import.meta.url));
/** What the template has for a name: the tutorial's own names all begin so. */
const ANY_NAME = 'firehose-tutorial-*';

export interface Statement {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

export interface PolicyDocument {
  Version: string;
  Statement: Statement[];
}

/** Where the policy holds. */
export interface Place {
  /** The 12 digits. */
  account: string;
  region: string;
  /** `aws`; `aws-cn` in China, `aws-us-gov` in GovCloud. */
  partition: string;
}

export type ThingNames = Partial<Pick<Names, 'bucket' | 'policy' | 'role' | 'stream'>>;

/** Fills in where the policy holds, and the names that are given: it then holds for those alone. */
export function learnerPolicy(place: Place, names: ThingNames = {}): PolicyDocument {
  const places: [before: string, name: string | undefined][] = [
    [':s3:::', names.bucket],
    [':role/', names.role],
    [':policy/', names.policy],
    [':deliverystream/', names.stream],
  ];
  let text = readFileSync(TEMPLATE, 'utf8');
  for (const [before, name] of places) {
    if (name !== undefined) text = text.replaceAll(before + ANY_NAME, before + name);
  }
  const { account, region, partition } = place;
  text = text.replaceAll('arn:aws:', `arn:${partition}:`);
  return JSON.parse(text.replaceAll('ACCOUNT', account).replaceAll('REGION', region)) as PolicyDocument;
}

/**
 * The policy for all that the lesson makes with these settings. A name of `dl.cfg`'s own takes the place of the template's
 * wildcard, and then the names that detours and exercises give to such things are named beside it.
 */
export function lessonPolicy(place: Place, config: Config): object {
  const own = ownNames(config);
  return policyOver(
    place,
    lessonNames(place, config).map(({ bucket, policy, role, stream }) => ({
      bucket: own.bucket && bucket,
      policy: own.policy && policy,
      role: own.role && role,
      stream: own.stream && stream,
    })),
  );
}

/** The names of the main path, of the detours and of the exercises. */
export function lessonNames(place: Place, config: Config): Names[] {
  const where = { ...place, arn: `arn:${place.partition}:` };
  return [
    nameResources(config, where),
    namesFor('detour', config, where),
    namesFor('exercise', config, where),
  ];
}

/** One policy that holds for several things of a kind. */
export function policyOver(place: Place, namings: ThingNames[]): object {
  const each = namings.map((names) => learnerPolicy(place, names));
  const { Version, Statement } = together(each) as PolicyDocument;
  const isBucketNamed = namings.some(({ bucket }) => bucket !== undefined);
  return { Version, Statement: isBucketNamed ? [...Statement, seeThatThereIsNone(place)] : Statement };
}

/** Step 2 asks for a bucket that is not there. Who may not list it is told 403 instead of 404. */
function seeThatThereIsNone({ partition }: Place): Statement {
  return {
    Sid: 'SeeThatABucketIsNotThere',
    Effect: 'Allow',
    Action: ['s3:ListBucket'],
    Resource: `arn:${partition}:s3:::firehose-tutorial-none-*`,
  };
}

/** Documents that differ in single texts as one, which has a list of these texts in their place. */
function together(documents: unknown[]): unknown {
  const [first] = documents;
  const different = new Set(documents.map((document) => JSON.stringify(document)));
  if (different.size === 1) return first;
  if (typeof first !== 'object' || first === null) return documents;
  const merged = Object.keys(first).map((key) => [
    key,
    together(documents.map((document) => (document as Record<string, unknown>)[key])),
  ]);
  return Array.isArray(first) ? merged.map(([, value]) => value) : Object.fromEntries(merged);
}

/** The names of `dl.cfg` that the template does not cover. */
function ownNames({ firehose, iam, s3 }: Config): ThingNames {
  const unlessCovered = (name: string | undefined) =>
    name?.startsWith(ANY_NAME.slice(0, -1)) ? undefined : name;
  return {
    bucket: unlessCovered(s3.bucketName),
    role: unlessCovered(iam.roleName),
    policy: unlessCovered(iam.policyName),
    stream: unlessCovered(firehose.streamName),
  };
}

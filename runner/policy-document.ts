/** The rights that the tutorial needs and no more: policy/learner.json with everything filled in. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '../helpers/config.js';
import type { Names } from '../helpers/names.js';

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

/** The names of `dl.cfg` that the template does not cover. */
export function ownNames({ firehose, iam, s3 }: Config): ThingNames {
  const unlessCovered = (name: string | undefined) =>
    name?.startsWith(ANY_NAME.slice(0, -1)) ? undefined : name;
  return {
    bucket: unlessCovered(s3.bucketName),
    role: unlessCovered(iam.roleName),
    policy: unlessCovered(iam.policyName),
    stream: unlessCovered(firehose.streamName),
  };
}

/** Whether the lesson's names are free, or taken by what it made itself, or by something else. */
import { type Thing, tagsOf, thingsOf } from '../../helpers/cleanup.js';
import type { Aws } from '../../helpers/connect.js';
import { isDenied } from '../../helpers/errors.js';
import { isOurs, type Names } from '../../helpers/names.js';
import { type Finding, fine, fromError, problem } from './finding.js';

const SETTINGS: Record<Thing['what'], string> = {
  bucket: '[S3] bucket_name',
  'delivery stream': '[Firehose] stream_name',
  policy: '[IAM] policy_name',
  role: '[IAM] role_name',
};

export async function nameFindings(aws: Aws, names: Names): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const thing of thingsOf(names)) findings.push(await nameFinding(aws, thing));
  return findings;
}

async function nameFinding(aws: Aws, thing: Thing): Promise<Finding> {
  const name = `${thing.what} ${thing.name}`;
  const another = `For one of the tutorial's own, choose another ${SETTINGS[thing.what]} in dl.cfg.`;
  try {
    const tags = await tagsOf(aws, thing);
    if (!tags) return fine(`${name}: the name is free`);
    if (isOurs(tags)) return fine(`${name}: is there, made by the tutorial, which will use it again`);
    return fine(
      `${name}: is there, and this tutorial did not make it`,
      `It is used as it is where it fits, never changed, and left at the end. ${another}`,
    );
  } catch (error) {
    if (!isDenied(error)) return fromError(error);
    return problem(`${name}: you may not look at it. It may be somebody else's`, another);
  }
}

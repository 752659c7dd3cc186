/** Names for what the detours and exercises make for themselves, so that the main path never meets it. */
import type { Config } from './config.js';
import type { Aws } from './connect.js';
import { type Names, nameResources } from './names.js';

/** Names for a role and a stream of the detours' own; bucket and policy of these names are never made. */
export function detourNames(config: Config, aws: Pick<Aws, 'account' | 'arn' | 'region'>): Names {
  return namesFor('detour', config, aws);
}

/** One name for all things of a purpose, with the suffix that the lesson's names have by default. */
export function namesFor(
  purpose: string,
  config: Config,
  aws: Pick<Aws, 'account' | 'arn' | 'region'>,
): Names {
  const { bucket } = nameResources({ ...config, s3: { ...config.s3, bucketName: undefined } }, aws);
  const name = bucket.replace(/^firehose-tutorial-/, `firehose-tutorial-${purpose}-`);
  return nameResources(
    {
      ...config,
      iam: { roleName: name, policyName: name },
      firehose: { ...config.firehose, streamName: name },
      s3: { ...config.s3, bucketName: name },
    },
    aws,
  );
}

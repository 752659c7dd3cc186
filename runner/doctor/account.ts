/** What stands between the learner and the account: settings, credentials, rights, names. */
import { connect, disconnect } from '../../helpers/connect.js';
import { nameResources } from '../../helpers/names.js';
import { clockFinding } from './clock.js';
import { credentialFindings } from './credentials.js';
import { type Finding, fine, fromError } from './finding.js';
import { nameFindings } from './names.js';
import { rightsFindings } from './rights.js';
import { settingsFindings } from './settings.js';

/**
 * Looks in the order in which the lesson needs things. What cannot be looked at, because something before it is
 * missing, is left out. Throws only the signal's reason.
 */
export async function* accountFindings(folder: string, signal?: AbortSignal): AsyncGenerator<Finding> {
  const { config, findings } = settingsFindings(folder);
  yield* findings;
  if (!config) return;
  const { target, region } = config.aws;
  const credentials = await credentialFindings(config);
  yield* credentials;
  if (target === 'aws') yield await clockFinding(stsEndpoint(region));
  if (credentials.some(({ isFine }) => !isFine)) return;
  let aws: Awaited<ReturnType<typeof connect>>;
  try {
    aws = await connect(config, folder, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    yield fromError(error);
    return;
  }
  try {
    yield fine(`you are ${aws.arn}, in account ${aws.account}, at ${aws.endpoint}`);
    const names = nameResources(config, aws);
    yield* await rightsFindings(aws, names);
    yield* await nameFindings(aws, names);
  } finally {
    disconnect(aws);
  }
}

/** Where STS answers, which needs no signature to tell its time. */
function stsEndpoint(region: string): string {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS } = process.env;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return AWS_ENDPOINT_URL_STS ?? AWS_ENDPOINT_URL ?? `https://sts.${region}.${suffix}`;
}

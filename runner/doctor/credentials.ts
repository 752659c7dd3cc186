/** Which credentials are used, where they come from, and of what kind they are. They are never shown. */
import { STSClient } from '@aws-sdk/client-sts';
import type { Config } from '../../helpers/config.js';
import { failed, profileRemedy } from '../../helpers/errors.js';
import { type Finding, fine, fromError, problem } from './finding.js';

/** What the SDK resolves, with the marks that it leaves of the providers that took part. */
export interface Credentials {
  accessKeyId: string;
  sessionToken?: string;
  expiration?: Date;
  $source?: Record<string, string>;
}

const SIGN_IN = '"aws login" or "aws sso login" gives temporary ones that end by themselves.';
const SOON_MS = 15 * 60_000;

/** The most telling mark comes first: a profile that assumes a role leaves those of all that took part. */
const SOURCES: [mark: RegExp, source: string][] = [
  [/LOGIN/, '"aws login"'],
  [/SSO/, 'IAM Identity Center ("aws sso login")'],
  [/ASSUME_ROLE|SOURCE_PROFILE|NAMED_PROVIDER/, 'a role that a profile assumes'],
  [/WEB_ID/, 'a web identity token'],
  [/PROCESS/, 'the credential_process of a profile'],
  [/PROFILE/, 'the keys of a profile'],
  [/ENV_VARS/, 'the environment (AWS_ACCESS_KEY_ID)'],
  [/HTTP/, 'the container that this runs in'],
  [/IMDS/, 'the machine that this runs on'],
];

/** Finds the credentials as the lesson's clients do, and says what they are. Asks nobody but their source. */
export async function credentialFindings({ aws }: Config): Promise<Finding[]> {
  if (aws.target === 'local') return [fine('credentials: made up by local-aws, and worth nothing elsewhere')];
  const { region, profile, credentials } = aws;
  const client = new STSClient({ region, profile, credentials });
  try {
    const found = (await client.config.credentials()) as Credentials;
    const source = credentials ? 'dl.cfg' : sourceOf(found, profile ?? process.env.AWS_PROFILE);
    return [describeCredentials(found, source)];
  } catch (error) {
    return [fromError(failed('Looking for credentials', error, profileRemedy(error, profile)))];
  } finally {
    client.destroy();
  }
}

function sourceOf({ $source = {} }: Credentials, profile: string | undefined): string {
  const marks = Object.keys($source).join(' ');
  const source = SOURCES.find(([mark]) => mark.test(marks))?.[1] ?? 'a source that this SDK does not name';
  return profile === undefined ? source : `${source}, profile ${profile}`;
}

/** Their kind, and for how long they hold. */
export function describeCredentials(found: Credentials, source: string, now = Date.now()): Finding {
  const { sessionToken, expiration } = found;
  const from = `credentials: from ${source}`;
  if (!sessionToken) return fine(`${from}, long-lived`, `Whoever gets hold of them keeps them. ${SIGN_IN}`);
  if (!expiration) return fine(`${from}, temporary; when they end is not told`);
  const left = expiration.getTime() - now;
  if (left <= 0)
    return problem(`${from}, temporary, and expired`, 'Sign in again: "aws login" or "aws sso login".');
  const minutes = `${from}, temporary, for ${Math.floor(left / 60_000)} more minutes`;
  return left < SOON_MS ? fine(minutes, 'Sign in again before you begin.') : fine(minutes);
}

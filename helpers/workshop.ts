/** What the settings of a workshop must be, where people share an account or a local AWS. */
import { LONGEST_NAMES } from './settings.js';

/** A key of local-aws, whose account is 000000000000: like AWS's, its id names the account behind the fourth letter. */
const LOCAL_KEY = /^AKIAQAAAAAAA[A-P]/;

/**
 * What is wrong with the address of a local AWS that somebody else runs, a sentence each. It is told nothing that
 * is signed with the keys of a real account: whoever listens on the way could read it.
 */
export function endpointProblems(endpoint: string, target: unknown, accessKeyId: unknown): string[] {
  if (target === 'aws') {
    return ['[AWS] endpoint: is for target = local. Another address of AWS stands in AWS_ENDPOINT_URL'];
  }
  if (accessKeyId === undefined) {
    return [
      `[AWS] endpoint = ${endpoint}: needs the access_key_id and secret_access_key that it knows you by; they stand on your sheet`,
    ];
  }
  if (LOCAL_KEY.test(String(accessKeyId))) return [];
  return [
    `[AWS] access_key_id: is not a key of a local AWS. Nothing is sent to ${endpoint} with the keys of a real account: take those of your sheet`,
  ];
}

/**
 * A name that is given, with the participant at its end.
 *
 * @throws Error with a sentence when it is longer than AWS allows.
 */
export function nameOf(participant: string, name: string, key: keyof typeof LONGEST_NAMES): string {
  const full = `${name}-${participant}`;
  const most = LONGEST_NAMES[key];
  if (full.length <= most) return full;
  throw new Error(
    `with -${participant} at its end it has ${full.length} characters, and AWS allows ${most}: shorten it`,
  );
}

import type { PolicyDescriptorType } from '@aws-sdk/client-sts';
import { identityPolicyMistake } from '../iam/documents/policy-document.js';
import { readJson } from '../iam/documents/policy-syntax.js';
import { malformedPolicyDocument } from '../iam/errors.js';
import type { IamState } from '../iam/state.js';
import type { Session, SessionTag } from '../operation.js';
import { invalidParameterValue, packedPolicyTooLarge } from './errors.js';

interface PolicyInput {
  Policy?: string | undefined;
  PolicyArns?: PolicyDescriptorType[] | undefined;
}

/**
 * The policies that a call passes for its session; undefined when it passes none.
 *
 * @throws AwsError MalformedPolicyDocument, or InvalidParameterValue for an ARN that is no managed policy's.
 */
export function sessionPolicies(
  { Policy, PolicyArns = [] }: PolicyInput,
  iam: IamState,
): Session['policies'] {
  if (Policy === undefined && PolicyArns.length === 0) return undefined;
  if (Policy !== undefined) checkSessionPolicy(Policy);
  const managed = PolicyArns.map(({ arn = '' }) => arn);
  if (!managed.every((arn) => iam.policy(arn))) {
    throw invalidParameterValue(
      'At least one Policy ARN in the PolicyArns parameter does not match an existing IAM Managed Policy ARN.',
    );
  }
  return Policy === undefined ? { managed } : { inline: Policy, managed };
}

/** Unlike the policies that IAM stores, a session policy needs no Version (seen in calls that AWS took). */
function checkSessionPolicy(text: string): void {
  const document = readJson(text);
  if (document === undefined) throw malformedPolicyDocument('This policy contains invalid Json');
  const isObject = typeof document === 'object' && document !== null && !Array.isArray(document);
  const versioned = isObject ? { Version: '2012-10-17', ...document } : document;
  const mistake = identityPolicyMistake(JSON.stringify(versioned));
  if (mistake !== undefined) throw malformedPolicyDocument(mistake);
}

/**
 * AWS packs policies and tags into a space whose size and form it does not publish. One percent for 10
 * characters of JSON comes near what people reported (16 % for 131, 82 % for 736, 157 % for 1,690).
 */
const CHARACTERS_PER_PERCENT = 10;

/**
 * How full a session's policies and tags make that space, in percent.
 *
 * @throws AwsError PackedPolicyTooLarge above 100 (texts of public transcripts).
 */
export function packedSize(policies: Session['policies'], tags: readonly SessionTag[]): number {
  const document = policies?.inline === undefined ? '' : JSON.stringify(JSON.parse(policies.inline));
  const policyCharacters = [document, ...(policies?.managed ?? [])].join('').length;
  const tagCharacters = tags.reduce((sum, { Key, Value }) => sum + Key.length + Value.length, 0);
  const size = Math.ceil((policyCharacters + tagCharacters) / CHARACTERS_PER_PERCENT);
  if (size <= 100) return size;
  throw packedPolicyTooLarge(
    policyCharacters === 0
      ? `Packed size of session tags consumes ${size}% of allotted space.`
      : `Packed policy consumes ${size}% of allotted space, please use smaller policy.`,
  );
}

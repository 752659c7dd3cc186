/** The form of the ARNs in a policy's Resource and NotResource elements. */
import { splitArn } from '../evaluation/match.js';

const IAM_RESOURCES = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];

/** What S3 has in a region; a bucket's ARN names none (AWS documentation, "Resource types defined by Amazon S3"). */
const S3_RESOURCES = ['accesspoint/', 'access-grants/', 'job/', 'storage-lens/', 'storage-lens-group/'];

/** What AWS says of a resource that is not an ARN as it should be; undefined when it is well-formed. */
export function resourceFormatMistake(resource: string): string | undefined {
  if (resource === '*') return undefined;
  const parts = resource.split(':');
  const [, partition, service, region] = parts;
  if (partition === undefined) return `Resource ${resource} must be in ARN format or "*".`;
  if (!['aws', 'aws-cn', 'aws-us-gov', '*'].includes(partition)) {
    const [, , service = '*', region = '*', account = '*', name = '*'] = splitArn(resource);
    const filled = [partition, service, region, account, name].join(':');
    return `Partition "${partition}" is not valid for resource "arn:${filled}".`;
  }
  if (service === undefined) return 'Resource vendor must be fully qualified and cannot contain regexes.';
  if (region !== undefined && region !== '' && region !== '*') {
    if (service === 'iam') return `IAM resource ${resource} cannot contain region information.`;
    if (service === 's3' && !S3_RESOURCES.some((start) => parts[5]?.startsWith(start))) {
      return `Resource ${resource} can not contain region information.`;
    }
  }
  if (service === 'iam' && parts.length >= 6) {
    const name = parts.slice(5).join(':');
    const isKnown = name === 'root' || IAM_RESOURCES.some((start) => name.startsWith(start));
    if (!/^[*?]/.test(name) && !isKnown) {
      return `IAM resource path must either be "*", root, or start with ${IAM_RESOURCES.join(', ')}.`;
    }
  }
  return undefined;
}

/**
 * Whether AWS's older parser can take the ARN apart: it must name a service, and be whole if it has empty
 * parts.
 */
export function splitsAsResource(resource: string): boolean {
  if (resource === '*') return true;
  const parts = resource.split(':');
  return parts[2] !== '' && (parts.length >= 6 || !resource.includes('::'));
}

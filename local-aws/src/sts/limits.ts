/**
 * The limits of STS's inputs (API model). `Policy` of AssumeRole has no length of its own since the packed
 * size limits it.
 */
import type { Constraint } from '../wire/constraints.js';

type Limits = Readonly<Record<string, Constraint>>;

const NAME = '[\\w+=,.@-]*';
const DOCUMENT: Constraint = { minLength: 1, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' };
const ARN: Constraint = {
  minLength: 20,
  maxLength: 2048,
  pattern:
    '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]+',
};
const TAG_KEY: Constraint = { minLength: 1, maxLength: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' };
const tags: Limits = {
  Tags: { maxLength: 50 },
  'Tags[].Key': { required: true, ...TAG_KEY },
  'Tags[].Value': { required: true, maxLength: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' },
};
const policies: Limits = { Policy: DOCUMENT, PolicyArns: { maxLength: 10 }, 'PolicyArns[].arn': ARN };
const mfa: Limits = {
  SerialNumber: { minLength: 9, maxLength: 256, pattern: '[\\w+=/:,.@-]*' },
  TokenCode: { minLength: 6, maxLength: 6, pattern: '[\\d]*' },
};
/** Of the sessions of users: 15 minutes to 36 hours. */
const userSession: Limits = { DurationSeconds: { min: 900, max: 129_600 } };

export const limits: Readonly<Record<string, Limits>> = {
  AssumeRole: {
    RoleArn: { required: true, ...ARN },
    RoleSessionName: { required: true, minLength: 2, maxLength: 64, pattern: NAME },
    ...policies,
    DurationSeconds: { min: 900, max: 43_200 },
    ...tags,
    TransitiveTagKeys: { maxLength: 50 },
    'TransitiveTagKeys[]': TAG_KEY,
    ExternalId: { minLength: 2, maxLength: 1224, pattern: '[\\w+=,.@:\\/-]*' },
    SourceIdentity: { minLength: 2, maxLength: 64, pattern: NAME },
    ...mfa,
  },
  GetAccessKeyInfo: { AccessKeyId: { required: true, minLength: 16, maxLength: 128, pattern: '[\\w]*' } },
  GetFederationToken: {
    Name: { required: true, minLength: 2, maxLength: 32, pattern: NAME },
    ...policies,
    Policy: { ...DOCUMENT, maxLength: 2048 },
    ...userSession,
    ...tags,
  },
  GetSessionToken: { ...userSession, ...mfa },
};

/** STS: who am I, and, inside this process, putting on a role. */
import { AwsError } from '../errors.js';
import { accessDenied } from '../iam/denied.js';
import type { Service } from '../operation.js';
import { validationText } from '../wire/constraints.js';
import { getCallerIdentity } from './get-caller-identity.js';

export const service: Service = {
  name: 'sts',
  operations: { GetCallerIdentity: getCallerIdentity },
  constraints: {},
  invalid: (violations) => new AwsError('ValidationError', 400, validationText(violations)),
  denied: accessDenied,
};

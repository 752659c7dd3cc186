/** STS: who am I, and credentials that end. */
import { accessDenied } from '../iam/denied.js';
import type { Service } from '../operation.js';
import { validationText } from '../wire/constraints.js';
import { validationError } from './errors.js';
import { limits } from './limits.js';
import { assumeRole } from './operations/assume-role.js';
import { getAccessKeyInfo } from './operations/get-access-key-info.js';
import { getCallerIdentity } from './operations/get-caller-identity.js';
import { getFederationToken } from './operations/get-federation-token.js';
import { getSessionToken } from './operations/get-session-token.js';

export const service: Service = {
  name: 'sts',
  operations: {
    AssumeRole: assumeRole,
    GetAccessKeyInfo: getAccessKeyInfo,
    GetCallerIdentity: getCallerIdentity,
    GetFederationToken: getFederationToken,
    GetSessionToken: getSessionToken,
  },
  constraints: limits,
  limitsFirst: true,
  invalid: (violations) => validationError(validationText(violations)),
  denied: accessDenied,
};

/** Callers who may do less than the administrator. */
import type { Aws } from '../connect.js';
import { asAws, type TestAws } from './aws.js';

let made = 0;

/** A user of the account who may do these actions on everything, and nothing else. */
export function callerWith({ local }: TestAws, actions: string[]): Aws {
  made += 1;
  const { iam, clock } = local.server.account;
  const userName = `caller-${made}`;
  const accessKeyId = `AKIA${String(made).padStart(16, 'A')}`;
  const secretAccessKey = `a secret of ${userName}`;
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  };
  iam.putUser({
    name: userName,
    id: `AIDA${String(made).padStart(16, 'A')}`,
    path: '/',
    created: clock.now(),
    tags: [],
    attached: [],
    inline: actions.length > 0 ? { rights: JSON.stringify(document) } : {},
  });
  iam.putAccessKey(accessKeyId, { secret: secretAccessKey, userName, created: clock.now() });
  return asAws(local, local.as({ accessKeyId, secretAccessKey }));
}

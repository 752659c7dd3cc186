import type { Clients, LocalAwsUnderTest } from './harness.js';

let users = 0;

/** Clients that act as a new user of the account, who has one policy of these statements and no other right. */
export function userWith(local: LocalAwsUnderTest, ...statements: object[]): Clients {
  const { iam, clock } = local.server.account;
  users += 1;
  const name = `user-${users}`;
  const number = String(users).padStart(16, '0');
  const created = clock.now();
  const inline: Record<string, string> =
    statements.length > 0 ? { rights: JSON.stringify({ Version: '2012-10-17', Statement: statements }) } : {};
  iam.putUser({ name, id: `AIDA0${number}`, path: '/', created, tags: [], attached: [], inline });
  const credentials = { accessKeyId: `AKIA${number}`, secretAccessKey: `secret of ${name}`.padEnd(40, '.') };
  iam.putAccessKey(credentials.accessKeyId, { secret: credentials.secretAccessKey, userName: name, created });
  return local.as(credentials);
}

/** Allows actions on resources. */
export function allow(
  actions: string | string[],
  resources: string | string[] = '*',
  condition?: object,
): object {
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(condition && { Condition: condition }),
  };
}

import type { S3Client } from '@aws-sdk/client-s3';
import type { LocalAwsUnderTest } from '../../testing/harness.js';

let users = 0;

/** A client that acts as a new user of the account, who has one policy of these statements and no other right. */
export function userWith(local: LocalAwsUnderTest, ...statements: object[]): S3Client {
  const { iam, clock } = local.server.account;
  users++;
  const name = `user-${users}`;
  const number = String(users).padStart(17, '0');
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const inline: Record<string, string> = statements.length > 0 ? { rights: document } : {};
  const created = clock.now();
  iam.putUser({ name, id: `AIDA${number}`, path: '/', created, tags: [], attached: [], inline });
  const accessKeyId = `AKIA${number}`.slice(0, 20);
  const secretAccessKey = `secret of ${name}`.padEnd(40, '.');
  iam.putAccessKey(accessKeyId, { secret: secretAccessKey, userName: name, created });
  return local.as({ accessKeyId, secretAccessKey }).s3;
}

/** Allows actions on resources. */
export function allow(actions: string | string[], resources: string | string[], condition?: object): object {
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(condition && { Condition: condition }),
  };
}

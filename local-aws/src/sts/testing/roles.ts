import { CreateRoleCommand, PutRolePolicyCommand, type Tag } from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type Credentials as Issued,
} from '@aws-sdk/client-sts';
import type { Clients, Credentials, LocalAwsUnderTest } from '../../testing/harness.js';

export const ACCOUNT = '000000000000';

export function document(...Statement: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** A statement of a trust policy that lets these principals of AWS assume the role, and more if it says so. */
export function trusting(
  AWS: string | string[],
  Action: string | string[] = 'sts:AssumeRole',
  more = {},
): object {
  return { Effect: 'Allow', Principal: { AWS }, Action, ...more };
}

export interface RoleSettings {
  trust?: object[];
  rights?: object[];
  MaxSessionDuration?: number;
  Tags?: Tag[];
  PermissionsBoundary?: string;
}

/** Makes a role, trusted by its account unless something else is said, and gives its ARN. */
export async function makeRole(
  { iam }: Clients,
  RoleName: string,
  { trust = [trusting(ACCOUNT)], rights = [], ...more }: RoleSettings = {},
): Promise<string> {
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(...trust), ...more }));
  if (rights.length > 0) {
    const policy = { RoleName, PolicyName: 'rights', PolicyDocument: document(...rights) };
    await iam.send(new PutRolePolicyCommand(policy));
  }
  return `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
}

type Input = Omit<AssumeRoleCommandInput, 'RoleSessionName'> & { RoleSessionName?: string };

export function assume({ sts }: Clients, input: Input) {
  return sts.send(new AssumeRoleCommand({ RoleSessionName: 'session', ...input }));
}

/** The SDK's settings for credentials that STS issued. */
export function settings(issued: Issued | undefined): Credentials {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = issued ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** Clients that act as a session of a role, which `caller` starts. */
export async function sessionOf(local: LocalAwsUnderTest, caller: Clients, input: Input): Promise<Clients> {
  return local.as(settings((await assume(caller, input)).Credentials));
}

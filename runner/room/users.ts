/** Makes a user for each participant of a room, as an administrator of any account would. */
import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  PutGroupPolicyCommand,
} from '@aws-sdk/client-iam';
import { awsFault, failed } from '../../helpers/errors.js';
import type { Keys } from './sheet.js';

const GROUP = 'room';

/**
 * Makes the group whose members have the policy, or gives it this one.
 *
 * @throws StepError when IAM refuses.
 */
export async function ensureGroup(iam: IAMClient, policy: object): Promise<void> {
  try {
    await unlessThere(() => iam.send(new CreateGroupCommand({ GroupName: GROUP })));
    const PolicyDocument = JSON.stringify(policy);
    await iam.send(
      new PutGroupPolicyCommand({ GroupName: GROUP, PolicyName: 'participant', PolicyDocument }),
    );
  } catch (error) {
    throw failed(`Making the group ${GROUP}`, error);
  }
}

/**
 * Finds the user or makes it, as a member of the group. Keys that are known and still in force stay; without
 * them the user gets new ones, and the old end.
 *
 * @throws StepError when IAM refuses.
 */
export async function ensureUser(iam: IAMClient, UserName: string, known: Keys | undefined): Promise<Keys> {
  try {
    await unlessThere(() => iam.send(new CreateUserCommand({ UserName })));
    await iam.send(new AddUserToGroupCommand({ GroupName: GROUP, UserName }));
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
    const ids = AccessKeyMetadata.map((key) => key.AccessKeyId);
    if (known && ids.includes(known.accessKeyId)) return known;
    for (const AccessKeyId of ids) await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
    return { accessKeyId, secretAccessKey };
  } catch (error) {
    throw failed(`Making the user ${UserName}`, error);
  }
}

async function unlessThere(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!awsFault(error).name.startsWith('EntityAlreadyExists')) throw error;
  }
}

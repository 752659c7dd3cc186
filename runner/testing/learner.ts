/** A learner: a user of a local AWS who has one policy and no other rights. */
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
} from '@aws-sdk/client-iam';
import type { Aws } from '../../helpers/connect.js';
import { asAws, type TestAws } from '../../helpers/testing/aws.js';

export interface Learner {
  aws: Aws;
  keys: { accessKeyId: string; secretAccessKey: string };
}

/** Makes the user as an administrator would. */
export async function makeLearner(test: TestAws, document: object, name = 'anna'): Promise<Learner> {
  const { iam } = test.aws;
  await iam.send(new CreateUserCommand({ UserName: name }));
  const PolicyDocument = JSON.stringify(document);
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: `of-${name}`, PolicyDocument }));
  await iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: Policy?.Arn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  const keys = { accessKeyId, secretAccessKey };
  const arn = `arn:aws:iam::${test.aws.account}:user/${name}`;
  return { aws: { ...asAws(test.local, test.local.as(keys)), arn }, keys };
}

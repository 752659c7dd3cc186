import type { CreateInstanceProfileRequest, CreateInstanceProfileResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeTags } from '../describe.js';
import { entityAlreadyExists } from '../errors.js';
import { iamArn, newId } from '../ids.js';
import { checkQuota } from '../quotas.js';
import type { InstanceProfileRow } from '../rows.js';
import { EXACT_KEYS, requestTagContext, withTags } from '../tags.js';
import { describeProfile } from './profiles.js';

/** Makes an instance profile, without a role yet. */
export const createInstanceProfile: Operation<CreateInstanceProfileRequest, CreateInstanceProfileResponse> = {
  needs({ Path = '/', InstanceProfileName = '', Tags = [] }, { aws }) {
    const resource = iamArn(aws.account, 'instance-profile', Path, InstanceProfileName);
    const shown = { resource, context: requestTagContext(Tags) };
    const create = { action: 'iam:CreateInstanceProfile', ...shown };
    return Tags.length > 0 ? [create, { action: 'iam:TagInstanceProfile', ...shown }] : [create];
  },

  run({ InstanceProfileName: name = '', Path: path = '/', Tags }, { aws }) {
    const { iam } = aws;
    if (iam.profiles.isTaken(name)) throw entityAlreadyExists(`Instance Profile ${name} already exists.`);
    checkQuota('InstanceProfilesPerAccount', iam.profiles.all().length + 1);
    const profile: InstanceProfileRow = {
      name,
      id: newId('AIPA'),
      path,
      created: iam.stamp(),
      tags: withTags([], Tags, EXACT_KEYS),
    };
    iam.profiles.put(profile);
    return { InstanceProfile: { ...describeProfile(aws, profile), ...describeTags(profile.tags) } };
  },
};

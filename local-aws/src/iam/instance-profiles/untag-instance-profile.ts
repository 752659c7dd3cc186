import type { UntagInstanceProfileRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { EXACT_KEYS, withoutTags } from '../tags.js';
import { findProfile, profileNeed } from './profiles.js';

/** Takes tags off an instance profile. A key that is not there is no error. */
export const untagInstanceProfile: Operation<UntagInstanceProfileRequest, void> = {
  needs: (input, call) => [
    profileNeed('UntagInstanceProfile', input.InstanceProfileName, call, {
      'aws:TagKeys': input.TagKeys ?? [],
    }),
  ],

  run({ InstanceProfileName, TagKeys }, { aws }) {
    const profile = findProfile(aws, InstanceProfileName);
    aws.iam.profiles.put({ ...profile, tags: withoutTags(profile.tags, TagKeys, EXACT_KEYS) });
  },
};

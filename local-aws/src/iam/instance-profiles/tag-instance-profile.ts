import type { TagInstanceProfileRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { EXACT_KEYS, requestTagContext, withTags } from '../tags.js';
import { findProfile, profileNeed } from './profiles.js';

/** Adds tags to an instance profile, or replaces their values. */
export const tagInstanceProfile: Operation<TagInstanceProfileRequest, void> = {
  needs: (input, call) => [
    profileNeed('TagInstanceProfile', input.InstanceProfileName, call, requestTagContext(input.Tags)),
  ],

  run({ InstanceProfileName, Tags }, { aws }) {
    const profile = findProfile(aws, InstanceProfileName);
    aws.iam.profiles.put({ ...profile, tags: withTags(profile.tags, Tags, EXACT_KEYS) });
  },
};

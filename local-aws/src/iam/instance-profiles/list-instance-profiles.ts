import type { ListInstanceProfilesRequest, ListInstanceProfilesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { listNeed } from '../needs.js';
import { page } from '../paging.js';
import { describeProfile } from './profiles.js';

/** Lists the instance profiles, without their tags. */
export const listInstanceProfiles: Operation<ListInstanceProfilesRequest, ListInstanceProfilesResponse> = {
  needs: (input, call) => [listNeed('ListInstanceProfiles', 'instance-profile', input.PathPrefix, call)],

  run(input, { aws }) {
    const { PathPrefix = '/' } = input;
    const profiles = aws.iam.profiles.all().filter(({ path }) => path.startsWith(PathPrefix));
    const { items, end } = page(profiles, ({ name }) => name, input);
    return { InstanceProfiles: items.map((profile) => describeProfile(aws, profile)), ...end };
  },
};

import type { CreateGroupRequest, CreateGroupResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeGroup } from '../describe.js';
import { entityAlreadyExists } from '../errors.js';
import { iamArn, newId } from '../ids.js';
import { checkQuota } from '../quotas.js';
import type { GroupRow } from '../rows.js';

/** Makes a group, whose policies its members will have. */
export const createGroup: Operation<CreateGroupRequest, CreateGroupResponse> = {
  needs: ({ Path = '/', GroupName = '' }, { aws }) => [
    { action: 'iam:CreateGroup', resource: iamArn(aws.account, 'group', Path, GroupName) },
  ],

  run({ GroupName: name = '', Path: path = '/' }, { aws }) {
    const { iam } = aws;
    if (iam.isGroupNameTaken(name)) throw entityAlreadyExists(`Group with name ${name} already exists.`);
    checkQuota('GroupsPerAccount', iam.groups().length + 1);
    const group: GroupRow = {
      name,
      id: newId('AGPA'),
      path,
      created: iam.stamp(),
      attached: [],
      inline: {},
    };
    iam.putGroup(group);
    return { Group: describeGroup(iam, group) };
  },
};

import type { UpdateGroupRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { entityAlreadyExists } from '../errors.js';
import { findGroup } from '../find.js';
import { iamArn } from '../ids.js';
import { groupNeed } from '../needs.js';

/**
 * Gives a group another name or path; its id, members and policies stay. The caller needs the right on the
 * group as it was and as it will be (AWS documentation of UpdateGroup).
 */
export const updateGroup: Operation<UpdateGroupRequest, void> = {
  needs(input, call) {
    const { GroupName = '', NewGroupName = GroupName, NewPath } = input;
    const need = groupNeed('UpdateGroup', GroupName, call);
    const group = call.aws.iam.group(GroupName);
    const resource = iamArn(call.aws.account, 'group', NewPath ?? group?.path ?? '/', NewGroupName);
    const shownAs = `group ${NewGroupName}`;
    return resource === need.resource ? [need] : [need, { ...need, resource, shownAs }];
  },

  run({ GroupName, NewGroupName, NewPath }, { aws }) {
    const { iam } = aws;
    const group = findGroup(aws, GroupName);
    const renamed = { ...group, name: NewGroupName ?? group.name, path: NewPath ?? group.path };
    const isOtherName = renamed.name.toLowerCase() !== group.name.toLowerCase();
    if (isOtherName && iam.isGroupNameTaken(renamed.name)) {
      throw entityAlreadyExists(`Group with name ${renamed.name} already exists.`);
    }
    const members = iam.membersOf(group.name);
    iam.deleteGroup(group.name);
    iam.putGroup(renamed);
    for (const user of members) {
      const groups = (user.groups ?? []).map((name) => (name === group.name ? renamed.name : name));
      iam.putUser({ ...user, groups });
    }
  },
};

import type { CreateUserRequest, CreateUserResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeBoundary, describeTags, describeUser } from '../describe.js';
import { entityAlreadyExists } from '../errors.js';
import { checkBoundary } from '../find.js';
import { iamArn, newId } from '../ids.js';
import { checkQuota } from '../quotas.js';
import type { UserRow } from '../rows.js';
import { requestTagContext, withTags } from '../tags.js';

/** Makes a user, who has no keys and no rights yet. */
export const createUser: Operation<CreateUserRequest, CreateUserResponse> = {
  needs({ Path = '/', UserName = '', Tags = [], PermissionsBoundary }, { aws }) {
    const resource = iamArn(aws.account, 'user', Path, UserName);
    const context = requestTagContext(Tags);
    if (PermissionsBoundary !== undefined) context['iam:PermissionsBoundary'] = PermissionsBoundary;
    const create = { action: 'iam:CreateUser', resource, context };
    return Tags.length > 0 ? [create, { action: 'iam:TagUser', resource, context }] : [create];
  },

  run({ UserName: name = '', Path: path = '/', PermissionsBoundary: boundary, Tags }, { aws }) {
    const { iam } = aws;
    if (iam.isUserNameTaken(name)) throw entityAlreadyExists(`User with name ${name} already exists.`);
    checkQuota('UsersPerAccount', iam.users().length + 1);
    if (boundary !== undefined) checkBoundary(aws, boundary);
    const user: UserRow = {
      name,
      id: newId('AIDA'),
      path,
      created: iam.stamp(),
      tags: withTags([], Tags),
      attached: [],
      inline: {},
      boundary,
    };
    iam.putUser(user);
    return { User: { ...describeUser(iam, user), ...describeBoundary(user), ...describeTags(user.tags) } };
  },
};

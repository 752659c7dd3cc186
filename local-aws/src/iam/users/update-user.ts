import type { UpdateUserRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { entityAlreadyExists } from '../errors.js';
import { findUser } from '../find.js';
import { iamArn } from '../ids.js';
import { userNeed } from '../needs.js';
import { replaceTrustedPrincipal } from '../trusted-principals.js';

/**
 * Gives a user another name or path; his id, keys, groups and policies stay. The caller needs the right on
 * the user as he was and as he will be (AWS documentation of UpdateUser).
 */
export const updateUser: Operation<UpdateUserRequest, void> = {
  needs(input, call) {
    const { UserName = '', NewUserName = UserName, NewPath } = input;
    const need = userNeed('UpdateUser', UserName, call);
    const user = call.aws.iam.user(UserName);
    const resource = iamArn(call.aws.account, 'user', NewPath ?? user?.path ?? '/', NewUserName);
    const shownAs = `user ${NewUserName}`;
    return resource === need.resource ? [need] : [need, { ...need, resource, shownAs }];
  },

  run({ UserName, NewUserName, NewPath }, { aws }) {
    const { iam } = aws;
    const user = findUser(aws, UserName);
    const renamed = { ...user, name: NewUserName ?? user.name, path: NewPath ?? user.path };
    const isOtherName = renamed.name.toLowerCase() !== user.name.toLowerCase();
    if (isOtherName && iam.isUserNameTaken(renamed.name)) {
      throw entityAlreadyExists(`User with name ${renamed.name} already exists.`);
    }
    const keys = iam.keys.of(user.name);
    iam.deleteUser(user.name);
    iam.putUser(renamed);
    for (const { id, key } of keys) iam.keys.put(id, { ...key, userName: renamed.name });
    replaceTrustedPrincipal(iam, iam.userArn(user), iam.userArn(renamed));
  },
};

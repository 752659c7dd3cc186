import type { ListAccessKeysRequest, ListAccessKeysResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findUserOrCaller } from '../find.js';
import { userNeed } from '../needs.js';
import { page } from '../paging.js';

/** Lists the access keys of a user, or of the caller, without their secrets. */
export const listAccessKeys: Operation<ListAccessKeysRequest, ListAccessKeysResponse> = {
  needs: (input, call) => [userNeed('ListAccessKeys', input.UserName, call)],

  run(input, call) {
    const user = findUserOrCaller(call, input.UserName);
    const { items, end } = page(call.aws.iam.keys.of(user.name), ({ id }) => id, input);
    const AccessKeyMetadata = items.map(({ id, key }) => ({
      UserName: user.name,
      AccessKeyId: id,
      Status: key.inactive ? ('Inactive' as const) : ('Active' as const),
      CreateDate: new Date(key.created),
    }));
    return { AccessKeyMetadata, ...end };
  },
};

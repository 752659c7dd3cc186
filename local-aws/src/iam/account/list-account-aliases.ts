import type { ListAccountAliasesRequest, ListAccountAliasesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { accountNeed } from '../needs.js';

/** Lists the account's alias, if it has one. */
export const listAccountAliases: Operation<ListAccountAliasesRequest, ListAccountAliasesResponse> = {
  needs: () => [accountNeed('ListAccountAliases')],
  run: (_, { aws }) => ({ AccountAliases: [aws.iam.alias ?? []].flat(), IsTruncated: false }),
};

import type { DeleteAccountAliasRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { noSuchEntity } from '../errors.js';
import { accountNeed } from '../needs.js';

/** Takes its alias off the account. */
export const deleteAccountAlias: Operation<DeleteAccountAliasRequest, void> = {
  needs: () => [accountNeed('DeleteAccountAlias')],

  run({ AccountAlias }, { aws }) {
    if (aws.iam.alias !== AccountAlias) {
      throw noSuchEntity(`The account alias with name ${AccountAlias} cannot be found.`);
    }
    aws.iam.alias = undefined;
  },
};

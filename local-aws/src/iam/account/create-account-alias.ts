import type { CreateAccountAliasRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { entityAlreadyExists } from '../errors.js';
import { accountNeed } from '../needs.js';

/** Gives the account an alias, in place of the one it had: it can have one. */
export const createAccountAlias: Operation<CreateAccountAliasRequest, void> = {
  needs: () => [accountNeed('CreateAccountAlias')],

  run({ AccountAlias }, { aws }) {
    if (aws.iam.alias === AccountAlias) {
      throw entityAlreadyExists(`The account alias ${AccountAlias} already exists.`);
    }
    aws.iam.alias = AccountAlias;
  },
};

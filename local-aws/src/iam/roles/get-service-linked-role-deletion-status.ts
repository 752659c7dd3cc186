import type {
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse,
} from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { noSuchEntity } from '../errors.js';
import { iamArn } from '../ids.js';

/** `task/aws-service-role/SERVICE/ROLE/ID` (AWS documentation of DeleteServiceLinkedRole). */
const TASK_ID = /^task(\/aws-service-role\/[^/]+\/)([^/]+)\/[^/]+$/;

/** Says how the deletion of a service-linked role is going: it has succeeded. */
export const getServiceLinkedRoleDeletionStatus: Operation<
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse
> = {
  needs({ DeletionTaskId = '' }, { aws }) {
    const [, path = '/', name = '*'] = TASK_ID.exec(DeletionTaskId) ?? [];
    const resource = iamArn(aws.account, 'role', path, name);
    return [{ action: 'iam:GetServiceLinkedRoleDeletionStatus', resource }];
  },

  run({ DeletionTaskId = '' }, { aws }) {
    if (!aws.iam.hasDeletionTask(DeletionTaskId)) {
      throw noSuchEntity(`The deletion task with id ${DeletionTaskId} cannot be found.`);
    }
    return { Status: 'SUCCEEDED' };
  },
};

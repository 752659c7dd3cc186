import type { CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeRole } from '../describe.js';
import { invalidInput } from '../errors.js';
import { iamArn, newId } from '../ids.js';
import { checkQuota } from '../quotas.js';
import type { RoleRow } from '../rows.js';
import { serviceLinkedRole } from './service-linked-names.js';

/**
 * Makes the role that belongs to a service, which alone may assume it. The service's own policy is attached, but
 * gives no rights here (decided by us: none of these services is in local-aws, so neither are their policies).
 */
export const createServiceLinkedRole: Operation<
  CreateServiceLinkedRoleRequest,
  CreateServiceLinkedRoleResponse
> = {
  needs({ AWSServiceName: service = '', CustomSuffix }, { aws }) {
    const name = roleName(service, CustomSuffix);
    const resource = iamArn(aws.account, 'role', pathOf(service), name);
    return [{ action: 'iam:CreateServiceLinkedRole', resource, context: { 'iam:AWSServiceName': service } }];
  },

  run({ AWSServiceName: service = '', CustomSuffix, Description }, { aws }) {
    const { iam } = aws;
    const known = serviceLinkedRole(service);
    if (!known) throw invalidInput(`Service name ${service} has no service-linked role in local-aws.`);
    if (CustomSuffix !== undefined && !known.takesSuffix) {
      throw invalidInput(`Custom suffix is not allowed for ${service}`);
    }
    const name = roleName(service, CustomSuffix);
    if (iam.isRoleNameTaken(name)) {
      throw invalidInput(
        `Service role name ${name} has been taken in this account, please try a different suffix.`,
      );
    }
    checkQuota('RolesPerAccount', iam.roles().length + 1);
    const role: RoleRow = {
      name,
      id: newId('AROA'),
      path: pathOf(service),
      created: iam.stamp(),
      description: Description,
      maxSessionDuration: 3600,
      tags: [],
      trust: trustIn(service),
      attached: [known.policyArn],
      inline: {},
      linkedTo: service,
    };
    iam.putRole(role);
    return { Role: describeRole(iam, role) };
  },
};

function pathOf(service: string): string {
  return `/aws-service-role/${service}/`;
}

function roleName(service: string, suffix: string | undefined): string {
  const name = serviceLinkedRole(service)?.name ?? 'AWSServiceRoleFor*';
  return suffix === undefined ? name : `${name}_${suffix}`;
}

/** As AWS writes it (recorded). */
function trustIn(service: string): string {
  const statement = { Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

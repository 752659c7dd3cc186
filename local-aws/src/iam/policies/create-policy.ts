import type { CreatePolicyRequest, CreatePolicyResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describePolicy, describeTags } from '../describe.js';
import { checkIdentityPolicy } from '../documents/policy-document.js';
import { entityAlreadyExists } from '../errors.js';
import { iamArn, newId } from '../ids.js';
import { checkQuota, sizeOf } from '../quotas.js';
import type { PolicyRow } from '../rows.js';
import { EXACT_KEYS, requestTagContext, withTags } from '../tags.js';

/** Makes a managed policy, with its document as version v1. */
export const createPolicy: Operation<CreatePolicyRequest, CreatePolicyResponse> = {
  needs({ Path = '/', PolicyName = '', Tags = [] }, { aws }) {
    const resource = iamArn(aws.account, 'policy', Path, PolicyName);
    const shown = { resource, shownAs: `policy ${PolicyName}`, context: requestTagContext(Tags) };
    const create = { action: 'iam:CreatePolicy', ...shown };
    return Tags.length > 0 ? [create, { action: 'iam:TagPolicy', ...shown }] : [create];
  },

  run(input, { aws }) {
    const { PolicyName: name = '', PolicyDocument: document = '', Path: path = '/' } = input;
    const { iam } = aws;
    checkIdentityPolicy(document);
    checkQuota('PolicySize', sizeOf(document));
    if (iam.isPolicyNameTaken(name)) {
      throw entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    }
    checkQuota('PoliciesPerAccount', iam.policies().length + 1);
    const created = iam.stamp();
    const policy: PolicyRow = {
      name,
      id: newId('ANPA'),
      path,
      created,
      updated: created,
      description: input.Description,
      tags: withTags([], input.Tags, EXACT_KEYS),
      versions: [{ id: 'v1', document, created }],
      defaultVersion: 'v1',
      lastVersion: 1,
    };
    iam.putPolicy(policy);
    return { Policy: { ...describePolicy(iam.policyArn(policy), policy), ...describeTags(policy.tags) } };
  },
};

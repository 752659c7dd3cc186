/**
 * The policies that AWS keeps in every account; those that tutorials attach. Documents as AWS publishes them.
 */
import type { PolicyRow } from './rows.js';

const PREFIX = 'arn:aws:iam::aws:policy/';

export const ADMINISTRATOR_ACCESS = `${PREFIX}AdministratorAccess`;

const POLICIES = [
  awsManaged(
    'AdministratorAccess',
    'ANPAIWMBCKSKIEE64ZLYK',
    '2015-02-06T18:39:46Z',
    'Provides full access to AWS services and resources.',
    ['*'],
  ),
  awsManaged(
    'AmazonKinesisFirehoseFullAccess',
    'ANPAJMZQMTZ7FRBFHHAHI',
    '2015-10-07T18:45:26Z',
    'Provides full access to all Amazon Kinesis Firehose Delivery Streams.',
    ['firehose:*'],
  ),
  awsManaged(
    'AmazonS3FullAccess',
    'ANPAIFIR6V6BVTRAHWINE',
    '2015-02-06T18:40:58Z',
    'Provides full access to all buckets via the AWS Management Console.',
    ['s3:*', 's3-object-lambda:*'],
  ),
  awsManaged(
    'AmazonS3ReadOnlyAccess',
    'ANPAIZTJ4DXE7G6AGAE6M',
    '2015-02-06T18:40:59Z',
    'Provides read only access to all buckets via the AWS Management Console.',
    ['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'],
  ),
];

const BY_ARN: ReadonlyMap<string, PolicyRow> = new Map(
  POLICIES.map((policy) => [PREFIX + policy.name, policy]),
);

/** AWS's own policy of this ARN, if it is one of those that exist here. */
export function awsManagedPolicy(arn: string): PolicyRow | undefined {
  return BY_ARN.get(arn);
}

/** All of them, with their ARNs. */
export function awsManagedPolicies(): { arn: string; policy: PolicyRow }[] {
  return [...BY_ARN].map(([arn, policy]) => ({ arn, policy }));
}

function awsManaged(
  name: string,
  id: string,
  created: string,
  description: string,
  actions: string[],
): PolicyRow {
  const at = Date.parse(created);
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  };
  return {
    name,
    id,
    path: '/',
    created: at,
    updated: at,
    description,
    tags: [],
    versions: [{ id: 'v1', document: JSON.stringify(document, undefined, 4), created: at }],
    defaultVersion: 'v1',
    lastVersion: 1,
  };
}

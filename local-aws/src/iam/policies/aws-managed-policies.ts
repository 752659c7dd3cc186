/**
 * The policies that AWS keeps in every account; those that tutorials attach. Documents as AWS publishes them
 * (AWS Managed Policy Reference), with the versions of October 2026 where they have changed over time.
 */
import type { StatementDocument } from '../evaluation/compiled-policy.js';
import type { PolicyRow } from '../rows.js';

const PREFIX = 'arn:aws:iam::aws:policy/';

export const ADMINISTRATOR_ACCESS = `${PREFIX}AdministratorAccess`;

/** One version: its number, when it was published, and its statements. */
type Version = readonly [number: number, published: string, ...statements: StatementDocument[]];

const policies = (): PolicyRow[] => [
  awsManaged(
    'AdministratorAccess',
    'ANPAIWMBCKSKIEE64ZLYK',
    '2015-02-06T18:39:46Z',
    'Provides full access to AWS services and resources.',
    [1, '2015-02-06T18:39:46Z', allow('*')],
  ),
  awsManaged(
    'AmazonKinesisFirehoseFullAccess',
    'ANPAJMZQMTZ7FRBFHHAHI',
    '2015-10-07T18:45:26Z',
    'Provides full access to all Amazon Kinesis Firehose Delivery Streams.',
    [1, '2015-10-07T18:45:26Z', allow(['firehose:*'])],
  ),
  awsManaged(
    'AmazonKinesisFirehoseReadOnlyAccess',
    'ANPAJ36NT645INW4K24W6',
    '2015-10-07T18:43:39Z',
    'Provides read only access to all Amazon Kinesis Firehose Delivery Streams.',
    [1, '2015-10-07T18:43:39Z', allow(['firehose:Describe*', 'firehose:List*'])],
  ),
  awsManaged(
    'AmazonS3FullAccess',
    'ANPAIFIR6V6BVTRAHWINE',
    '2015-02-06T18:40:58Z',
    'Provides full access to all buckets via the AWS Management Console.',
    [1, '2015-02-06T18:40:58Z', allow('s3:*')],
    [2, '2021-09-27T20:16:37Z', allow(['s3:*', 's3-object-lambda:*'])],
  ),
  awsManaged(
    'AmazonS3ReadOnlyAccess',
    'ANPAIZTJ4DXE7G6AGAE6M',
    '2015-02-06T18:40:59Z',
    'Provides read only access to all buckets via the AWS Management Console.',
    [1, '2015-02-06T18:40:59Z', allow(['s3:Get*', 's3:List*'])],
    [
      3,
      '2023-08-10T21:31:39Z',
      allow(['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*']),
    ],
  ),
  awsManaged(
    'IAMFullAccess',
    'ANPAI7XKCFMBPM3QQRRVQ',
    '2015-02-06T18:40:38Z',
    'Provides full access to IAM via the AWS Management Console.',
    [1, '2015-02-06T18:40:38Z', allow('iam:*')],
    [
      2,
      '2019-06-21T19:40:00Z',
      allow([
        'iam:*',
        'organizations:DescribeAccount',
        'organizations:DescribeOrganization',
        'organizations:DescribeOrganizationalUnit',
        'organizations:DescribePolicy',
        'organizations:ListChildren',
        'organizations:ListParents',
        'organizations:ListPoliciesForTarget',
        'organizations:ListRoots',
        'organizations:ListPolicies',
        'organizations:ListTargetsForPolicy',
      ]),
    ],
  ),
  awsManaged(
    'PowerUserAccess',
    'ANPAJYRXTHIB4FOVS3ZXS',
    '2015-02-06T18:39:47Z',
    'Provides full access to AWS services and resources, but does not allow management of Users and groups.',
    [1, '2015-02-06T18:39:47Z', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    [
      12,
      '2026-02-12T17:59:14Z',
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow([
        'account:GetAccountInformation',
        'account:GetGovCloudAccountInformation',
        'account:GetPrimaryEmail',
        'account:ListRegions',
        'iam:CreateServiceLinkedRole',
        'iam:DeleteServiceLinkedRole',
        'iam:ListRoles',
        'organizations:DescribeEffectivePolicy',
        'organizations:DescribeOrganization',
      ]),
    ],
  ),
  // on AWS more than a thousand actions: here those of the services that local-aws has
  awsManaged(
    'ReadOnlyAccess',
    'ANPAILL3HVNFSB6DCOWYQ',
    '2015-02-06T18:39:48Z',
    'Provides read-only access to AWS services and resources.',
    [
      182,
      '2026-04-03T15:27:12Z',
      {
        Sid: 'ReadOnlyActionsGroup1',
        ...allow([
          'firehose:Describe*',
          'firehose:List*',
          'iam:Generate*',
          'iam:Get*',
          'iam:List*',
          'iam:Simulate*',
        ]),
      },
      {
        Sid: 'ReadOnlyActionsGroup2',
        ...allow([
          's3:DescribeJob',
          's3:Get*',
          's3:List*',
          'sts:GetAccessKeyInfo',
          'sts:GetCallerIdentity',
          'sts:GetSessionToken',
        ]),
      },
    ],
  ),
];

let made: ReadonlyMap<string, PolicyRow> | undefined;

/** Made when somebody asks for one: a server starts sooner without. */
function byArn(): ReadonlyMap<string, PolicyRow> {
  made ??= new Map(policies().map((policy) => [PREFIX + policy.name, policy]));
  return made;
}

/** AWS's own policy of this ARN, if it is one of those that exist here. */
export function awsManagedPolicy(arn: string): PolicyRow | undefined {
  return byArn().get(arn);
}

/** All of them, with their ARNs. */
export function awsManagedPolicies(): { arn: string; policy: PolicyRow }[] {
  return [...byArn()].map(([arn, policy]) => ({ arn, policy }));
}

function allow(actions: string | string[]): StatementDocument {
  return { Effect: 'Allow', Action: actions, Resource: '*' };
}

function awsManaged(
  name: string,
  id: string,
  created: string,
  description: string,
  ...versions: Version[]
): PolicyRow {
  const rows = versions.map(([number, published, ...statements]) => {
    const document = { Version: '2012-10-17', Statement: statements };
    return {
      id: `v${number}`,
      document: JSON.stringify(document, undefined, 4),
      created: Date.parse(published),
      number,
    };
  });
  const newest = rows.at(-1);
  return {
    name,
    id,
    path: '/',
    created: Date.parse(created),
    updated: newest?.created ?? 0,
    description,
    tags: [],
    versions: rows.map(({ number: _, ...row }) => row),
    defaultVersion: newest?.id ?? 'v1',
    lastVersion: newest?.number ?? 1,
  };
}

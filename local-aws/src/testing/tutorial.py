"""The tutorial's path with an unmodified boto3. Prints what it found as one line of JSON."""
import gzip
import json
import time

import boto3
from botocore.exceptions import ClientError

BUCKET, ROLE, POLICY, STREAM = 'from-python', 'firehose-delivery', 'firehose-write', 'climate'
sts, s3, iam, firehose = (boto3.client(name) for name in ('sts', 's3', 'iam', 'firehose'))


def eventually(attempt, seconds=20):
    """Tries until `attempt` gives something true and raises nothing."""
    end = time.monotonic() + seconds
    while True:
        try:
            result = attempt()
            if result:
                return result
            problem = AssertionError(f'{attempt} never came true')
        except ClientError as error:
            problem = error
        if time.monotonic() > end:
            raise problem
        time.sleep(0.02)


identity = sts.get_caller_identity()
account = identity['Account']
try:
    s3.head_bucket(Bucket=BUCKET)
except ClientError as error:
    missing_bucket = error.response['ResponseMetadata']['HTTPStatusCode']
s3.create_bucket(Bucket=BUCKET)

trust = {'Version': '2012-10-17', 'Statement': {
    'Effect': 'Allow', 'Principal': {'Service': 'firehose.amazonaws.com'}, 'Action': 'sts:AssumeRole',
    'Condition': {'StringEquals': {'sts:ExternalId': account}}}}
role = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(trust))['Role']
rights = {'Version': '2012-10-17', 'Statement': [
    {'Effect': 'Allow', 'Action': 's3:PutObject', 'Resource': f'arn:aws:s3:::{BUCKET}/*'}]}
policy = iam.create_policy(PolicyName=POLICY, PolicyDocument=json.dumps(rights))['Policy']
iam.attach_role_policy(RoleName=ROLE, PolicyArn=policy['Arn'])
assert iam.get_role(RoleName=ROLE)['Role']['AssumeRolePolicyDocument'] == trust

eventually(lambda: firehose.create_delivery_stream(
    DeliveryStreamName=STREAM,
    ExtendedS3DestinationConfiguration={
        'RoleARN': role['Arn'], 'BucketARN': f'arn:aws:s3:::{BUCKET}', 'CompressionFormat': 'GZIP',
        'BufferingHints': {'SizeInMBs': 1, 'IntervalInSeconds': 60}}))
describe = lambda: firehose.describe_delivery_stream(DeliveryStreamName=STREAM)['DeliveryStreamDescription']
eventually(lambda: describe()['DeliveryStreamStatus'] == 'ACTIVE')

records = [{'Data': f'{{"n": {n}}}\n'.encode()} for n in range(500)]
put = firehose.put_record_batch(DeliveryStreamName=STREAM, Records=records)
keys = eventually(lambda: [o['Key'] for o in s3.list_objects_v2(Bucket=BUCKET).get('Contents', [])])
objects = [s3.get_object(Bucket=BUCKET, Key=key) for key in keys]
lines = [line for o in objects for line in gzip.decompress(o['Body'].read()).decode().splitlines()]
assert sorted(json.loads(line)['n'] for line in lines) == list(range(500))

firehose.delete_delivery_stream(DeliveryStreamName=STREAM)
iam.detach_role_policy(RoleName=ROLE, PolicyArn=policy['Arn'])
iam.delete_policy(PolicyArn=policy['Arn'])
iam.delete_role(RoleName=ROLE)
s3.delete_objects(Bucket=BUCKET, Delete={'Objects': [{'Key': key} for key in keys]})
s3.delete_bucket(Bucket=BUCKET)
eventually(lambda: not firehose.list_delivery_streams()['DeliveryStreamNames'])

print(json.dumps({
    'identity': identity['Arn'],
    'accepted': len(put['RequestResponses']) - put['FailedPutCount'],
    'lines': len(lines),
    'encoding': objects[0]['ContentEncoding'],
    'missingBucket': missing_bucket,
    'left': {
        'buckets': [b['Name'] for b in s3.list_buckets()['Buckets']],
        'roles': [r['RoleName'] for r in iam.list_roles()['Roles']],
        'policies': [p['PolicyName'] for p in iam.list_policies(Scope='Local')['Policies']],
        'streams': firehose.list_delivery_streams()['DeliveryStreamNames'],
    },
}))

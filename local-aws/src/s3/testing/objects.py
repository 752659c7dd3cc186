"""Objects with boto3, unmodified: prints what it found as JSON."""

import io
import json
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

BUCKET = "objects-from-boto3"
KEYS = ["..", "a//b", "/leading", "With Space+plus", "ü/鍵/😀", "case", "CASE", "k" * 1024]
LARGE = bytes(range(256)) * 4096 * 12  # 12 MiB

s3 = boto3.client("s3", config=Config(signature_version="s3v4", retries={"max_attempts": 0}))


def code(call, **arguments):
    try:
        call(Bucket=BUCKET, **arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def same_when_presigned(key, s3=s3):
    """Puts and gets an object with URLs alone."""
    content = ("content of " + key).encode()
    at = {"Bucket": BUCKET, "Key": key}
    put = urllib.request.Request(s3.generate_presigned_url("put_object", Params=at), data=content, method="PUT")
    put.add_header("Content-Type", "")
    urllib.request.urlopen(put)
    return urllib.request.urlopen(s3.generate_presigned_url("get_object", Params=at)).read() == content


s3.create_bucket(Bucket=BUCKET)
found = {"presigned": [key[:20] for key in KEYS if not same_when_presigned(key)]}
default = boto3.client("s3")  # which signs URLs by version 2
found["presigned by default"] = [key[:20] for key in KEYS if not same_when_presigned(key, default)]
url = default.generate_presigned_url("list_objects_v2", Params={"Bucket": BUCKET})
found["signature"] = "AWSAccessKeyId=" in url, b"<ListBucketResult" in urllib.request.urlopen(url).read()
listed = [entry["Key"] for entry in s3.list_objects_v2(Bucket=BUCKET)["Contents"]]
found["listed"] = sorted(listed) == sorted(KEYS)

s3.upload_fileobj(io.BytesIO(LARGE), BUCKET, "large", ExtraArgs={"Tagging": "a=1", "Metadata": {"Sensor": "42"}})
s3.copy({"Bucket": BUCKET, "Key": "large"}, BUCKET, "ü copy")
for key in ("large", "ü copy"):
    content = io.BytesIO()
    s3.download_fileobj(BUCKET, key, content)
    found[key] = content.getvalue() == LARGE
head = s3.head_object(Bucket=BUCKET, Key="large", PartNumber=1, ChecksumMode="ENABLED")
found["part"] = [head["PartsCount"], head["Metadata"], head["ContentLength"], head["TagCount"]]

upload = s3.create_multipart_upload(Bucket=BUCKET, Key="open")["UploadId"]
s3.upload_part(Bucket=BUCKET, Key="open", UploadId=upload, PartNumber=1, Body=b"x")
parts = s3.list_parts(Bucket=BUCKET, Key="open", UploadId=upload)
found["parts"] = [part["Size"] for part in parts["Parts"]]
found["unfinished"] = code(s3.complete_multipart_upload, Key="open", UploadId=upload)
found["uploads"] = [entry["Key"] for entry in s3.list_multipart_uploads(Bucket=BUCKET)["Uploads"]]

found["itself"] = code(s3.copy_object, Key="large", CopySource={"Bucket": BUCKET, "Key": "large"})
found["cold"] = code(s3.put_object, Key="cold", StorageClass="GLACIER"), code(s3.get_object, Key="cold")
pages = s3.get_paginator("list_object_versions").paginate(Bucket=BUCKET, PaginationConfig={"PageSize": 3})
versions = [entry for page in pages for entry in page["Versions"]]
found["versions"] = sorted({entry["VersionId"] for entry in versions}), len(versions)

boto3.resource("s3").Bucket(BUCKET).object_versions.delete()
s3.delete_bucket(Bucket=BUCKET)
print(json.dumps(found))

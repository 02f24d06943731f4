"""S3 through boto3, whatever its version: objects.py URL. Prints a line for each check, as sdk.py does."""
import io
import sys
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
s3 = boto3.client("s3", endpoint_url=URL, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b",
                  config=Config(retries={"max_attempts": 1}, read_timeout=60))
NAME = "py" + boto3.__version__.replace(".", "-")


def report(name, is_good, why=""):
    print(("ok " if is_good else "not ") + name + ("" if is_good else ": %s" % (why,)), flush=True)


def same(name, got, wanted):
    report("s3: " + name, got == wanted, "wanted %r, got %r" % (wanted, got))


def fails(name, code, call, **arguments):
    try:
        report("s3: " + name, False, call(**arguments))
    except ClientError as e:
        same(name, e.response["Error"]["Code"], code)


def get(key, **more):
    return s3.get_object(Bucket=NAME, Key=key, **more)


s3.create_bucket(Bucket=NAME)
same("buckets", NAME in [b["Name"] for b in s3.list_buckets()["Buckets"]], True)
same("its place", s3.get_bucket_location(Bucket=NAME)["LocationConstraint"], None)
text = bytes(range(256)) * 10
key = "a b/\u00e9+%41&<x>'\"/z.bin"
s3.put_object(Bucket=NAME, Key=key, Body=text, ContentType="text/plain; charset=x", CacheControl="no-cache",
              Metadata={"Color": "blue", "n": "1"})
got = get(key)
same("an object", got["Body"].read(), text)
same("what describes it", (got["ContentType"], got["CacheControl"], got["Metadata"], got["ContentLength"]),
     ("text/plain; charset=x", "no-cache", {"color": "blue", "n": "1"}, len(text)))
head = s3.head_object(Bucket=NAME, Key=key)
same("HEAD", (head["ContentLength"], head["ETag"], head["Metadata"]), (len(text), got["ETag"], got["Metadata"]))
part = get(key, Range="bytes=5-9")
same("a range", (part["Body"].read(), part["ContentRange"], part["ResponseMetadata"]["HTTPStatusCode"]),
     (text[5:10], "bytes 5-9/2560", 206))
fails("not modified", "304", get, key=key, IfNoneMatch=got["ETag"])
fails("no such key", "NoSuchKey", get, key="nobody")
fails("no such key, HEAD", "404", s3.head_object, Bucket=NAME, Key="nobody")
fails("no such bucket", "NoSuchBucket", s3.list_objects_v2, Bucket=NAME + "-not")
fails("no CORS", "NoSuchCORSConfiguration", s3.get_bucket_cors, Bucket=NAME)
fails("no such operation", "NotImplemented", s3.get_object_torrent, Bucket=NAME, Key=key)
s3.put_object(Bucket=NAME, Key="empty", Body=b"")
same("no bytes", get("empty")["Body"].read(), b"")
listed = s3.list_objects_v2(Bucket=NAME, Delimiter="/")
same("a list", ([o["Key"] for o in listed["Contents"]], [p["Prefix"] for p in listed["CommonPrefixes"]],
                listed["KeyCount"]), (["empty"], ["a b/"], 2))
pages = s3.get_paginator("list_objects_v2").paginate(Bucket=NAME, PaginationConfig={"PageSize": 1})
same("pages", [o["Key"] for page in pages for o in page["Contents"]], [key, "empty"])
s3.copy_object(Bucket=NAME, Key="copy", CopySource={"Bucket": NAME, "Key": key})
same("a copy", get("copy")["Body"].read(), text)
s3.put_object_tagging(Bucket=NAME, Key="copy", Tagging={"TagSet": [{"Key": "a", "Value": "b&c"}]})
same("tags", s3.get_object_tagging(Bucket=NAME, Key="copy")["TagSet"], [{"Key": "a", "Value": "b&c"}])
large = b"0123456789abcdef" * (20 << 16)
s3.upload_fileobj(io.BytesIO(large), NAME, "large")
back = io.BytesIO()
s3.download_fileobj(NAME, "large", back)
same("20 MiB, in parts", back.getvalue() == large, True)
same("its ETag counts the parts", s3.head_object(Bucket=NAME, Key="large")["ETag"].endswith('-3"'), True)
url = s3.generate_presigned_url("get_object", Params={"Bucket": NAME, "Key": key})
same("an address that is signed", urllib.request.urlopen(url, timeout=20).read(), text)
url = s3.generate_presigned_url("put_object", Params={"Bucket": NAME, "Key": "put"})
urllib.request.urlopen(urllib.request.Request(url, b"by address", method="PUT"), timeout=20).read()
same("PUT to an address", get("put")["Body"].read(), b"by address")
host = urllib.request.Request(URL + "/copy", headers={"Host": NAME + ".localhost"})
same("the bucket in the host's name", urllib.request.urlopen(host, timeout=20).read(), text)
sent = urllib.request.Request(URL + "/" + NAME + "/chunked", b"5;chunk-signature=x\r\nhello\r\n1\r\n!\r\n0\r\n"
                              b"x-amz-checksum-crc32:nR5H9A==\r\n\r\n", method="PUT",
                              headers={"Content-Encoding": "aws-chunked", "x-amz-decoded-content-length": "6",
                                       "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"})
try:
    urllib.request.urlopen(sent, timeout=20).read()
    same("a trailer that does not fit", "was taken", "is refused")
except urllib.error.HTTPError as e:
    same("a trailer that does not fit", b"<Code>BadDigest</Code>" in e.read(), True)
sent = urllib.request.Request(URL + "/" + NAME + "/chunked", b"5;chunk-signature=x\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
                              method="PUT", headers={"Content-Encoding": "aws-chunked,gzip",
                                                     "x-amz-decoded-content-length": "6"})
urllib.request.urlopen(sent, timeout=20).read()
got = get("chunked")
same("aws-chunked", (got["Body"].read(), got["ContentEncoding"]), (b"hello!", "gzip"))
gone = s3.delete_objects(Bucket=NAME, Delete={"Objects": [{"Key": "copy"}, {"Key": "nobody"}]})
same("deletes many", sorted(d["Key"] for d in gone["Deleted"]), ["copy", "nobody"])
fails("a bucket with objects", "BucketNotEmpty", s3.delete_bucket, Bucket=NAME)
for page in s3.get_paginator("list_objects_v2").paginate(Bucket=NAME):
    for o in page["Contents"]:
        s3.delete_object(Bucket=NAME, Key=o["Key"])
s3.delete_bucket(Bucket=NAME)
fails("HEAD of a bucket", "404", s3.head_bucket, Bucket=NAME)

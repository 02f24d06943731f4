"""S3 through boto3, whatever its version: objects.py URL. Prints a line for each check, as sdk.py does."""
import http.client
import io
import sys
import urllib.error
import urllib.parse
import urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
s3 = boto3.client("s3", endpoint_url=URL, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b",
                  config=Config(retries={"max_attempts": 1}, read_timeout=60))
SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20250101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=b"}
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
host = urllib.request.Request(URL + "/copy", headers=dict(SIGNED, Host=NAME + ".localhost"))
same("the bucket in the host's name", urllib.request.urlopen(host, timeout=20).read(), text)
sent = urllib.request.Request(URL + "/" + NAME + "/chunked", b"5;chunk-signature=x\r\nhello\r\n1\r\n!\r\n0\r\n"
                              b"x-amz-checksum-crc32:nR5H9A==\r\n\r\n", method="PUT",
                              headers={"Content-Encoding": "aws-chunked", "x-amz-decoded-content-length": "6",
                                       "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", **SIGNED})
try:
    urllib.request.urlopen(sent, timeout=20).read()
    same("a trailer that does not fit", "was taken", "is refused")
except urllib.error.HTTPError as e:
    same("a trailer that does not fit", b"<Code>BadDigest</Code>" in e.read(), True)
sent = urllib.request.Request(URL + "/" + NAME + "/chunked", b"5;chunk-signature=x\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
                              method="PUT", headers={"Content-Encoding": "aws-chunked,gzip",
                                                     "x-amz-decoded-content-length": "6", **SIGNED})
urllib.request.urlopen(sent, timeout=20).read()
got = get("chunked")
same("aws-chunked", (got["Body"].read(), got["ContentEncoding"]), (b"hello!", "gzip"))

# ---- Addresses that end, and forms.

def ends(name, code, **query):
    """An address that is signed, with some of its parameters replaced."""
    fourth = boto3.client("s3", endpoint_url=URL, region_name="us-east-1", aws_access_key_id="a",
                          aws_secret_access_key="b", config=Config(signature_version="s3v4"))
    place, _, pairs = fourth.generate_presigned_url("get_object", Params={"Bucket": NAME, "Key": "copy"}).partition("?")
    pairs = dict(urllib.parse.parse_qsl(pairs), **query)
    try:
        urllib.request.urlopen(place + "?" + urllib.parse.urlencode(pairs), timeout=20).read()
        same(name, "was taken", code)
    except urllib.error.HTTPError as e:
        same(name, ("<Code>%s</Code>" % code).encode() in e.read(), True)


ends("an address that has expired", "AccessDenied", **{"X-Amz-Date": "20200101T000000Z"})
ends("an address that lasts too long", "AuthorizationQueryParametersError", **{"X-Amz-Expires": "604801"})
ends("an address of tomorrow", "AccessDenied", **{"X-Amz-Date": "29990101T000000Z"})


def post(fields, content):
    """Status, headers and body of what a form is answered."""
    lines = "".join('--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair for pair in fields.items())
    body = (lines + '--x\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n\r\n').encode()
    form = urllib.request.Request(URL + "/" + NAME, body + content + b"\r\n--x--\r\n",
                                  {"Content-Type": "multipart/form-data; boundary=x"})
    try:
        with urllib.request.urlopen(form, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.headers, e.read()


same("a form of nobody", post({"key": "form/a"}, b"x")[0], 403)
s3.put_bucket_acl(Bucket=NAME, ACL="public-read-write")
same("a form", (post({"key": "form/${filename}", "x-amz-meta-color": "red", "acl": "public-read"}, b"\r\n--by form")[0],
                get("form/f.txt")["Body"].read(), get("form/f.txt")["Metadata"]),
     (204, b"\r\n--by form", {"color": "red"}))
s3.put_bucket_acl(Bucket=NAME, ACL="private")
signed = s3.generate_presigned_post(NAME, "form/b", Fields={"success_action_status": "201"},
                                    Conditions=[{"success_action_status": "201"}, ["content-length-range", 2, 4]])["fields"]
status, headers, body = post(signed, b"1234")
same("a form with a policy", (status, b"<Key>form/b</Key>" in body), (201, True))
same("a form that is too large", b"<Code>EntityTooLarge</Code>" in post(signed, b"12345")[2], True)
same("a form that is too small", b"<Code>EntityTooSmall</Code>" in post(signed, b"1")[2], True)
same("a form for another key", post(dict(signed, key="form/c"), b"123")[0], 403)
same("a field more", b"Extra input fields: more" in post(dict(more="x", **signed), b"123")[2], True)
same("a field to be ignored", post(dict(signed, **{"x-ignore-more": "x"}), b"123")[0], 201)
same("no key", b"<Code>InvalidArgument</Code>" in post({"acl": "private"}, b"123")[2], True)
late = s3.generate_presigned_post(NAME, "form/d", ExpiresIn=-10)["fields"]
same("a policy that has expired", b"Policy expired." in post(late, b"123")[2], True)

# ---- Versions and keys of one's own.

s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Enabled"})
old = s3.put_object(Bucket=NAME, Key="v", Body=b"old")["VersionId"]
s3.put_object(Bucket=NAME, Key="v", Body=b"new")
same("an older version", get("v", VersionId=old)["Body"].read(), b"old")
marker = s3.delete_object(Bucket=NAME, Key="v")
same("a marker", (marker["DeleteMarker"], "v" in [m["Key"] for m in s3.list_object_versions(Bucket=NAME)["DeleteMarkers"]]),
     (True, True))
try:
    get("v")
    same("what a marker hides", "is there", "is not")
except ClientError as e:
    same("what a marker hides", (e.response["Error"]["Code"], e.response["ResponseMetadata"]["HTTPHeaders"]["x-amz-delete-marker"]),
         ("NoSuchKey", "true"))
s3.delete_object(Bucket=NAME, Key="v", VersionId=marker["VersionId"])
same("what it has hidden", get("v")["Body"].read(), b"new")
secret = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": b"k" * 32}
s3.put_object(Bucket=NAME, Key="secret", Body=b"s", **secret)
same("a key of one's own", get("secret", **secret)["Body"].read(), b"s")
fails("without the key", "InvalidRequest", get, key="secret")
fails("with another key", "AccessDenied", get, key="secret", **dict(secret, SSECustomerKey=b"l" * 32))
s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Suspended"})
s3.put_bucket_lifecycle_configuration(Bucket=NAME, LifecycleConfiguration={"Rules": [
    {"ID": "r", "Status": "Enabled", "Expiration": {"Days": 1},
     "Filter": {"And": {"Prefix": "p", "Tags": [{"Key": "a", "Value": "b"}]}}}]})
same("a lifecycle", s3.get_bucket_lifecycle_configuration(Bucket=NAME)["Rules"][0]["Filter"],
     {"And": {"Prefix": "p", "Tags": [{"Key": "a", "Value": "b"}]}})
s3.put_object_acl(Bucket=NAME, Key="v", ACL="public-read")
same("grants", [g["Permission"] for g in s3.get_object_acl(Bucket=NAME, Key="v")["Grants"]], ["FULL_CONTROL", "READ"])
fails("no such class", "InvalidStorageClass", s3.put_object, Bucket=NAME, Key="v", Body=b"", StorageClass="NEW")
fails("a part that is not there", "416", s3.head_object, Bucket=NAME, Key="v", PartNumber=2)
same("the second part", (s3.get_object(Bucket=NAME, Key="large", PartNumber=2)["PartsCount"],
                         s3.head_object(Bucket=NAME, Key="large", PartNumber=3)["ContentLength"]), (3, 4 << 20))
upload = {"Bucket": NAME, "Key": "parts", "UploadId": s3.create_multipart_upload(Bucket=NAME, Key="parts")["UploadId"]}
source = {"Bucket": NAME, "Key": "large"}
for wrong, code in ("0-1", "InvalidArgument"), ("bytes=5-4", "InvalidArgument"), ("bytes=0-99999999", "InvalidRange"):
    fails("a copy of " + wrong, code, s3.upload_part_copy, PartNumber=1, CopySource=source, CopySourceRange=wrong, **upload)
s3.abort_multipart_upload(**upload)
place = http.client.HTTPConnection(urllib.parse.urlparse(URL).netloc, timeout=20)
place.putrequest("PUT", "/" + NAME + "/endless")
place.endheaders()
same("no length", place.getresponse().status, 411)
place.close()

anonymous = boto3.client("s3", endpoint_url=URL, region_name="us-east-1",
                         config=Config(signature_version=UNSIGNED, retries={"max_attempts": 1}))
same("what everybody may read", anonymous.get_object(Bucket=NAME, Key="v")["ETag"], get("v")["ETag"])
fails("what everybody may not read", "AccessDenied", anonymous.get_object, Bucket=NAME, Key="large")
fails("what everybody may not put", "AccessDenied", anonymous.put_object, Bucket=NAME, Key="v", Body=b"")
s3.put_bucket_cors(Bucket=NAME, CORSConfiguration={"CORSRules": [{"AllowedMethods": ["PUT"], "AllowedOrigins": ["http://*.example"]}]})
for origin, wanted in ("http://my.example", (200, "http://my.example")), ("http://other", (403, None)):
    place.request("OPTIONS", "/" + NAME + "/v", headers={"Origin": origin, "Access-Control-Request-Method": "PUT"})
    answer = place.getresponse()
    answer.read()
    same("a page of " + origin, (answer.status, answer.getheader("Access-Control-Allow-Origin")), wanted)
place.close()

gone = s3.delete_objects(Bucket=NAME, Delete={"Objects": [{"Key": "copy"}, {"Key": "nobody"}]})
same("deletes many", sorted(d["Key"] for d in gone["Deleted"]), ["copy", "nobody"])
fails("a bucket with objects", "BucketNotEmpty", s3.delete_bucket, Bucket=NAME)
for page in s3.get_paginator("list_object_versions").paginate(Bucket=NAME, PaginationConfig={"PageSize": 2}):
    for o in page.get("Versions", []) + page.get("DeleteMarkers", []):
        s3.delete_object(Bucket=NAME, Key=o["Key"], VersionId=o["VersionId"])
s3.delete_bucket(Bucket=NAME)
fails("HEAD of a bucket", "404", s3.head_bucket, Bucket=NAME)

"""S3 as everybody sees it over HTTP, websites and policies, and what it says of faults: website.py URL. Prints a line for each
check, as sdk.py does."""
import http.client
import json
import sys
import urllib.parse

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
NET = urllib.parse.urlparse(URL).netloc
s3 = boto3.client("s3", endpoint_url=URL, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b",
                  config=Config(retries={"max_attempts": 1}, read_timeout=60))
SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20250101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=b"}
NAME = "site" + boto3.__version__.replace(".", "-")


def report(name, is_good, why=""):
    print(("ok " if is_good else "not ") + name + ("" if is_good else ": %s" % (why,)), flush=True)


def same(name, got, wanted):
    report("s3: " + name, got == wanted, "wanted %r, got %r" % (wanted, got))


def fails(name, wanted, call, **arguments):
    """The error that the client reads, but for its message."""
    try:
        report("s3: " + name, False, call(**arguments))
    except ClientError as e:
        got = {k: v for k, v in e.response["Error"].items() if k not in ("Message", "RequestId", "HostId")}
        same(name, got, wanted)


def ask(path, method="GET", body=None, host=None, **headers):
    """Status, headers and body of a plain request."""
    link = http.client.HTTPConnection(NET, timeout=20)
    if host is not None:
        headers["Host"] = host
    link.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = link.getresponse()
    body = answer.read()
    link.close()
    return answer.status, answer.headers, body


def site(path, method="GET", bucket=NAME):
    return ask(path, method, host=bucket + ".s3-website-us-east-1.localhost")


def policy(*statements):
    """A policy whose statements are each (effect, action, condition)."""
    s3.put_bucket_policy(Bucket=NAME, Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": effect, "Principal": "*", "Action": action, "Resource": "arn:aws:s3:::%s/*" % NAME, "Condition": condition}
        for effect, action, condition in statements]}))


s3.create_bucket(Bucket=NAME)
status, headers, body = site("/")
same("a bucket that is no website", (status, b"<li>Code: NoSuchWebsiteConfiguration</li>" in body), (404, True))
same("no such website", b"<li>Code: NoSuchBucket</li>" in site("/", bucket="nobody")[2], True)
s3.put_bucket_website(Bucket=NAME, WebsiteConfiguration={
    "IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "error.html"}, "RoutingRules": [
        {"Condition": {"KeyPrefixEquals": "old/"}, "Redirect": {"ReplaceKeyPrefixWith": "new/"}},
        {"Condition": {"KeyPrefixEquals": "lost/", "HttpErrorCodeReturnedEquals": "404"},
         "Redirect": {"HostName": "found.example", "Protocol": "https", "ReplaceKeyWith": "a b", "HttpRedirectCode": "302"}}]})
for key in "index.html", "folder/index.html", "error.html", "plain":
    s3.put_object(Bucket=NAME, Key=key, Body=key.encode(), ContentType="text/html")
s3.put_object(Bucket=NAME, Key="moved", Body=b"", WebsiteRedirectLocation="/plain")
status, headers, body = site("/plain")
same("a page that is not for everybody", (status, b"<li>Code: AccessDenied</li>" in body), (403, True))
s3.put_bucket_policy(Bucket=NAME, Policy=json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:ListBucket"],
     "Resource": ["arn:aws:s3:::" + NAME, "arn:aws:s3:::%s/*" % NAME]}]}))
for path, wanted in ("/", b"index.html"), ("/folder/", b"folder/index.html"), ("/plain", b"plain"):
    status, headers, body = site(path)
    same("the page of " + path, (status, headers["Content-Type"], body), (200, "text/html", wanted))
same("its head", (site("/plain", "HEAD")[0], site("/plain", "HEAD")[1]["Content-Length"]), (200, "5"))
status, headers, body = site("/none")
same("the page for errors", (status, headers["Content-Type"], body), (404, "text/html", b"error.html"))
for path, wanted in (("/folder", (302, "/folder/")), ("/moved", (301, "/plain")),
                     ("/old/x%20y", (301, "http://%s.s3-website-us-east-1.localhost/new/x%%20y" % NAME)),
                     ("/lost/x", (302, "https://found.example/a%20b"))):
    status, headers, body = site(path)
    same("another place for " + path, (status, headers["Location"]), wanted)
same("a method that is none", site("/plain", "DELETE")[0], 405)
s3.put_bucket_website(Bucket=NAME, WebsiteConfiguration={"RedirectAllRequestsTo": {"HostName": "all.example"}})
same("all elsewhere", site("/folder/x")[1]["Location"], "http://all.example/folder/x")
same("a website of another host", ask("/", host=NAME + ".s3-website-us-east-1.amazonaws.com")[0], 403)

# ---- Policies.

policy(("Allow", "s3:GetObject", {"StringLike": {"aws:Referer": "http://friend.example/*"}, "Bool": {"aws:SecureTransport": "false"}}))
place = "/%s/plain" % NAME
same("a page of a friend", ask(place, Referer="http://friend.example/x")[0], 200)
same("a page of another", (ask(place, Referer="http://other.example/")[0], ask(place)[0]), (403, 403))
policy(("Deny", "s3:GetObject", {"StringEquals": {"aws:UserAgent": "bad"}}))
same("the owner by a bad client", (ask(place, User_Agent="bad", **SIGNED)[0], ask(place, User_Agent="good", **SIGNED)[0]), (403, 200))
s3.delete_bucket_policy(Bucket=NAME)

# ---- Faults.

fails("no such key", {"Code": "NoSuchKey", "Key": "none"}, s3.get_object, Bucket=NAME, Key="none")
fails("no such bucket", {"Code": "NoSuchBucket", "BucketName": "nobody"}, s3.list_objects_v2, Bucket="nobody")
fails("no such upload", {"Code": "NoSuchUpload", "UploadId": "x"}, s3.list_parts, Bucket=NAME, Key="k", UploadId="x")
fails("a copy of nothing", {"Code": "NoSuchKey", "Key": "none"}, s3.copy_object, Bucket=NAME, Key="k", CopySource=NAME + "/none")
fails("a range outside", {"Code": "InvalidRange", "RangeRequested": "bytes=9-", "ActualObjectSize": "5"}, s3.get_object, Bucket=NAME,
      Key="plain", Range="bytes=9-")
fails("another ETag", {"Code": "PreconditionFailed", "Condition": "If-Match"}, s3.get_object, Bucket=NAME, Key="plain", IfMatch="x")
for name, given, wanted in (("that does not fit", "0" * 64, b"XAmzContentSHA256Mismatch"), ("that is none", "x", b"InvalidArgument")):
    status, headers, body = ask(place, "PUT", b"plain", x_amz_content_sha256=given, **SIGNED)
    same("a sum " + name, (status, b"<Code>%s</Code>" % wanted in body), (400, True))
for date in "", "Bad Date":
    status, headers, body = ask(place, x_amz_date=date, **SIGNED)
    same("the date %r" % date, (status, b"<Code>AccessDenied</Code>" in body), (403, True))
status, headers, body = ask("/%s?versioning" % NAME, "PUT", b"<Other><Status>Enabled</Status></Other>", **SIGNED)
same("another XML", (status, b"<Code>MalformedXML</Code>" in body), (400, True))
for o in s3.list_objects_v2(Bucket=NAME)["Contents"]:
    s3.delete_object(Bucket=NAME, Key=o["Key"])
s3.delete_bucket(Bucket=NAME)

"""The embedded DynamoDB through the HTTP door, as talk.c is without: door.py URL. Each line "OPERATION JSON" of standard
input is a request, each line "STATUS JSON" of standard output its answer, or "STATUS" if it has no body. All go over
one connection."""
import http.client
import sys
import urllib.parse
import zlib

door = http.client.HTTPConnection(urllib.parse.urlsplit(sys.argv[1]).netloc, timeout=30)
HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Date": "20250101T000000Z",
    "Authorization": "AWS4-HMAC-SHA256 Credential=a/20250101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
}
connection = None
for line in sys.stdin.buffer:
    operation, _, body = line.rstrip(b"\n").partition(b" ")
    door.request("POST", "/", body or b"{}", dict(HEADERS, **{"X-Amz-Target": "DynamoDB_20120810." + operation.decode()}))
    connection = connection or door.sock
    answer = door.getresponse()
    text = answer.read()
    if answer.getheader("x-amz-crc32") != str(zlib.crc32(text)):
        print("x-amz-crc32: %s is not that of %s" % (answer.getheader("x-amz-crc32"), text), file=sys.stderr)
    if door.sock is not connection:
        print("The door has closed the connection.", file=sys.stderr)
        connection = door.sock
    sys.stdout.buffer.write(b"%d %s\n" % (answer.status, text) if text else b"%d\n" % answer.status)

#!/usr/bin/env python3
"""The Kubernetes API of a cluster, as eks:call and eks:runJob meet it.

    cluster.py LOG [CERTIFICATE KEY]    prints its port of HTTP, and that of HTTPS; ends when its standard input does

A job of the name "bad" fails, any other is complete, when it is asked for the second time. LOG gets a line of JSON for each
request: method, target, body, and what its token says.
"""
import base64
import collections
import http.server
import json
import ssl
import sys
import threading
import urllib.parse

log = open(sys.argv[1], "a", encoding="utf-8")
asked = collections.Counter()


def token_of(headers):
    """The signed request to STS that the token is; who has boto3 signs it once more."""
    word, _, text = headers.get("Authorization", "").partition(" k8s-aws-v1.")
    if word != "Bearer":
        return None
    url = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    said = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    shown = {"host": urllib.parse.urlsplit(url).netloc, "action": said["Action"], "signed": said["X-Amz-SignedHeaders"]}
    try:
        import botocore.auth
        import botocore.awsrequest
        import botocore.credentials
        import datetime
    except ImportError:
        return dict(shown, right=True)
    day, region = said["X-Amz-Credential"].split("/")[1:3]

    class Then(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return cls.strptime(said["X-Amz-Date"], "%Y%m%dT%H%M%SZ")

    botocore.auth.datetime.datetime = Then
    request = botocore.awsrequest.AWSRequest(
        "GET", "https://%s/" % shown["host"], {"x-k8s-aws-id": headers["x-k8s-aws-id"]},
        params={"Action": "GetCallerIdentity", "Version": "2011-06-15"})
    keys = botocore.credentials.Credentials("AKIDX", "secret", "a/session+token")
    botocore.auth.SigV4QueryAuth(keys, "sts", region, expires=int(said["X-Amz-Expires"])).add_auth(request)
    wanted = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.url).query))
    return dict(shown, right=wanted["X-Amz-Signature"] == said["X-Amz-Signature"] and wanted == said)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind="application/json"):
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        print(json.dumps({"method": self.command, "target": self.path, "body": body, "token": token_of(self.headers)}),
              file=log, flush=True)
        path, _, query = self.path.partition("?")
        parts = path.split("/")
        if path.endswith("/jobs") and self.command == "POST":
            self.answer(201, {"kind": "Job", "metadata": json.loads(body)["metadata"], "status": {}})
        elif "/jobs/" in path and self.command == "GET":
            name = parts[-1]
            asked[name] += 1
            kind = "Failed" if name == "bad" else "Complete"
            conditions = [{"type": "Suspended", "status": "False"}, {"type": kind, "status": "True"}]
            ended = asked[name] > 1 and name != "never"
            self.answer(200, {"kind": "Job", "metadata": {"name": name},
                              "status": {"conditions": conditions} if ended else {"active": 1}})
        elif "/jobs/" in path:
            self.answer(200, {"kind": "Status"})
        elif path.endswith("/pods"):
            containers = [{"name": "a"}, {"name": "b"}, {"name": "c"}]
            self.answer(200, {"items": [{"metadata": {"name": "p-1"}, "spec": {"containers": containers}}]})
        elif path.endswith("/log"):
            which = urllib.parse.parse_qs(query)["container"][0]
            if which == "c":
                self.answer(400, {"message": "waiting"})
            else:
                self.answer(200, {"a": "3.25", "b": "not JSON"}[which], "text/plain")
        else:
            self.answer(404, {"kind": "Status", "code": 404})

    do_GET = do_POST = do_DELETE = do


def main():
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)]
    if len(sys.argv) > 2:
        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        servers[1].socket = context.wrap_socket(servers[1].socket, server_side=True)
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(*[server.server_port for server in servers], flush=True)
    sys.stdin.read()


main()

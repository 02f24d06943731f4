"""Everybody who gives credentials, and DynamoDB, which answers with the access key and the token of who asks.

credentials.py LOG: prints its port; LOG gets a line for each request. Sessions are called by who gave them. What a path begins
with says how it goes: /short gives sessions that end soon, /over such that have ended, /refuse gives none.
"""

import datetime
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LOG = open(sys.argv[1], "a", buffering=1)
LIFE_S = {"short": 100, "over": -100}


def until(how):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=LIFE_S.get(how, 3600))
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def keys(name, how):
    return {"AccessKeyId": name, "SecretAccessKey": "s", "Token": "token of " + name, "Expiration": until(how)}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def give(self, status, body, kind="application/json"):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def signer(self):
        found = re.search(r"Credential=([^/]*)/", self.headers.get("Authorization", ""))
        return found.group(1) if found else "nobody"

    def sts(self, form, how):
        action, role = form["Action"][0], form["RoleArn"][0]
        name = role.rsplit("/", 1)[1]
        LOG.write("%s of %s by %s%s%s\n" % (action, name, self.signer(),
                                            " for " + form["ExternalId"][0] if "ExternalId" in form else "",
                                            " with " + form["WebIdentityToken"][0].strip() if "WebIdentityToken" in form else ""))
        if how == "refuse":
            self.give(403, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
                           "<Message>You may not</Message></Error></ErrorResponse>", "text/xml")
            return
        k = keys(name, how)
        self.give(200, "<%sResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><%sResult><Credentials><AccessKeyId>%s"
                       "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration>"
                       "</Credentials></%sResult></%sResponse>"
                  % (action, action, name, k["Token"], k["Expiration"], action, action), "text/xml")

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        parts = urlsplit(self.path)
        how = parts.path.split("/")[1]
        if "x-amz-target" in self.headers:
            LOG.write("call by %s\n" % self.signer())
            self.give(200, {"Item": {"by": {"S": self.signer()}, "token": {"S": self.headers.get("x-amz-security-token", "none")}}},
                      "application/x-amz-json-1.0")
        elif body.startswith("Action="):
            self.sts(parse_qs(body), how)
        elif parts.path.endswith("/federation/credentials"):
            query = parse_qs(parts.query)
            LOG.write("sso by %s\n" % self.headers["x-amz-sso_bearer_token"])
            self.give(200, {"roleCredentials": {"accessKeyId": query["role_name"][0] + query["account_id"][0], "secretAccessKey": "s",
                                                "sessionToken": "token of sso", "expiration": 4102444800000}})
        elif parts.path.endswith("/token") and body:
            asked = json.loads(body)
            LOG.write("token by %s of %s for %s by %s\n" % (asked["clientId"], asked["clientSecret"], asked["refreshToken"], asked["grantType"]))
            if asked["refreshToken"] == "used":
                self.give(400, {"error": "invalid_grant"})
            else:
                self.give(200, {"accessToken": "renewed", "expiresIn": 28800, "refreshToken": "used", "tokenType": "Bearer"})
        elif parts.path.endswith("/container"):
            LOG.write("container by %s\n" % self.headers.get("Authorization", "nobody"))
            self.give(500 if how == "refuse" else 200, keys("CONTAINER", how))
        elif parts.path.endswith("/latest/api/token"):
            LOG.write("metadata's token: %s for %s s\n" % (self.command, self.headers["x-aws-ec2-metadata-token-ttl-seconds"]))
            self.give(404 if how == "old" else 200, "secret-session\n", "text/plain")
        elif parts.path.endswith("/security-credentials/"):
            LOG.write("metadata's role with %s\n" % self.headers.get("x-aws-ec2-metadata-token", "nothing"))
            self.give(404 if how == "refuse" else 200, "my-role\n", "text/plain")
        elif parts.path.endswith("/security-credentials/my-role"):
            LOG.write("metadata's keys with %s\n" % self.headers.get("x-aws-ec2-metadata-token", "nothing"))
            self.give(200, keys("INSTANCE", how))
        else:
            LOG.write("what is %s\n" % self.path)
            self.give(400, {})

    do_GET = do_PUT = do_POST = answer


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()

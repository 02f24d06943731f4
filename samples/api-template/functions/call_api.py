"""Makes an API call from a template: Jinja2 fills in its address, headers and body."""
import json
import os
import urllib.request

import jinja2

# A place that has no value is an error, not an empty text.
templates = jinja2.Environment(undefined=jinja2.StrictUndefined)


class Busy(Exception):
    """The API asks to be called later."""


class AsItIs(urllib.request.HTTPErrorProcessor):
    """Every status is an answer: the workflow judges it, and follows no redirection."""

    def http_response(self, request, response):
        return response


# The API is on this machine: no proxy lies between.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), AsItIs)


def plain(attribute):
    """What an attribute of DynamoDB stands for: {"M": {"a": {"S": "b"}}} for {"a": "b"}."""
    (kind, content), = attribute.items()
    if kind == "M":
        return {name: plain(member) for name, member in content.items()}
    if kind == "L":
        return [plain(member) for member in content]
    return json.loads(content) if kind == "N" else content


def fill(part, values):
    """The same, with all texts in it filled in."""
    if isinstance(part, dict):
        return {name: fill(member, values) for name, member in part.items()}
    if isinstance(part, list):
        return [fill(member, values) for member in part]
    return templates.from_string(part).render(values) if isinstance(part, str) else part


def handler(event, context):
    values = dict(event["values"], api=os.environ["WEATHER_API"])
    call = fill(plain({"M": event["template"]}), values)
    body = json.dumps(call["body"]).encode() if "body" in call else None
    request = urllib.request.Request(call["url"], body, call.get("headers", {}), method=call["method"])
    with opener.open(request, timeout=10) as response:
        text = response.read().decode()
        print("%s %s: %d" % (call["method"], request.selector, response.status))
        if response.status == 503:
            raise Busy(text)
        return {"status": response.status, "body": json.loads(text) if text else None}

"""hosting.py ASLC FOLDER: how the functions of a template are hosted. Prints what is not as it should be."""
import json
import os
import stat
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "serve"))
from api import check, same, tell_checks  # noqa: E402
from application import Application  # noqa: E402

ASLC, FOLDER = sys.argv[1:]


def write(name, text, is_program=False):
    path = os.path.join(FOLDER, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, os.stat(path).st_mode | (stat.S_IXUSR if is_program else 0))
    return path


def start(local, *options):
    return Application(ASLC, FOLDER, local, *options)


def function(name, more):
    return """
  %s:
    Type: AWS::Serverless::Function
    Properties: {%s, Events: {Get: {Type: HttpApi, Properties: {Path: /%s, Method: GET}}}}""" % (name, more, name)


# ---- The root of the code

PYTHON = """import json, os, sys
from src.shared import word
def lambda_handler(event, context):
    return {"word": word, "folder": os.getcwd(), "root": os.environ["LAMBDA_TASK_ROOT"], "first": sys.path[0],
            "handler": os.environ["_HANDLER"]}
"""
NODE = """const word = require('src/shared');
exports.handler = async () => ({ word, folder: process.cwd(), root: process.env.LAMBDA_TASK_ROOT, first: process.cwd(),
    handler: process.env._HANDLER });
"""
OWN = """#!/usr/bin/env python3
import json, os, urllib.request
place = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(place + "next") as event:
        id = event.headers["Lambda-Runtime-Aws-Request-Id"]
    answer = {"word": "own", "folder": os.getcwd(), "root": os.environ["LAMBDA_TASK_ROOT"], "first": os.getcwd(),
              "handler": os.environ["_HANDLER"]}
    urllib.request.urlopen(urllib.request.Request(place + id + "/response", json.dumps(answer).encode()))
"""


def roots():
    write("code/py/src/shared.py", "word = 'python'\n")
    write("code/py/src/handlers/a.py", PYTHON)
    write("code/js/src/shared.js", "module.exports = 'node';\n")
    write("code/js/src/app.js", NODE)
    write("code/own/bootstrap", OWN, True)
    kinds = (("slashes", "py", "python3.11", "src/handlers/a.lambda_handler", "python"),
             ("dots", "py", "python3.11", "src.handlers.a.lambda_handler", "python"),
             ("node", "js", "nodejs18.x", "src/app.handler", "node"), ("own", "own", "provided.al2", "my.handler", "own"))
    path = write("code/template.yaml", "Resources:" + "".join(
        function(name, "Runtime: %s, CodeUri: ./%s/, Handler: %s" % (runtime, folder, handler))
        for name, folder, runtime, handler, _ in kinds))
    app = start("roots", "--template", path)
    for name, folder, _, handler, word in kinds:
        root = os.path.realpath(os.path.join(FOLDER, "code", folder))
        wanted = {"word": word, "folder": root, "root": root, "first": root, "handler": handler}
        same("the root of " + name, (200, wanted), app.json("GET", "/" + name))
    same("roots: exit code", 0, app.stop())


roots()
tell_checks()

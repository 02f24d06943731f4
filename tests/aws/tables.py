#!/usr/bin/env python3
"""Make the tables of AWS's services and of what the optimised integrations take, out of models.

    tables.py DATA integrations|schemas|services      prints one table

DATA is a folder with optimized-integrations.tsv, sdk-services.tsv and models/SERVICE.json.gz. The tables are
runtime/include/asl/integrations.def, runtime/aws/schemas.def and compiler/aws/services.txt; tests/aws.sh compares.
"""
import gzip
import json
import os
import re
import sys

WIDTH = 100

# The call of the API behind an integration where the list of integrations names none.
CALLS = {
    "bedrock:invokeModel": "bedrockruntime:InvokeModel",
    "events:putEvents": "eventbridge:PutEvents",
    "lambda:invoke": "lambda:Invoke",
    "sns:publish": "sns:Publish",
    "sqs:sendMessage": "sqs:SendMessage",
    "states:startExecution": "sfn:StartExecution",
}

# Integrations that are no call of an API, or one with other members: name, kind, needed or not.
OWN = {
    "apigateway:invoke": "ApiEndpoint text! Method text! Headers lists Stage text Path text QueryParameters lists "
                         "RequestBody json AllowNullValues boolean AuthType text",
    "http:invoke": "ApiEndpoint text! Method text! Authentication http_Connection InvocationConfig http_Connection "
                   "Headers json QueryParameters json RequestBody json Transform http_Transform",
    "eks:call": "ClusterName text! CertificateAuthority text! Endpoint text! Method text! Path text! "
                "QueryParameters json RequestBody json",
    "eks:runJob": "ClusterName text! CertificateAuthority text! Endpoint text! Namespace text Job json! "
                  "LogOptions json",
    "elasticmapreduce:terminateCluster": "ClusterId text!",
    "elasticmapreduce:setClusterTerminationProtection": "ClusterId text! TerminationProtected boolean!",
    "elasticmapreduce:addStep": "ClusterId text! Step emr_StepConfig! ExecutionRoleArn text",
    "elasticmapreduce:cancelStep": "ClusterId text! StepId text! StepCancellationOption text",
    "elasticmapreduce:modifyInstanceFleetByName": "ClusterId text! InstanceFleetName text! "
                                                  "InstanceFleet json!",
    "elasticmapreduce:modifyInstanceGroupByName": "ClusterId text! InstanceGroupName text! "
                                                  "InstanceGroup json!",
}
OWN_SHAPES = {
    "bedrock_S3": "S3Uri text",
    "http_Connection": "ConnectionArn text!",
    "http_Transform": "RequestBodyEncoding text RequestEncodingOptions http_Encoding",
    "http_Encoding": "ArrayFormat text",
}

# Members that a call has besides those of the model.
MORE = {"bedrock:invokeModel": "Input bedrock_S3 Output bedrock_S3"}

# A text may stand for the whole object: AWS takes "id": "a" for an attribute of DynamoDB.
LOOSE = {"dynamodb_AttributeValue"}

# Members of type string that take any JSON value, which is sent as its text.
JSON = {
    ("bedrock:invokeModel", "Body"),
    ("events:putEvents", "Detail"),
    ("sns:publish", "Message"),
    ("sqs:sendMessage", "MessageBody"),
    ("states:startExecution", "Input"),
}

# The same, but for a number and a boolean.
OBJECT_TEXT = {("lambda:invoke", "Payload")}

# Services that AWS has announced for Step Functions since the list was made.
LISTED = {"bedrockagentcore", "s3vectors"}

KINDS = {"string": "text", "integer": "integer", "long": "integer", "boolean": "boolean",
         "float": "number", "double": "number", "blob": "json", "timestamp": "json"}


def rows(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    return [dict(zip(lines[0], line)) for line in lines[1:]]


class Tables:
    def __init__(self, data):
        self.data = data
        self.models = {}
        self.shapes = {}  # C's name: lines of the table
        self.taken = {}   # C's name: what it stands for
        self.list = rows(os.path.join(data, "optimized-integrations.tsv"))
        for row in self.list:
            row["patterns"] = row["patterns (r request-response, s .sync, 2 .sync:2, w .waitForTaskToken)"]

    def model(self, service):
        if service not in self.models:
            path = os.path.join(self.data, "models", service.replace("-", "") + ".json.gz")
            with gzip.open(path) as file:
                self.models[service] = json.load(file)
        return self.models[service]

    def members(self, service, call, name):
        """What a structure of the model takes: (name, kind, needed) each."""
        shape = self.model(service)["shapes"][name]
        needs = shape.get("required", [])
        for member, ref in shape["members"].items():
            kind_of = self.model(service)["shapes"][ref["shape"]]
            if kind_of.get("eventstream"):
                continue
            spelled = member[0].upper() + member[1:]
            if (call, spelled) in JSON:
                kind = "json"
            elif (call, spelled) in OBJECT_TEXT:
                kind = "object_text"
            else:
                kind = self.kind(service, call, ref["shape"])
            token = ref.get("idempotencyToken") or kind_of.get("idempotencyToken") or spelled in (
                "ClientToken", "ClientRequestToken")
            yield spelled, kind, member in needs and not token
            if self.eased(spelled) != spelled:
                yield self.eased(spelled), kind, False

    @staticmethod
    def eased(name):
        """The spelling of newer clients: EnableECSManagedTags is EnableEcsManagedTags."""
        return re.sub("([A-Z])([A-Z]+)(?=[A-Z][a-z])", lambda m: m[1] + m[2].lower(), name)

    def kind(self, service, call, name):
        """The C name of a shape, made where it is not there yet."""
        shape = self.model(service)["shapes"][name]
        if shape["type"] in KINDS:
            return KINDS[shape["type"]]
        if shape.get("document"):
            return "json"
        named = "%s_%s" % (service.replace("-", "_"), name)
        if any(pair[0] == call for pair in JSON) and shape["type"] == "structure":
            named = "%s_%s" % (re.sub("[-:]", "_", call), name)
        if named not in self.shapes:
            self.shapes[named] = None
            if shape["type"] == "list":
                text = "LIST(%s, %s)" % (named, self.kind(service, call, shape["member"]["shape"]))
            elif shape["type"] == "map":
                text = "MAP(%s, %s)" % (named, self.kind(service, call, shape["value"]["shape"]))
            else:
                text = self.structure("LOOSE" if named in LOOSE else "STRUCT", named, list(self.members(service, call, name)))
            self.shapes[named] = text
        return named

    @staticmethod
    def own(text):
        words = text.split()
        for name, kind in zip(words[::2], words[1::2]):
            yield name, kind.rstrip("!"), kind.endswith("!")

    @staticmethod
    def structure(macro, name, members):
        if not members:
            return "EMPTY(%s)" % name
        words = ["%s(%s, %s)" % ("NEEDS" if needed else "TAKES", member, kind)
                 for member, kind, needed in members]
        lines, line = ["%s(%s," % (macro, name)], "      "
        for word in words:
            if len(line) + 1 + len(word) > WIDTH - 1:
                lines.append(line)
                line = "      "
            line += " " + word
        return "\n".join(lines + [line + ")"])

    def inputs(self):
        for row in self.list:
            call = "%s:%s" % (row["service"], row["action"])
            named = "asl_" + re.sub("[-:]", "_", call)
            api = row["api"] or CALLS.get(call, "")
            if call in OWN:
                members = list(self.own(OWN[call]))
                if "emr_StepConfig" in OWN[call]:
                    self.kind("emr", call, "StepConfig")
            else:
                service, operation = api.split(":")
                shape = self.model(service)["operations"][operation]["input"]["shape"]
                members = list(self.members(service, call, shape)) + list(self.own(MORE.get(call, "")))
            yield row, call, named, members

    @staticmethod
    def needed(row, call, members):
        """The members as the list of integrations requires them, which must be no less than the model says."""
        said = [word for word in row["required"].split() if "|" not in word]
        more = {name for name, _, needs in members if needs} - set(said)
        none = set(said) - {name for name, _, _ in members}
        if more or none:
            sys.exit("%s: the list lacks %s; the model lacks %s" % (call, more, none))
        return [(name, kind, name in said) for name, kind, _ in members]


def print_integrations(t):
    print("""/*
 * integrations.def - what a Task's arn:aws:states:::SERVICE:ACTION may be, besides aws-sdk:SERVICE:ACTION, in the
 * order of the services' names. Made by tests/aws/tables.py (I-25).
 *
 *   ASL_INTEGRATION("service", "action", "patterns", what it takes as Parameters)
 *
 * patterns: s the action takes .sync, 2 .sync:2, w .waitForTaskToken; each can be called without.
 */""")
    for row, _, named, _ in t.inputs():
        patterns = row["patterns"].replace("r", "").replace(" ", "")
        print('ASL_INTEGRATION("%s", "%s", "%s", %s)' % (row["service"], row["action"], patterns, named))
    print("#undef ASL_INTEGRATION")


def print_schemas(t):
    print("""/*
 * schemas.def - what each optimised integration takes as Parameters, out of the models of AWS's APIs, with the
 * spelling of Step Functions: each member's first letter is a capital. Made by tests/aws/tables.py.
 *
 *   INPUT(name, members)   what an integration takes: integrations.def names it
 *   STRUCT(name, members)  an object of these members: TAKES(member, kind), or NEEDS where it must be there
 *   LOOSE(name, members) as STRUCT; a value that is not an object is not checked
 *   EMPTY(name)            an object without members
 *   LIST(name, kind)       an array of the kind
 *   MAP(name, kind)        an object of any members of the kind
 *
 * A kind is one of these names, or a kind of schema.h: text integer number boolean json object_text lists.
 */""")
    inputs = []
    for row, call, named, members in t.inputs():
        inputs.append(t.structure("INPUT", named, t.needed(row, call, members)))
    for name, text in OWN_SHAPES.items():
        t.shapes[name] = t.structure("STRUCT", name, list(t.own(text)))
    for name in sorted(t.shapes):
        print(t.shapes[name])
    for text in inputs:
        print(text)
    print("""#undef INPUT
#undef STRUCT
#undef LOOSE
#undef EMPTY
#undef LIST
#undef MAP""")


def print_services(t):
    for row in sorted(rows(os.path.join(t.data, "sdk-services.tsv")), key=lambda row: row["service"]):
        actions = sorted(re.match("(!?)([A-Za-z0-9]+)", word).groups()[::-1] for word in row["actions"].split())
        status = "listed" if row["service"] in LISTED else row["status"]
        print("\t".join([row["service"], row["prefix"], status, row["botocore"],
                         " ".join(mark + name for name, mark in actions)]))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    tables = Tables(sys.argv[1])
    {"integrations": print_integrations, "schemas": print_schemas, "services": print_services}[sys.argv[2]](tables)


if __name__ == "__main__":
    main()

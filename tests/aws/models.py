#!/usr/bin/env python3
"""Make compiler/models/SERVICE.txt, the actions of AWS's services that programs can call, out of AWS's models.

    models.py DATA FOLDER      writes a file for each service; DATA as for tables.py

Each line has words with blanks between them. A '-' is a word that is empty.

    service NAME ID PREFIX CLIENT OWN OTHER PROTOCOL VERSION TARGET HOST SIGNING      one service; blanks in ID are '_'
    faults NAME[=CODE]...                     its errors: the name of Java's class, the code on the wire
    list NAME KIND ITEM FLAT                  a shape: a list of KIND, its items' XML element, 'f' if it is flat
    map NAME KIND KEY VALUE FLAT              a shape: a map of KIND, the XML elements of keys and values
    structure NAME SPACE MEMBER...            a shape; SPACE is the namespace of its XML element
    action NAME OPERATION METHOD PATH HOST ROOT INPUT OUTPUT MARKS ELEMENT SPACE
                                              ROOT: the XML element around an output's members; ELEMENT: that around an
                                              input's; SPACE: the namespace of what is sent

A MEMBER is NAME|API|AT|KIND|FLAGS. NAME is what aws-sdk: calls it, API the model's name, AT where it travels, both empty
where they are the same as what is before them. AT is NAME/FORM where EC2's forms call it something else. In FLAGS are: p path, q query, h header, H headers, s status, b body,
a attribute; S seconds, I ISO, R HTTP for how a time is written; t an idempotency token; n needed;
j in a header it is JSON, as base64. CLIENT, OWN and OTHER are of services with optimised integrations.
A KIND is s string, i integer, f float, B boolean, b blob, t time, d document, or the name of a shape.
MARKS: u unsigned, c the request has a Content-MD5.
"""
import gzip
import json
import os
import re
import sys

OPTIMISED = {
    # What the first version of Java's SDK, behind the optimised integrations, calls a service and its errors.
    "athena": ("AmazonAthena", "Athena", "AmazonAthenaException"),
    "batch": ("AWSBatch", "Batch", "AWSBatchException"),
    "bedrock": ("AmazonBedrock", "Bedrock", "AmazonBedrockException"),
    "bedrockruntime": ("AmazonBedrockRuntime", "Bedrock", "AmazonBedrockRuntimeException"),
    "codebuild": ("AWSCodeBuild", "CodeBuild", "AWSCodeBuildException"),
    "databrew": ("AWSGlueDataBrew", "DataBrew", "AWSGlueDataBrewException"),
    "dynamodb": ("AmazonDynamoDBv2", "DynamoDB", "AmazonDynamoDBException"),
    "ecs": ("AmazonECS", "ECS", "AmazonECSException"),
    "eks": ("AmazonEKS", "EKS", "AmazonEKSException"),
    "emr": ("AmazonElasticMapReduce", "ElasticMapReduce", "AmazonElasticMapReduceException"),
    "emrcontainers": ("AmazonEMRContainers", "EMRContainers", "AmazonEMRContainersException"),
    "emrserverless": ("AWSEMRServerless", "EMRServerless", "AWSEMRServerlessException"),
    "eventbridge": ("AmazonEventBridge", "EventBridge", "AmazonEventBridgeException"),
    "glue": ("AWSGlue", "Glue", "AWSGlueException"),
    "lambda": ("AWSLambda", "Lambda", "AWSLambdaException"),
    "mediaconvert": ("AWSMediaConvert", "MediaConvert", "AWSMediaConvertException"),
    "s3": ("AmazonS3", "S3", "AmazonS3Exception"),
    "sagemaker": ("AmazonSageMaker", "SageMaker", "AmazonSageMakerException"),
    "secretsmanager": ("AWSSecretsManager", "SecretsManager", "AWSSecretsManagerException"),
    "sfn": ("AWSStepFunctions", "StepFunctions", "AWSStepFunctionsException"),
    "sns": ("AmazonSNS", "SNS", "AmazonSNSException"),
    "sqs": ("AmazonSQS", "SQS", "AmazonSQSException"),
    "ssm": ("AWSSimpleSystemsManagement", "Ssm", "AWSSimpleSystemsManagementException"),
}

# Actions of S3 whose requests need a checksum; AWS's models say so, but not all copies of them.
CHECKED = """DeleteObjects PutBucketAcl PutBucketCors PutBucketEncryption PutBucketLifecycle
             PutBucketLifecycleConfiguration PutBucketLogging PutBucketOwnershipControls PutBucketPolicy
             PutBucketReplication PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite
             PutObjectAcl PutObjectLegalHold PutObjectLockConfiguration PutObjectRetention PutObjectTagging
             PutPublicAccessBlock""".split()

PLACES = {"uri": "p", "querystring": "q", "header": "h", "headers": "H", "statusCode": "s"}
TIMES = {"unixTimestamp": "S", "iso8601": "I", "rfc822": "R"}
KINDS = {"string": "s", "character": "s", "integer": "i", "long": "i", "float": "f", "double": "f",
         "boolean": "B", "blob": "b", "timestamp": "t"}


def rows(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    return {line[0]: dict(zip(lines[0], line)) for line in lines[1:]}


def spellings(data):
    """Service: the model's name of a member to Java's, where they differ."""
    found = {}
    with open(os.path.join(data, "sdk-members.tsv"), encoding="utf-8") as file:
        for line in file:
            service, words = (line.rstrip("\n").split("\t") + [""])[:2]
            pairs = [re.match("([^:>]+)(?::[^>]*)?>(.*)", word) for word in words.split()]
            found[service] = {pair[1]: pair[2] for pair in pairs if pair}
    return found


class Service:
    def __init__(self, data, row, spelled):
        self.row, self.spelled = row, spelled
        with gzip.open(os.path.join(data, "models", row["service"] + ".json.gz")) as file:
            self.model = json.load(file)
        self.shapes = self.model["shapes"]
        self.done, self.lines = set(), []

    def name(self, member):
        return self.spelled.get(member, member[0].upper() + member[1:])

    def kind(self, name):
        shape = self.shapes[name]
        if shape.get("document"):
            return "d"
        if shape["type"] in KINDS:
            return KINDS[shape["type"]]
        if name not in self.done:
            self.done.add(name)
            self.put(name, shape)
        return name

    def put(self, name, shape):
        flat = "f" if shape.get("flattened") else "-"
        if shape["type"] == "list":
            item = shape["member"]
            self.lines.append(["list", name, self.kind(item["shape"]), item.get("locationName", "-"), flat])
        elif shape["type"] == "map":
            key, value = shape["key"], shape["value"]
            self.lines.append(["map", name, self.kind(value["shape"]), key.get("locationName", "-"),
                               value.get("locationName", "-"), flat])
        else:
            members = [self.member(member, ref, shape) for member, ref in shape["members"].items()
                       if not self.shapes[ref["shape"]].get("eventstream")]
            space = self.space(shape.get("xmlNamespace"))
            self.lines.append(["structure", name, space] + sorted(members, key=lambda m: ("b" in m.split("|")[-1], m.split("|")[0])))

    @staticmethod
    def space(given):
        if not given:
            return "-"
        prefix = ":" + given["prefix"] if "prefix" in given else ""
        return 'xmlns%s="%s"' % (prefix, given["uri"])

    def member(self, member, ref, structure):
        shape = self.shapes[ref["shape"]]
        flags = PLACES.get(ref.get("location"), "a" if ref.get("xmlAttribute") else "")
        if structure.get("payload") == member:
            flags = "b"
        flags += TIMES.get(ref.get("timestampFormat") or shape.get("timestampFormat"), "")
        if ref.get("idempotencyToken") or shape.get("idempotencyToken"):
            flags += "t"
        flags += "n" if member in structure.get("required", []) else ""
        flags += "j" if ref.get("jsonvalue") else ""
        name = self.name(member)
        at = ref.get("locationName", member)
        at += "/" + ref["queryName"] if "queryName" in ref else ""
        # A flat list's items bear the name that the list's shape gives them.
        if shape.get("flattened") and shape["type"] == "list" and "locationName" not in ref:
            at = shape["member"].get("locationName", member)
        return "|".join([name, member if member != name else "", at if at != member else "",
                         self.kind_of(ref, shape), flags])

    def kind_of(self, ref, shape):
        """In XML a list may be flat in one member alone: there it is another kind."""
        kind = self.kind(ref["shape"])
        if "xml" not in self.model["metadata"]["protocol"] or not ref.get("flattened") or shape.get("flattened") or shape["type"] != "list":
            return kind
        if "Flat" + kind not in self.done:
            self.done.add("Flat" + kind)
            self.put("Flat" + kind, dict(shape, flattened=True))
        return "Flat" + kind

    def faults(self):
        words = []
        for word in self.row["errors"].split():
            name, _, code = word.partition("=")
            java = re.sub("Fault$", "", name) if not name.endswith("Exception") else name
            java = re.sub("^([A-Z])([A-Z0-9]+)(?=[A-Z][a-z])", lambda m: m[1] + m[2].lower(), java)
            java += "" if java.endswith("Exception") else "Exception"
            code = code or name
            words.append(java if code == java else "%s=%s" % (java, code))
        return words

    def action(self, word):
        mark, name = re.match(r"(!?)([A-Za-z0-9]+)", word).groups()
        if mark:
            return None
        operation = name[0].upper() + name[1:]
        call = self.model["operations"][operation]
        http = call["http"]
        output = call.get("output", {})
        root = output.get("resultWrapper") or "-"
        marks = ("u" if call.get("authtype") == "none" else "") + (
            "c" if self.row["service"] == "s3" and operation in CHECKED else "")
        taken = call.get("input", {})
        shape = self.shapes[taken["shape"]] if taken else {}
        body = shape.get("members", {}).get(shape.get("payload"), taken)
        return ["action", name, operation, http["method"], http["requestUri"],
                call.get("endpoint", {}).get("hostPrefix") or "-",
                root, self.kind(taken["shape"]) if taken else "-",
                self.kind(output["shape"]) if output else "-", marks or "-",
                taken.get("locationName") or "-", self.space(body.get("xmlNamespace"))]

    def write(self, file):
        row, (client, own, other) = self.row, OPTIMISED.get(self.row["service"], ("-", "-", "-"))
        protocol = row["protocol"]
        version = row["json_version"] if protocol == "json" else row["api_version"]
        words = ["service", row["service"], row["service_id"].replace(" ", "_"), row["prefix"], client, own, other,
                 protocol, version, row["target_prefix"], row["endpoint_prefix"], row["signing_name"] or row["endpoint_prefix"]]
        actions = [action for action in (self.action(word) for word in row["actions"].split()) if action]
        for line in [words, ["faults"] + self.faults()] + self.lines + actions:
            assert not any(" " in word for word in line), line
            print(" ".join(word or "-" for word in line), file=file)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data, folder = sys.argv[1:]
    services, spelled = rows(os.path.join(data, "sdk-services.tsv")), spellings(data)
    for name in sorted(services):
        with open(os.path.join(folder, name + ".txt"), "w", encoding="utf-8") as file:
            Service(data, services[name], spelled.get(name, {})).write(file)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The jobs that .sync tasks wait for: a server that has them, and what must become of each (I-22).

    jobs.py definition                      prints a definition with a state for each row of the table
    jobs.py serve LOG                       prints its port, and ends when its standard input does. The first part of each
                                            path says how jobs end, END=INTEGRATION: good, bad, never, or later, that is when there is a file LOG.done;
                                            held: as good, but the first start has no answer. LOG gets a line of JSON for
                                            each request
    jobs.py judge PROGRAM PORT LOG          runs each row to its end, good and bad, and until its time is over; prints what
                                            is wrong, and last "N of N right"

Which request is which action follows from compiler/models. Where botocore is there, it builds the same requests.
"""
import asyncio
import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, "..", "..", "compiler", "models")
STATUS = "$STATUS"  # in what describes a job: how it is
RAN = "$RAN"  # an exit code: 0 in the good end
TIME, TIME_MS = 1700000000.25, 1700000000250

Job = collections.namedtuple("Job", "service gives start answers describe asks described shown words stop stops more")


def job(service, gives, start, answers, describe, asks, described, shown, words, stop=None, stops=None, more=None):
    """GIVES: Parameters. START (an operation, and what the API is sent) ANSWERS; DESCRIBE is ASKED and has DESCRIBED;
    SHOWN is the result; WORDS are the statuses running, good, bad (None: none; GONE: an error). MORE: requests before."""
    return Job(service, gives, start, answers, describe, asks, described, shown, words.split(), stop, stops, more)


def same_name(kind, extra, sent=None):
    """SageMaker's jobs have names."""
    name = {kind + "Name": "n"}
    described = {kind + "Name": "n", kind + "Status": STATUS, "CreationTime": TIME}
    shown = {kind + "Name": "n", kind + "Status": STATUS, "CreationTime": TIME_MS}
    given = dict(name, **extra)
    return job("sagemaker", given, ("Create" + kind, sent or given), {kind + "Arn": "a"}, "Describe" + kind, name, described,
               shown, "InProgress Completed Failed", "Stop" + kind, name)


BUILD = {"id": "p:1", "buildStatus": STATUS, "startTime": TIME}
BUILD_SHOWN = {"Id": "p:1", "BuildStatus": STATUS, "StartTime": TIME_MS}
BATCH = {"id": "p:2", "buildBatchStatus": STATUS}
BATCH_SHOWN = {"BuildBatch": {"Id": "p:2", "BuildBatchStatus": STATUS}}
TASK = "arn:aws:ecs:us-east-1:1:task/c/1"
CLUSTER = {"Name": "c", "RoleArn": "r", "ResourcesVpcConfig": {"SubnetIds": ["s"]}}
GROUP = {"ClusterName": "c", "NodegroupName": "g"}
GROUP_API = {"clusterName": "c", "nodegroupName": "g"}
PROFILE = {"ClusterName": "c", "FargateProfileName": "f"}
PROFILE_API = {"clusterName": "c", "fargateProfileName": "f"}
APPLICATION = {"applicationId": "a1"}
APPLIED = {"application": {"applicationId": "a1", "state": STATUS}}
APPLIED_SHOWN = {"Application": {"ApplicationId": "a1", "State": STATUS}}
RUN_API = {"applicationId": "a1", "jobRunId": "r1"}
RAN_JOB = {"jobRun": {"applicationId": "a1", "jobRunId": "r1", "state": STATUS}}
RAN_SHOWN = {"JobRun": {"ApplicationId": "a1", "JobRunId": "r1", "State": STATUS}}
STEP = {"Name": "s", "HadoopJarStep": {"Jar": "j"}}
CUSTOM = {"JobName": "n", "CustomModelName": "m", "RoleArn": "r", "BaseModelIdentifier": "b",
          "TrainingDataConfig": {"S3Uri": "s3://a/b"}, "OutputDataConfig": {"S3Uri": "s3://a/c"}}
CUSTOM_API = {"jobName": "n", "customModelName": "m", "roleArn": "r", "baseModelIdentifier": "b",
              "trainingDataConfig": {"s3Uri": "s3://a/b"}, "outputDataConfig": {"s3Uri": "s3://a/c"}}
TUNING = {"HyperParameterTuningJobConfig": {"Strategy": "Random", "ResourceLimits": {"MaxParallelTrainingJobs": 1}}}

JOBS = {
    "athena:startQueryExecution": job(
        "athena", {"QueryString": "select 1"}, ("StartQueryExecution", {"QueryString": "select 1"}), {"QueryExecutionId": "q"},
        "GetQueryExecution", {"QueryExecutionId": "q"},
        {"QueryExecution": {"QueryExecutionId": "q", "Status": {"State": STATUS, "SubmissionDateTime": TIME}}},
        {"QueryExecution": {"QueryExecutionId": "q", "Status": {"State": STATUS, "SubmissionDateTime": TIME_MS}}},
        "QUEUED SUCCEEDED CANCELLED", "StopQueryExecution", {"QueryExecutionId": "q"}),
    "batch:submitJob": job(
        "batch", {"JobName": "n", "JobQueue": "q", "JobDefinition": "d", "ContainerOverrides": {"Vcpus": 2}},
        ("SubmitJob", {"jobName": "n", "jobQueue": "q", "jobDefinition": "d", "containerOverrides": {"vcpus": 2}}),
        {"jobId": "b-1", "jobName": "n"}, "DescribeJobs", {"jobs": ["b-1"]},
        {"jobs": [{"jobId": "b-1", "status": STATUS, "createdAt": TIME_MS}]},
        {"JobId": "b-1", "Status": STATUS, "CreatedAt": TIME_MS}, "RUNNABLE SUCCEEDED FAILED",
        "TerminateJob", {"jobId": "b-1", "reason": "Aborted"}),
    "bedrock:createModelCustomizationJob": job(
        "bedrock", CUSTOM, ("CreateModelCustomizationJob", CUSTOM_API), {"jobArn": "arn:job/1"},
        "GetModelCustomizationJob", {"jobIdentifier": "arn:job/1"},
        {"jobArn": "arn:job/1", "status": STATUS, "creationTime": "2023-11-14T22:13:20.250Z"},
        {"JobArn": "arn:job/1", "Status": STATUS, "CreationTime": TIME_MS}, "InProgress Completed Failed",
        "StopModelCustomizationJob", {"jobIdentifier": "arn:job/1"}),
    "codebuild:startBuild": job(
        "codebuild", {"ProjectName": "p"}, ("StartBuild", {"projectName": "p"}), {"build": {"id": "p:1"}},
        "BatchGetBuilds", {"ids": ["p:1"]}, {"builds": [BUILD]}, {"Build": BUILD_SHOWN}, "IN_PROGRESS SUCCEEDED TIMED_OUT",
        "StopBuild", {"id": "p:1"}),
    "codebuild:startBuildBatch": job(
        "codebuild", {"ProjectName": "p"}, ("StartBuildBatch", {"projectName": "p"}), {"buildBatch": {"id": "p:2"}},
        "BatchGetBuildBatches", {"ids": ["p:2"]}, {"buildBatches": [BATCH]}, BATCH_SHOWN, "IN_PROGRESS SUCCEEDED FAULT",
        "StopBuildBatch", {"id": "p:2"}),
    "codebuild:retryBuildBatch": job(
        "codebuild", {"Id": "p:2"}, ("RetryBuildBatch", {"id": "p:2"}), {"buildBatch": {"id": "p:2"}},
        "BatchGetBuildBatches", {"ids": ["p:2"]}, {"buildBatches": [BATCH]}, BATCH_SHOWN, "IN_PROGRESS SUCCEEDED FAILED",
        "StopBuildBatch", {"id": "p:2"}),
    "databrew:startJobRun": job(
        "databrew", {"Name": "j"}, ("StartJobRun", {"Name": "j"}), {"RunId": "r"},
        "DescribeJobRun", {"Name": "j", "RunId": "r"}, {"JobName": "j", "RunId": "r", "State": STATUS, "StartedOn": TIME},
        {"JobName": "j", "RunId": "r", "State": STATUS, "StartedOn": TIME_MS}, "STARTING SUCCEEDED TIMEOUT",
        "StopJobRun", {"Name": "j", "RunId": "r"}),
    "ecs:runTask": job(
        "ecs", {"Cluster": "c", "TaskDefinition": "d", "LaunchType": "FARGATE"},
        ("RunTask", {"cluster": "c", "taskDefinition": "d", "launchType": "FARGATE"}),
        {"tasks": [{"taskArn": TASK}], "failures": []}, "DescribeTasks", {"cluster": "c", "tasks": [TASK]},
        {"tasks": [{"taskArn": TASK, "lastStatus": STATUS, "containers": [{"name": "a", "exitCode": RAN}]}], "failures": []},
        {"TaskArn": TASK, "LastStatus": STATUS, "Containers": [{"Name": "a", "ExitCode": RAN}]}, "PENDING STOPPED STOPPED",
        "StopTask", {"cluster": "c", "task": TASK}),
    "eks:createCluster": job(
        "eks", CLUSTER, ("CreateCluster", {"name": "c", "roleArn": "r", "resourcesVpcConfig": {"subnetIds": ["s"]}}),
        {"cluster": {"name": "c", "status": "CREATING"}}, "DescribeCluster", {"name": "c"},
        {"cluster": {"name": "c", "status": STATUS, "createdAt": TIME}},
        {"Cluster": {"Name": "c", "Status": STATUS, "CreatedAt": TIME_MS}}, "CREATING ACTIVE FAILED"),
    "eks:deleteCluster": job(
        "eks", {"Name": "c"}, ("DeleteCluster", {"name": "c"}), {"cluster": {"name": "c", "status": "DELETING"}},
        "DescribeCluster", {"name": "c"}, {"cluster": {"name": "c", "status": STATUS}},
        {"Cluster": {"Name": "c", "Status": STATUS}}, "DELETING GONE FAILED"),
    "eks:createNodegroup": job(
        "eks", dict(GROUP, Subnets=["s"], NodeRole="r"), ("CreateNodegroup", dict(GROUP_API, subnets=["s"], nodeRole="r")),
        {"nodegroup": GROUP_API}, "DescribeNodegroup", GROUP_API, {"nodegroup": dict(GROUP_API, status=STATUS)},
        {"Nodegroup": dict(GROUP, Status=STATUS)}, "CREATING ACTIVE CREATE_FAILED"),
    "eks:deleteNodegroup": job(
        "eks", GROUP, ("DeleteNodegroup", GROUP_API), {"nodegroup": GROUP_API}, "DescribeNodegroup", GROUP_API,
        {"nodegroup": dict(GROUP_API, status=STATUS)}, {"Nodegroup": dict(GROUP, Status=STATUS)},
        "DELETING GONE DELETE_FAILED"),
    "eks:createFargateProfile": job(
        "eks", dict(PROFILE, PodExecutionRoleArn="r"), ("CreateFargateProfile", dict(PROFILE_API, podExecutionRoleArn="r")),
        {"fargateProfile": PROFILE_API}, "DescribeFargateProfile", PROFILE_API,
        {"fargateProfile": dict(PROFILE_API, status=STATUS)}, {"FargateProfile": dict(PROFILE, Status=STATUS)},
        "CREATING ACTIVE CREATE_FAILED"),
    "eks:deleteFargateProfile": job(
        "eks", PROFILE, ("DeleteFargateProfile", PROFILE_API), {"fargateProfile": PROFILE_API}, "DescribeFargateProfile",
        PROFILE_API, {"fargateProfile": dict(PROFILE_API, status=STATUS)}, {"FargateProfile": dict(PROFILE, Status=STATUS)},
        "DELETING GONE DELETE_FAILED"),
    "elasticmapreduce:createCluster": job(
        "emr", {"Name": "n", "Instances": {"InstanceCount": 2}}, ("RunJobFlow", {"Name": "n", "Instances": {"InstanceCount": 2}}),
        {"JobFlowId": "j-1"}, "DescribeCluster", {"ClusterId": "j-1"},
        {"Cluster": {"Id": "j-1", "Status": {"State": STATUS}}},
        {"Cluster": {"Id": "j-1", "Status": {"State": STATUS}}, "ClusterId": "j-1"},
        "BOOTSTRAPPING WAITING TERMINATED_WITH_ERRORS"),
    "elasticmapreduce:terminateCluster": job(
        "emr", {"ClusterId": "j-1"}, ("TerminateJobFlows", {"JobFlowIds": ["j-1"]}), {}, "DescribeCluster",
        {"ClusterId": "j-1"}, {"Cluster": {"Id": "j-1", "Status": {"State": STATUS}}},
        {"Cluster": {"Id": "j-1", "Status": {"State": STATUS}}, "ClusterId": "j-1"}, "TERMINATING TERMINATED -"),
    "elasticmapreduce:addStep": job(
        "emr", {"ClusterId": "j-1", "Step": STEP}, ("AddJobFlowSteps", {"JobFlowId": "j-1", "Steps": [STEP]}),
        {"StepIds": ["s-1"]}, "DescribeStep", {"ClusterId": "j-1", "StepId": "s-1"},
        {"Step": {"Id": "s-1", "Status": {"State": STATUS}}},
        {"Step": {"Id": "s-1", "Status": {"State": STATUS}}, "StepId": "s-1"}, "PENDING COMPLETED FAILED",
        "CancelSteps", {"ClusterId": "j-1", "StepIds": ["s-1"]}),
    "emr-containers:deleteVirtualCluster": job(
        "emrcontainers", {"Id": "v"}, ("DeleteVirtualCluster", {"id": "v"}), {"id": "v"}, "DescribeVirtualCluster",
        {"id": "v"}, {"virtualCluster": {"id": "v", "state": STATUS}}, {"VirtualCluster": {"Id": "v", "State": STATUS}},
        "TERMINATING TERMINATED ARRESTED"),
    "emr-containers:startJobRun": job(
        "emrcontainers", {"VirtualClusterId": "v", "Name": "n"}, ("StartJobRun", {"virtualClusterId": "v", "name": "n"}),
        {"id": "r", "virtualClusterId": "v"}, "DescribeJobRun", {"id": "r", "virtualClusterId": "v"},
        {"jobRun": {"id": "r", "state": STATUS, "createdAt": "2023-11-14T22:13:20.250Z"}},
        {"JobRun": {"Id": "r", "State": STATUS, "CreatedAt": TIME_MS}}, "SUBMITTED COMPLETED CANCELLED",
        "CancelJobRun", {"id": "r", "virtualClusterId": "v"}),
    "emr-serverless:createApplication": job(
        "emrserverless", {"ReleaseLabel": "l", "Type": "SPARK"}, ("CreateApplication", {"releaseLabel": "l", "type": "SPARK"}),
        APPLICATION, "GetApplication", APPLICATION, APPLIED, APPLIED_SHOWN, "CREATING CREATED TERMINATED"),
    "emr-serverless:startApplication": job(
        "emrserverless", {"ApplicationId": "a1"}, ("StartApplication", APPLICATION), {}, "GetApplication", APPLICATION,
        APPLIED, APPLIED_SHOWN, "STARTING STARTED TERMINATED"),
    "emr-serverless:stopApplication": job(
        "emrserverless", {"ApplicationId": "a1"}, ("StopApplication", APPLICATION), {}, "GetApplication", APPLICATION,
        APPLIED, APPLIED_SHOWN, "STOPPING STOPPED TERMINATED"),
    "emr-serverless:deleteApplication": job(
        "emrserverless", {"ApplicationId": "a1"}, ("DeleteApplication", APPLICATION), {}, "GetApplication", APPLICATION,
        APPLIED, APPLIED_SHOWN, "STOPPED GONE -"),
    "emr-serverless:startJobRun": job(
        "emrserverless", {"ApplicationId": "a1", "ExecutionRoleArn": "r"},
        ("StartJobRun", {"applicationId": "a1", "executionRoleArn": "r"}), RUN_API, "GetJobRun", RUN_API, RAN_JOB, RAN_SHOWN,
        "SCHEDULED SUCCESS FAILED", "CancelJobRun", RUN_API),
    "emr-serverless:cancelJobRun": job(
        "emrserverless", {"ApplicationId": "a1", "JobRunId": "r1"}, ("CancelJobRun", RUN_API), RUN_API, "GetJobRun", RUN_API,
        RAN_JOB, RAN_SHOWN, "CANCELLING CANCELLED SUCCESS"),
    "glue:startJobRun": job(
        "glue", {"JobName": "j", "Arguments": {"--a": "b"}}, ("StartJobRun", {"JobName": "j", "Arguments": {"--a": "b"}}),
        {"JobRunId": "jr"}, "GetJobRun", {"JobName": "j", "RunId": "jr"},
        {"JobRun": {"Id": "jr", "JobName": "j", "StartedOn": TIME, "JobRunState": STATUS}},
        {"Id": "jr", "JobName": "j", "StartedOn": TIME_MS, "JobRunState": STATUS}, "RUNNING SUCCEEDED TIMEOUT",
        "BatchStopJobRun", {"JobName": "j", "JobRunIds": ["jr"]}),
    "mediaconvert:createJob": job(
        "mediaconvert", {"Role": "r", "Settings": {"AdAvailOffset": 1}}, ("CreateJob", {"Role": "r", "Settings": {"AdAvailOffset": 1}}),
        {"job": {"id": "m"}}, "GetJob", {"Id": "m"}, {"job": {"id": "m", "status": STATUS, "createdAt": TIME}},
        {"Job": {"Id": "m", "Status": STATUS, "CreatedAt": TIME_MS}}, "PROGRESSING COMPLETE ERROR", "CancelJob", {"Id": "m"}),
    "sagemaker:createHyperParameterTuningJob": same_name("HyperParameterTuningJob", TUNING),
    "sagemaker:createLabelingJob": same_name("LabelingJob", {
        "LabelAttributeName": "l", "InputConfig": {"DataSource": {}}, "OutputConfig": {"S3OutputPath": "s"}, "RoleArn": "r",
        "HumanTaskConfig": {"WorkteamArn": "w", "TaskTitle": "t", "TaskDescription": "d", "NumberOfHumanWorkersPerDataObject": 1,
                            "TaskTimeLimitInSeconds": 60, "UiConfig": {}}}),
    "sagemaker:createProcessingJob": same_name("ProcessingJob", {
        "ProcessingResources": {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}},
        "AppSpecification": {"ImageUri": "i"}, "RoleArn": "r"}),
    "sagemaker:createTrainingJob": same_name("TrainingJob", {"RoleArn": "r", "OutputDataConfig": {"S3OutputPath": "s"}}),
    "sagemaker:createTransformJob": same_name("TransformJob", {
        "ModelName": "m", "TransformInput": {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s"}}},
        "TransformOutput": {"S3OutputPath": "o"}, "TransformResources": {"InstanceType": "t", "InstanceCount": 1}}),
}


# Calls that are not waited for: Parameters, the requests with their answers, the result.
NAMED = {"ClusterId": "j-1"}
CALLS = {
    "bedrock:invokeModel": ("bedrockruntime", {"ModelId": "m", "Body": {"prompt": "p"}},
                            [("InvokeModel", None, {"completion": "c"})],
                            {"Body": {"completion": "c"}, "ContentType": "application/x-amz-json-1.1"}),
    "elasticmapreduce:createCluster": (
        "emr", {"Name": "n", "Instances": {}}, [("RunJobFlow", {"Name": "n", "Instances": {}}, {"JobFlowId": "j-1"})], NAMED),
    "elasticmapreduce:addStep": (
        "emr", dict(NAMED, Step=STEP), [("AddJobFlowSteps", {"JobFlowId": "j-1", "Steps": [STEP]}, {"StepIds": ["s-1"]})],
        {"StepId": "s-1"}),
    "elasticmapreduce:cancelStep": (
        "emr", dict(NAMED, StepId="s-1"),
        [("CancelSteps", dict(NAMED, StepIds=["s-1"]), {"CancelStepsInfoList": [{"StepId": "s-1", "Status": "SUBMITTED"}]})],
        {"CancelStepsInfo": {"StepId": "s-1", "Status": "SUBMITTED"}}),
    "elasticmapreduce:setClusterTerminationProtection": (
        "emr", dict(NAMED, TerminationProtected=True),
        [("SetTerminationProtection", {"JobFlowIds": ["j-1"], "TerminationProtected": True}, {})], {}),
    "elasticmapreduce:modifyInstanceFleetByName": (
        "emr", dict(NAMED, InstanceFleetName="f", InstanceFleet={"TargetSpotCapacity": 2}),
        [("ListInstanceFleets", NAMED, {"InstanceFleets": [{"Id": "if-1", "Name": "e"}, {"Id": "if-2", "Name": "f"}]}),
         ("ModifyInstanceFleet", dict(NAMED, InstanceFleet={"InstanceFleetId": "if-2", "TargetSpotCapacity": 2}), {})], {}),
    "elasticmapreduce:modifyInstanceGroupByName": (
        "emr", dict(NAMED, InstanceGroupName="g", InstanceGroup={"InstanceCount": 3}),
        [("ListInstanceGroups", NAMED, {"InstanceGroups": [{"Id": "ig-1", "Name": "g"}]}),
         ("ModifyInstanceGroups", dict(NAMED, InstanceGroups=[{"InstanceGroupId": "ig-1", "InstanceCount": 3}]), {})], {}),
}

# What starts are refused with, and what the task's error is called: one that the model has, one that it has not.
FAULTS = {
    "athena:startQueryExecution": ("InvalidRequestException", "Athena.InvalidRequestException", "Athena.AmazonAthenaException"),
    "batch:submitJob": ("ClientException", "Batch.ClientException", "Batch.AWSBatchException"),
    "bedrock:createModelCustomizationJob": ("ValidationException", "Bedrock.ValidationException", "Bedrock.AmazonBedrockException"),
    "codebuild:startBuild": ("InvalidInputException", "CodeBuild.InvalidInputException", "CodeBuild.AWSCodeBuildException"),
    "databrew:startJobRun": ("ConflictException", "DataBrew.ConflictException", "DataBrew.AWSGlueDataBrewException"),
    "ecs:runTask": ("ClusterNotFoundException", "ECS.ClusterNotFoundException", "ECS.AmazonECSException"),
    "eks:createCluster": ("ResourceInUseException", "EKS.ResourceInUseException", "EKS.AmazonEKSException"),
    "elasticmapreduce:addStep": ("InvalidRequestException", "ElasticMapReduce.InvalidRequestException",
                                 "ElasticMapReduce.AmazonElasticMapReduceException"),
    "emr-containers:startJobRun": ("ValidationException", "EMRContainers.ValidationException",
                                   "EMRContainers.AmazonEMRContainersException"),
    "emr-serverless:startJobRun": ("ConflictException", "EMRServerless.ConflictException",
                                   "EMRServerless.AWSEMRServerlessException"),
    "glue:startJobRun": ("EntityNotFoundException", "Glue.EntityNotFoundException", "Glue.AWSGlueException"),
    "mediaconvert:createJob": ("BadRequestException", "MediaConvert.BadRequestException", "MediaConvert.AWSMediaConvertException"),
    "sagemaker:createTrainingJob": ("ResourceInUse", "SageMaker.ResourceInUseException", "SageMaker.AmazonSageMakerException"),
}


def filled(value, status, ran):
    if isinstance(value, dict):
        return {key: filled(inner, status, ran) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, status, ran) for inner in value]
    return status if value == STATUS else ran if value == RAN else value


# ---- The definition.

def definition():
    choices = [{"Variable": "$.job", "StringEquals": name, "Next": name} for name in JOBS]
    choices += [{"Variable": "$.job", "StringEquals": "call " + name, "Next": "call " + name} for name in CALLS]
    states = {"Which": {"Type": "Choice", "Choices": choices}}
    for name, call in CALLS.items():
        states["call " + name] = {"Type": "Task", "Resource": "arn:aws:states:::" + name, "Parameters": call[1], "End": True}
    for name, row in JOBS.items():
        states[name] = {"Type": "Task", "Resource": "arn:aws:states:::%s.sync" % name, "Parameters": row.gives,
                        "TimeoutSecondsPath": "$.limit", "End": True}
    print(json.dumps({"StartAt": "Which", "States": states}))


# ---- The server.

def actions(service):
    """Operation: its method and the form of its path; and how the service is signed and called."""
    found, head = {}, None
    with open(os.path.join(MODELS, service + ".txt"), encoding="utf-8") as file:
        for words in (line.split() for line in file):
            if words[0] == "service":
                head = words
            elif words[0] == "action":
                found[words[2]] = words[3], re.sub(r"\{[^}]*\}", "[^/]+", words[4])
    return head, found


class Server:
    def __init__(self, log):
        self.log, self.done = open(log, "a", encoding="utf-8"), log + ".done"
        self.asked = collections.Counter()
        self.services = {service: actions(service) for service in {row.service for row in JOBS.values()} | {"bedrockruntime"}}

    def operation(self, method, path, headers):
        signed = headers["authorization"].split("/")[3]
        if "x-amz-target" in headers:
            return signed, headers["x-amz-target"].split(".")[-1]
        for head, found in self.services.values():
            for name, (its_method, form) in found.items():
                if head[11] == signed and its_method == method and re.fullmatch(form, path):
                    return signed, name
        return signed, None

    def answer(self, method, target, headers, body):
        mode, path = re.match("/([^/]+)([^?]*)", target).groups()
        signed, operation = self.operation(method, path, headers)
        print(json.dumps({"mode": mode, "service": signed, "operation": operation, "method": method, "path": path,
                          "target": target, "body": body}), file=self.log, flush=True)
        end, _, name = urllib.parse.unquote(mode).partition("=")
        if end == "call":
            return 200, {said[0]: said[2] for said in CALLS[name][2]}.get(operation, {})
        row = JOBS.get(name)
        if row is None:
            return 500, {}
        if end in ("known", "other"):
            return 400, {"__type": FAULTS[name][0] if end == "known" else "NoSuchThing", "message": "no"}
        if end == "refused" and operation == row.start[0]:
            return 200, {"tasks": [], "failures": [{"reason": "RESOURCE:MEMORY"}]}
        if end == "held" and operation == row.start[0] and not self.asked[mode + " start"]:
            self.asked[mode + " start"] += 1
            return None
        if operation == row.describe:
            return self.describe(mode, end, row)
        return 200, row.answers if operation == row.start[0] else {}

    def describe(self, mode, end, row):
        self.asked[mode] += 1
        running, good, bad = row.words
        waits = not os.path.exists(self.done) if end == "later" else end == "never" or self.asked[mode] % 2 == 1
        if waits:
            return 200, filled(row.described, running, 0)
        word = bad if end == "bad" else good
        if word == "GONE":
            return 404, {"__type": "ResourceNotFoundException", "message": "gone"}
        return 200, filled(row.described, word, 1 if end == "bad" else 0)

    async def serve(self, reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                method, target, _ = head[0].split(" ")
                headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in head[1:] if line)}
                body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
                said = self.answer(method, target, headers, body)
                if said is None:
                    continue
                status, answer = said
                text = json.dumps(answer).encode()
                kind = "X-Amzn-ErrorType: %s\r\n" % answer["__type"] if "__type" in answer else ""
                writer.write(b"HTTP/1.1 %d Well\r\nContent-Type: application/x-amz-json-1.1\r\nx-amzn-RequestId: r-1\r\n"
                             b"%sContent-Length: %d\r\n\r\n%s" % (status, kind.encode(), len(text), text))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def serve(log):
    server = await asyncio.start_server(Server(log).serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


# ---- The judge.

try:
    import botocore.model
    import botocore.serialize
    import botocore.session
    SESSION = botocore.session.get_session()
except ImportError:
    SESSION = None
NAMES = {"emrcontainers": "emr-containers", "emrserverless": "emr-serverless"}


def built(service, operation, parameters):
    """The request as botocore builds it: its method, its path and what is in its body; None where it does not know it."""
    try:
        model = botocore.model.ServiceModel(
            SESSION.get_component("data_loader").load_service_model(NAMES.get(service, service), "service-2"))
        serializer = botocore.serialize.create_serializer(model.metadata["protocol"], False)
        request = serializer.serialize_to_request(parameters, model.operation_model(operation))
    except (botocore.exceptions.BotoCoreError, botocore.model.OperationNotFoundError):
        return None
    return request["method"], request["url_path"], json.loads(request["body"] or b"{}")


TOKENS = re.compile("(client|idempotency|clientRequest)Token", re.I)


def shape(line):
    body = json.loads(line["body"] or "{}")
    return line["method"], urllib.parse.unquote(line["path"]) or "/", {k: v for k, v in body.items() if not TOKENS.fullmatch(k)}


def wrong_request(service, line, operation, parameters):
    if line["operation"] != operation:
        return "%s instead of %s" % (line["operation"], operation)
    wanted = SESSION and parameters is not None and built(service, operation, parameters)
    if not wanted:
        return None
    wanted = wanted[0], urllib.parse.unquote(wanted[1]), {k: v for k, v in wanted[2].items() if not TOKENS.fullmatch(k)}
    return None if shape(line) == wanted else "%s: %s instead of %s" % (operation, shape(line), wanted)


def run_one(program, port, log, end, name, state, limit):
    """How it ran, what it said of an error, and what came of it to the server."""
    mode = urllib.parse.quote("%s=%s" % (end, name), safe="")
    environment = dict(os.environ, AWS_ENDPOINT_URL="http://127.0.0.1:%s/%s" % (port, mode))
    ran = subprocess.run([program, "run", "--input", json.dumps({"job": state, "limit": limit})], env=environment,
                         capture_output=True, text=True, check=False)
    with open(log, encoding="utf-8") as file:
        lines = [line for line in map(json.loads, file) if line["mode"] == mode]
    return ran, [json.loads(line) for line in ran.stderr.splitlines() if line.startswith("{")], lines


def judge_call(program, port, log, name, _):
    service, _, requests, shown = CALLS[name]
    ran, _, lines = run_one(program, port, log, "call", name, "call " + name, 300)
    if ran.returncode != 0:
        return ran.stderr
    result = {key: value for key, value in json.loads(ran.stdout).items() if not key.startswith("Sdk")}
    if result != shown:
        return "%s instead of %s" % (result, shown)
    if len(lines) != len(requests):
        return "%d requests" % len(lines)
    for line, (operation, parameters, _) in zip(lines, requests):
        wrong = wrong_request(service, line, operation, parameters)
        if wrong:
            return wrong
    return None


def judge_fault(program, port, log, name, end):
    _, said, _ = run_one(program, port, log, end, name, name, 300)
    wanted = "AmazonECS.Unknown" if end == "refused" else FAULTS[name][1 if end == "known" else 2]
    return None if said and said[0]["error"] == wanted else "%s instead of %s" % (said, wanted)


def judge_one(program, port, log, name, end):
    row = JOBS[name]
    ran, said, lines = run_one(program, port, log, end, name, name, 1 if end == "never" else 300)
    running, good, bad = row.words
    last = {"good": good if good != "GONE" else running, "bad": bad, "never": None}[end]
    shown = filled(row.shown, last, 0 if end == "good" else 1)
    if end == "good":
        if ran.returncode != 0 or json.loads(ran.stdout) != shown:
            return "%s %s instead of %s" % (ran.stdout, ran.stderr, shown)
    elif end == "bad":
        if not said or said[0]["error"] != "States.TaskFailed" or json.loads(said[0]["cause"]) != shown:
            return "%s %s instead of States.TaskFailed %s" % (ran.stdout, ran.stderr, shown)
    elif not said or said[0]["error"] != "States.Timeout":
        return "%s %s instead of States.Timeout" % (ran.stdout, ran.stderr)
    wanted = [row.start] + [(row.describe, row.asks)] * (len(lines) - 1)
    if end == "never" and row.stop:
        wanted[-1] = (row.stop, row.stops)
    if len(lines) < 3 - (end == "never"):
        return "only %d requests" % len(lines)
    for line, (operation, parameters) in zip(lines, wanted):
        wrong = wrong_request(row.service, line, operation, parameters)
        if wrong:
            return wrong
    return None


def judge(program, port, log):
    rows = [(judge_one, name, end) for name, row in JOBS.items() for end in ("good", "bad", "never")
            if end != "bad" or row.words[2] != "-"]
    rows += [(judge_call, name, "call") for name in CALLS]
    rows += [(judge_fault, name, end) for name in FAULTS for end in ("known", "other")]
    rows += [(judge_fault, "ecs:runTask", "refused")]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        wrongs = list(pool.map(lambda row: row[0](program, port, log, *row[1:]), rows))
    for (_, name, end), wrong in zip(rows, wrongs):
        if wrong:
            print("%s, %s: %s" % (name, end, wrong))
    print("%d of %d right" % (wrongs.count(None), len(rows)))


if __name__ == "__main__":
    if sys.argv[1:] == ["definition"]:
        definition()
    elif len(sys.argv) == 3 and sys.argv[1] == "serve":
        asyncio.run(serve(sys.argv[2]))
    elif len(sys.argv) == 5 and sys.argv[1] == "judge":
        judge(*sys.argv[2:])
    else:
        sys.exit(__doc__)

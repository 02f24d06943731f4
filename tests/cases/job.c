/*
 * job.c - made by aslc from job.asl.json. Do not edit.
 *
 *   A job that is waited for, an id that is looked up, a cluster's own API.
 *
 * -> Scale Task     -> Step
 *    Step  Task     -> Pods
 *    Pods  Task     -> end
 *
 * How to read it: a state is its tables (what data goes in and out) and one
 * function (where to go next). A function runs when its state is entered, and
 * once more when what it awaited has come. Once something has failed, the calls
 * after it do nothing until a retry or a catch takes the error. The switch that
 * picks the function is at each machine's end. A number such as :18 is a line of
 * the definition.
 */
#include <asl/asl.h>

/* The tables of what is called of AWS's services stand below the machines. */
static const struct asl_action job_emr_ModifyInstanceGroups;
static const struct asl_action job_emr_AddJobFlowSteps;
static const struct asl_action job_emr_ListInstanceGroups;
static const struct asl_action job_emr_DescribeStep;
static const struct asl_action job_emr_CancelSteps;

/* ==== Machine: job ================================================  :1 */

enum job_state {
    JOB_SCALE,
    JOB_STEP_2,
    JOB_PODS
};

/* ---- Scale: Task -------------------------------------------------  :5 */

static const struct asl_data job_scale_data = {
    .arguments = ASL_OBJECT(
        { "InstanceGroupName", ASL_STRING("core") },
        { "InstanceGroup", ASL_OBJECT({ "InstanceCount", ASL_NUMBER(3) }) },
        { "ClusterId", ASL_PATH("$.cluster", ASL_KEY("cluster")) }),
    .result_path = ASL_NULL,
};

static const struct asl_request job_scale_request = {
    .resource = "arn:aws:states:::elasticmapreduce:modifyInstanceGroupByName",
    .kind = ASL_SERVICE,
    .name = "modifyInstanceGroupByName",
    .takes = &asl_elasticmapreduce_modifyInstanceGroupByName,
    .calls = &job_emr_ModifyInstanceGroups,
};

static enum asl_move job_scale(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &job_scale_data);
        return asl_await_task(f, &job_scale_request);
    }
    asl_output(f, &job_scale_data);
    return asl_go(f, JOB_STEP_2);
}

/* ---- Step: Task -------------------------------------------------- :16 */

static const struct asl_data job_step_2_data = {
    .arguments = ASL_OBJECT(
        { "Step", ASL_OBJECT(
            { "Name", ASL_STRING("count") },
            { "HadoopJarStep", ASL_OBJECT({ "Jar", ASL_STRING("command-runner.jar") }) }) },
        { "ClusterId", ASL_PATH("$.cluster", ASL_KEY("cluster")) }),
};

static const struct asl_request job_step_2_request = {
    .resource = "arn:aws:states:::elasticmapreduce:addStep.sync",
    .kind = ASL_SERVICE,
    .waits = true,
    .name = "addStep",
    .takes = &asl_elasticmapreduce_addStep,
    .calls = &job_emr_AddJobFlowSteps,
};

static enum asl_move job_step_2(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &job_step_2_data);
        return asl_await_task(f, &job_step_2_request);
    }
    return asl_go(f, JOB_PODS);
}

/* ---- Pods: Task -------------------------------------------------- :25 */

static const struct asl_data job_pods_data = {
    .arguments = ASL_OBJECT(
        { "ClusterName", ASL_STRING("c") },
        { "CertificateAuthority", ASL_STRING("Q0E=") },
        { "Endpoint", ASL_STRING("https://example.eks.amazonaws.com") },
        { "Method", ASL_STRING("GET") },
        { "Path", ASL_STRING("/api/v1/namespaces/default/pods") }),
};

static const struct asl_request job_pods_request = {
    .resource = "arn:aws:states:::eks:call",
    .kind = ASL_SERVICE,
    .name = "call",
    .takes = &asl_eks_call,
    .calls = &asl_call_eks,
};

static enum asl_move job_pods(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &job_pods_data);
        return asl_await_task(f, &job_pods_request);
    }
    return asl_end(f);
}

/* ---- The machine -------------------------------------------------  :1 */

static const struct asl_state job_states[] = {
    [JOB_SCALE]  = { .name = "Scale", .type = ASL_TASK, .line = 5,
                     .request = &job_scale_request },
    [JOB_STEP_2] = { .name = "Step", .type = ASL_TASK, .line = 16,
                     .request = &job_step_2_request },
    [JOB_PODS]   = { .name = "Pods", .type = ASL_TASK, .line = 25,
                     .request = &job_pods_request },
    ASL_NO_STATE
};

static enum asl_move job_step(struct asl_frame *f)
{
    switch ((enum job_state)asl_state(f)) {
    case JOB_SCALE:  return job_scale(f);
    case JOB_STEP_2: return job_step_2(f);
    case JOB_PODS:   return job_pods(f);
    }
    return asl_lost(f);
}

static const struct asl_machine job_machine = {
    .states = job_states,
    .start  = JOB_SCALE,
    .step   = job_step,
};

/* ==== Calls of the service emr ====================================  :1 */

static const struct asl_fault job_emr_Faults[] = {
    { "InternalServerErrorException", "InternalServerError" },
    { "InternalServerException", NULL }, { "InvalidRequestException", NULL },
    { .name = NULL }
};

static const struct asl_service job_emr_Api = {
    .name = "emr",
    .id = "EMR",
    .prefix = "Emr",
    .client = "AmazonElasticMapReduce",
    .own = "ElasticMapReduce",
    .other = "AmazonElasticMapReduceException",
    .protocol = &asl_protocol_json,
    .version = "1.1",
    .target = "ElasticMapReduce",
    .host = "elasticmapreduce",
    .signing = "elasticmapreduce",
    .faults = job_emr_Faults,
};

static const struct asl_shape job_emr_ConfigurationList;

static const struct asl_shape job_emr_StringMap =
    { ASL_SHAPE_MAP, .of = &asl_shape_string };

static const struct asl_member job_emr_Configuration_Members[] = {
    { .name = "Classification", .shape = &asl_shape_string },
    { .name = "Configurations", .shape = &job_emr_ConfigurationList },
    { .name = "Properties", .shape = &job_emr_StringMap },
    { .name = NULL }
};
static const struct asl_shape job_emr_Configuration =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_Configuration_Members };

static const struct asl_shape job_emr_ConfigurationList =
    { ASL_SHAPE_LIST, .of = &job_emr_Configuration };

static const struct asl_shape job_emr_EC2InstanceIdsToTerminateList =
    { ASL_SHAPE_LIST, .of = &asl_shape_string };

static const struct asl_shape job_emr_EC2InstanceIdsList =
    { ASL_SHAPE_LIST, .of = &asl_shape_string };

static const struct asl_member job_emr_InstanceResizePolicy_Members[] = {
    { .name = "InstanceTerminationTimeout", .shape = &asl_shape_integer },
    { .name = "InstancesToProtect", .shape = &job_emr_EC2InstanceIdsList },
    { .name = "InstancesToTerminate", .shape = &job_emr_EC2InstanceIdsList },
    { .name = NULL }
};
static const struct asl_shape job_emr_InstanceResizePolicy =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_InstanceResizePolicy_Members };

static const struct asl_member job_emr_ShrinkPolicy_Members[] = {
    { .name = "DecommissionTimeout", .shape = &asl_shape_integer },
    { .name = "InstanceResizePolicy", .shape = &job_emr_InstanceResizePolicy },
    { .name = NULL }
};
static const struct asl_shape job_emr_ShrinkPolicy =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_ShrinkPolicy_Members };

static const struct asl_member job_emr_InstanceGroupModifyConfig_Members[] = {
    { .name = "Configurations", .shape = &job_emr_ConfigurationList },
    { .name = "EC2InstanceIdsToTerminate", .shape = &job_emr_EC2InstanceIdsToTerminateList },
    { .name = "InstanceCount", .shape = &asl_shape_integer },
    { .name = "InstanceGroupId", .shape = &asl_shape_string },
    { .name = "ReconfigurationType", .shape = &asl_shape_string },
    { .name = "ShrinkPolicy", .shape = &job_emr_ShrinkPolicy },
    { .name = NULL }
};
static const struct asl_shape job_emr_InstanceGroupModifyConfig =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_InstanceGroupModifyConfig_Members };

static const struct asl_shape job_emr_InstanceGroupModifyConfigList =
    { ASL_SHAPE_LIST, .of = &job_emr_InstanceGroupModifyConfig };

static const struct asl_member job_emr_ModifyInstanceGroupsInput_Members[] = {
    { .name = "ClusterId", .shape = &asl_shape_string },
    { .name = "InstanceGroups", .shape = &job_emr_InstanceGroupModifyConfigList },
    { .name = NULL }
};
static const struct asl_shape job_emr_ModifyInstanceGroupsInput =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_ModifyInstanceGroupsInput_Members };

static const struct asl_lookup job_emr_ModifyInstanceGroups_Lookup = {
    .action = &job_emr_ListInstanceGroups,
    .asks = ASL_PASSES({ "ClusterId", "input.ClusterId" }),
    .list = "InstanceGroups",
    .name = "Name",
    .id = "Id",
    .given = "InstanceGroupName",
    .to = "InstanceGroup.InstanceGroupId",
};

static const struct asl_action job_emr_ModifyInstanceGroups = {
    .service = &job_emr_Api,
    .operation = "ModifyInstanceGroups",
    .method = "POST",
    .path = "/",
    .input = &job_emr_ModifyInstanceGroupsInput,
    .is_optimised = true,
    .takes = ASL_PASSES({ "InstanceGroups[]", "InstanceGroup" }),
    .lookup = &job_emr_ModifyInstanceGroups_Lookup,
};

static const struct asl_shape job_emr_XmlStringList =
    { ASL_SHAPE_LIST, .of = &asl_shape_string };

static const struct asl_member job_emr_KeyValue_Members[] = {
    { .name = "Key", .shape = &asl_shape_string },
    { .name = "Value", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_KeyValue =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_KeyValue_Members };

static const struct asl_shape job_emr_KeyValueList =
    { ASL_SHAPE_LIST, .of = &job_emr_KeyValue };

static const struct asl_member job_emr_HadoopJarStepConfig_Members[] = {
    { .name = "Args", .shape = &job_emr_XmlStringList },
    { .name = "Jar", .shape = &asl_shape_string },
    { .name = "MainClass", .shape = &asl_shape_string },
    { .name = "Properties", .shape = &job_emr_KeyValueList },
    { .name = NULL }
};
static const struct asl_shape job_emr_HadoopJarStepConfig =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_HadoopJarStepConfig_Members };

static const struct asl_member job_emr_S3MonitoringConfiguration_Members[] = {
    { .name = "EncryptionKeyArn", .shape = &asl_shape_string },
    { .name = "LogUri", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_S3MonitoringConfiguration =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_S3MonitoringConfiguration_Members };

static const struct asl_member job_emr_StepMonitoringConfiguration_Members[] = {
    { .name = "S3MonitoringConfiguration", .shape = &job_emr_S3MonitoringConfiguration },
    { .name = NULL }
};
static const struct asl_shape job_emr_StepMonitoringConfiguration =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_StepMonitoringConfiguration_Members };

static const struct asl_member job_emr_StepConfig_Members[] = {
    { .name = "ActionOnFailure", .shape = &asl_shape_string },
    { .name = "HadoopJarStep", .shape = &job_emr_HadoopJarStepConfig },
    { .name = "Name", .shape = &asl_shape_string },
    { .name = "StepMonitoringConfiguration", .shape = &job_emr_StepMonitoringConfiguration },
    { .name = NULL }
};
static const struct asl_shape job_emr_StepConfig =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_StepConfig_Members };

static const struct asl_shape job_emr_StepConfigList =
    { ASL_SHAPE_LIST, .of = &job_emr_StepConfig };

static const struct asl_member job_emr_AddJobFlowStepsInput_Members[] = {
    { .name = "ExecutionRoleArn", .shape = &asl_shape_string },
    { .name = "JobFlowId", .shape = &asl_shape_string },
    { .name = "Steps", .shape = &job_emr_StepConfigList },
    { .name = NULL }
};
static const struct asl_shape job_emr_AddJobFlowStepsInput =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_AddJobFlowStepsInput_Members };

static const struct asl_shape job_emr_StepIdsList =
    { ASL_SHAPE_LIST, .of = &asl_shape_string };

static const struct asl_member job_emr_AddJobFlowStepsOutput_Members[] = {
    { .name = "StepIds", .shape = &job_emr_StepIdsList },
    { .name = NULL }
};
static const struct asl_shape job_emr_AddJobFlowStepsOutput =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_AddJobFlowStepsOutput_Members };

static const struct asl_job job_emr_AddJobFlowSteps_Job = {
    .describe = &job_emr_DescribeStep,
    .asks = ASL_PASSES({ "ClusterId", "input.ClusterId" },
                       { "StepId", "answer.StepId" }),
    .status = "Step.Status.State",
    .good = "COMPLETED",
    .bad = "CANCELLED FAILED INTERRUPTED",
    .adds = ASL_PASSES({ "StepId", "answer.StepId" }),
    .stop = &job_emr_CancelSteps,
    .stops = ASL_PASSES({ "ClusterId", "input.ClusterId" },
                        { "StepIds[]", "answer.StepId" }),
    .pause_s = 60,
};

static const struct asl_action job_emr_AddJobFlowSteps = {
    .service = &job_emr_Api,
    .operation = "AddJobFlowSteps",
    .method = "POST",
    .path = "/",
    .input = &job_emr_AddJobFlowStepsInput,
    .output = &job_emr_AddJobFlowStepsOutput,
    .is_optimised = true,
    .takes = ASL_PASSES({ "JobFlowId", "ClusterId" },
                        { "Steps[]", "Step" }),
    .gives = ASL_PASSES({ "StepId", "StepIds[0]" }),
    .job = &job_emr_AddJobFlowSteps_Job,
};

static const struct asl_member job_emr_ListInstanceGroupsInput_Members[] = {
    { .name = "ClusterId", .shape = &asl_shape_string },
    { .name = "Marker", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_ListInstanceGroupsInput =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_ListInstanceGroupsInput_Members };

static const struct asl_member job_emr_ScalingConstraints_Members[] = {
    { .name = "MaxCapacity", .shape = &asl_shape_integer },
    { .name = "MinCapacity", .shape = &asl_shape_integer },
    { .name = NULL }
};
static const struct asl_shape job_emr_ScalingConstraints =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_ScalingConstraints_Members };

static const struct asl_member job_emr_SimpleScalingPolicyConfiguration_Members[] = {
    { .name = "AdjustmentType", .shape = &asl_shape_string },
    { .name = "CoolDown", .shape = &asl_shape_integer },
    { .name = "ScalingAdjustment", .shape = &asl_shape_integer },
    { .name = NULL }
};
static const struct asl_shape job_emr_SimpleScalingPolicyConfiguration =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_SimpleScalingPolicyConfiguration_Members };

static const struct asl_member job_emr_ScalingAction_Members[] = {
    { .name = "Market", .shape = &asl_shape_string },
    { .name = "SimpleScalingPolicyConfiguration",
      .shape = &job_emr_SimpleScalingPolicyConfiguration },
    { .name = NULL }
};
static const struct asl_shape job_emr_ScalingAction =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_ScalingAction_Members };

static const struct asl_member job_emr_MetricDimension_Members[] = {
    { .name = "Key", .shape = &asl_shape_string },
    { .name = "Value", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_MetricDimension =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_MetricDimension_Members };

static const struct asl_shape job_emr_MetricDimensionList =
    { ASL_SHAPE_LIST, .of = &job_emr_MetricDimension };

static const struct asl_member job_emr_CloudWatchAlarmDefinition_Members[] = {
    { .name = "ComparisonOperator", .shape = &asl_shape_string },
    { .name = "Dimensions", .shape = &job_emr_MetricDimensionList },
    { .name = "EvaluationPeriods", .shape = &asl_shape_integer },
    { .name = "MetricName", .shape = &asl_shape_string },
    { .name = "Namespace", .shape = &asl_shape_string },
    { .name = "Period", .shape = &asl_shape_integer },
    { .name = "Statistic", .shape = &asl_shape_string },
    { .name = "Threshold", .shape = &asl_shape_float },
    { .name = "Unit", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_CloudWatchAlarmDefinition =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_CloudWatchAlarmDefinition_Members };

static const struct asl_member job_emr_ScalingTrigger_Members[] = {
    { .name = "CloudWatchAlarmDefinition", .shape = &job_emr_CloudWatchAlarmDefinition },
    { .name = NULL }
};
static const struct asl_shape job_emr_ScalingTrigger =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_ScalingTrigger_Members };

static const struct asl_member job_emr_ScalingRule_Members[] = {
    { .name = "Action", .shape = &job_emr_ScalingAction },
    { .name = "Description", .shape = &asl_shape_string },
    { .name = "Name", .shape = &asl_shape_string },
    { .name = "Trigger", .shape = &job_emr_ScalingTrigger },
    { .name = NULL }
};
static const struct asl_shape job_emr_ScalingRule =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_ScalingRule_Members };

static const struct asl_shape job_emr_ScalingRuleList =
    { ASL_SHAPE_LIST, .of = &job_emr_ScalingRule };

static const struct asl_member job_emr_AutoScalingPolicyStateChangeReason_Members[] = {
    { .name = "Code", .shape = &asl_shape_string },
    { .name = "Message", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_AutoScalingPolicyStateChangeReason =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_AutoScalingPolicyStateChangeReason_Members };

static const struct asl_member job_emr_AutoScalingPolicyStatus_Members[] = {
    { .name = "State", .shape = &asl_shape_string },
    { .name = "StateChangeReason", .shape = &job_emr_AutoScalingPolicyStateChangeReason },
    { .name = NULL }
};
static const struct asl_shape job_emr_AutoScalingPolicyStatus =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_AutoScalingPolicyStatus_Members };

static const struct asl_member job_emr_AutoScalingPolicyDescription_Members[] = {
    { .name = "Constraints", .shape = &job_emr_ScalingConstraints },
    { .name = "Rules", .shape = &job_emr_ScalingRuleList },
    { .name = "Status", .shape = &job_emr_AutoScalingPolicyStatus },
    { .name = NULL }
};
static const struct asl_shape job_emr_AutoScalingPolicyDescription =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_AutoScalingPolicyDescription_Members };

static const struct asl_member job_emr_VolumeSpecification_Members[] = {
    { .name = "Iops", .shape = &asl_shape_integer },
    { .name = "SizeInGB", .shape = &asl_shape_integer },
    { .name = "Throughput", .shape = &asl_shape_integer },
    { .name = "VolumeType", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_VolumeSpecification =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_VolumeSpecification_Members };

static const struct asl_member job_emr_EbsBlockDevice_Members[] = {
    { .name = "Device", .shape = &asl_shape_string },
    { .name = "VolumeSpecification", .shape = &job_emr_VolumeSpecification },
    { .name = NULL }
};
static const struct asl_shape job_emr_EbsBlockDevice =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_EbsBlockDevice_Members };

static const struct asl_shape job_emr_EbsBlockDeviceList =
    { ASL_SHAPE_LIST, .of = &job_emr_EbsBlockDevice };

static const struct asl_member job_emr_InstanceGroupStateChangeReason_Members[] = {
    { .name = "Code", .shape = &asl_shape_string },
    { .name = "Message", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_InstanceGroupStateChangeReason =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_InstanceGroupStateChangeReason_Members };

static const struct asl_member job_emr_InstanceGroupTimeline_Members[] = {
    { .name = "CreationDateTime", .shape = &asl_shape_time },
    { .name = "EndDateTime", .shape = &asl_shape_time },
    { .name = "ReadyDateTime", .shape = &asl_shape_time },
    { .name = NULL }
};
static const struct asl_shape job_emr_InstanceGroupTimeline =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_InstanceGroupTimeline_Members };

static const struct asl_member job_emr_InstanceGroupStatus_Members[] = {
    { .name = "State", .shape = &asl_shape_string },
    { .name = "StateChangeReason", .shape = &job_emr_InstanceGroupStateChangeReason },
    { .name = "Timeline", .shape = &job_emr_InstanceGroupTimeline },
    { .name = NULL }
};
static const struct asl_shape job_emr_InstanceGroupStatus =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_InstanceGroupStatus_Members };

static const struct asl_member job_emr_InstanceGroup_Members[] = {
    { .name = "AutoScalingPolicy", .shape = &job_emr_AutoScalingPolicyDescription },
    { .name = "BidPrice", .shape = &asl_shape_string },
    { .name = "Configurations", .shape = &job_emr_ConfigurationList },
    { .name = "ConfigurationsVersion", .shape = &asl_shape_integer },
    { .name = "CustomAmiId", .shape = &asl_shape_string },
    { .name = "EbsBlockDevices", .shape = &job_emr_EbsBlockDeviceList },
    { .name = "EbsOptimized", .shape = &asl_shape_boolean },
    { .name = "Id", .shape = &asl_shape_string },
    { .name = "InstanceGroupType", .shape = &asl_shape_string },
    { .name = "InstanceType", .shape = &asl_shape_string },
    { .name = "LastSuccessfullyAppliedConfigurations", .shape = &job_emr_ConfigurationList },
    { .name = "LastSuccessfullyAppliedConfigurationsVersion", .shape = &asl_shape_integer },
    { .name = "Market", .shape = &asl_shape_string },
    { .name = "Name", .shape = &asl_shape_string },
    { .name = "RequestedInstanceCount", .shape = &asl_shape_integer },
    { .name = "RunningInstanceCount", .shape = &asl_shape_integer },
    { .name = "ShrinkPolicy", .shape = &job_emr_ShrinkPolicy },
    { .name = "Status", .shape = &job_emr_InstanceGroupStatus },
    { .name = NULL }
};
static const struct asl_shape job_emr_InstanceGroup =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_InstanceGroup_Members };

static const struct asl_shape job_emr_InstanceGroupList =
    { ASL_SHAPE_LIST, .of = &job_emr_InstanceGroup };

static const struct asl_member job_emr_ListInstanceGroupsOutput_Members[] = {
    { .name = "InstanceGroups", .shape = &job_emr_InstanceGroupList },
    { .name = "Marker", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_ListInstanceGroupsOutput =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_ListInstanceGroupsOutput_Members };

static const struct asl_action job_emr_ListInstanceGroups = {
    .service = &job_emr_Api,
    .operation = "ListInstanceGroups",
    .method = "POST",
    .path = "/",
    .input = &job_emr_ListInstanceGroupsInput,
    .output = &job_emr_ListInstanceGroupsOutput,
    .is_optimised = true,
};

static const struct asl_member job_emr_DescribeStepInput_Members[] = {
    { .name = "ClusterId", .shape = &asl_shape_string },
    { .name = "StepId", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_DescribeStepInput =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_DescribeStepInput_Members };

static const struct asl_shape job_emr_StringList =
    { ASL_SHAPE_LIST, .of = &asl_shape_string };

static const struct asl_member job_emr_HadoopStepConfig_Members[] = {
    { .name = "Args", .shape = &job_emr_StringList },
    { .name = "Jar", .shape = &asl_shape_string },
    { .name = "MainClass", .shape = &asl_shape_string },
    { .name = "Properties", .shape = &job_emr_StringMap },
    { .name = NULL }
};
static const struct asl_shape job_emr_HadoopStepConfig =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_HadoopStepConfig_Members };

static const struct asl_member job_emr_FailureDetails_Members[] = {
    { .name = "LogFile", .shape = &asl_shape_string },
    { .name = "Message", .shape = &asl_shape_string },
    { .name = "Reason", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_FailureDetails =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_FailureDetails_Members };

static const struct asl_member job_emr_StepStateChangeReason_Members[] = {
    { .name = "Code", .shape = &asl_shape_string },
    { .name = "Message", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_StepStateChangeReason =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_StepStateChangeReason_Members };

static const struct asl_member job_emr_StepTimeline_Members[] = {
    { .name = "CreationDateTime", .shape = &asl_shape_time },
    { .name = "EndDateTime", .shape = &asl_shape_time },
    { .name = "StartDateTime", .shape = &asl_shape_time },
    { .name = NULL }
};
static const struct asl_shape job_emr_StepTimeline =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_StepTimeline_Members };

static const struct asl_member job_emr_StepStatus_Members[] = {
    { .name = "FailureDetails", .shape = &job_emr_FailureDetails },
    { .name = "State", .shape = &asl_shape_string },
    { .name = "StateChangeReason", .shape = &job_emr_StepStateChangeReason },
    { .name = "Timeline", .shape = &job_emr_StepTimeline },
    { .name = NULL }
};
static const struct asl_shape job_emr_StepStatus =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_StepStatus_Members };

static const struct asl_member job_emr_Step_Members[] = {
    { .name = "ActionOnFailure", .shape = &asl_shape_string },
    { .name = "Config", .shape = &job_emr_HadoopStepConfig },
    { .name = "EncryptionKeyArn", .shape = &asl_shape_string },
    { .name = "ExecutionRoleArn", .shape = &asl_shape_string },
    { .name = "Id", .shape = &asl_shape_string },
    { .name = "LogUri", .shape = &asl_shape_string },
    { .name = "Name", .shape = &asl_shape_string },
    { .name = "Status", .shape = &job_emr_StepStatus },
    { .name = NULL }
};
static const struct asl_shape job_emr_Step =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_Step_Members };

static const struct asl_member job_emr_DescribeStepOutput_Members[] = {
    { .name = "Step", .shape = &job_emr_Step },
    { .name = NULL }
};
static const struct asl_shape job_emr_DescribeStepOutput =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_DescribeStepOutput_Members };

static const struct asl_action job_emr_DescribeStep = {
    .service = &job_emr_Api,
    .operation = "DescribeStep",
    .method = "POST",
    .path = "/",
    .input = &job_emr_DescribeStepInput,
    .output = &job_emr_DescribeStepOutput,
    .is_optimised = true,
};

static const struct asl_member job_emr_CancelStepsInput_Members[] = {
    { .name = "ClusterId", .shape = &asl_shape_string },
    { .name = "StepCancellationOption", .shape = &asl_shape_string },
    { .name = "StepIds", .shape = &job_emr_StepIdsList },
    { .name = NULL }
};
static const struct asl_shape job_emr_CancelStepsInput =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_CancelStepsInput_Members };

static const struct asl_member job_emr_CancelStepsInfo_Members[] = {
    { .name = "Reason", .shape = &asl_shape_string },
    { .name = "Status", .shape = &asl_shape_string },
    { .name = "StepId", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape job_emr_CancelStepsInfo =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_CancelStepsInfo_Members };

static const struct asl_shape job_emr_CancelStepsInfoList =
    { ASL_SHAPE_LIST, .of = &job_emr_CancelStepsInfo };

static const struct asl_member job_emr_CancelStepsOutput_Members[] = {
    { .name = "CancelStepsInfoList", .shape = &job_emr_CancelStepsInfoList },
    { .name = NULL }
};
static const struct asl_shape job_emr_CancelStepsOutput =
    { ASL_SHAPE_STRUCTURE, .members = job_emr_CancelStepsOutput_Members };

static const struct asl_action job_emr_CancelSteps = {
    .service = &job_emr_Api,
    .operation = "CancelSteps",
    .method = "POST",
    .path = "/",
    .input = &job_emr_CancelStepsInput,
    .output = &job_emr_CancelStepsOutput,
    .is_optimised = true,
};

/* ==== The workflow ================================================  :1 */

static const char *const job_definition[] = {
    "{\n",
    "  \"Comment\": \"A job that is waited for, an id that is looked up, a cluster's own ",
    "API.\",\n",
    "  \"StartAt\": \"Scale\",\n",
    "  \"States\": {\n",
    "    \"Scale\": {\n",
    "      \"Type\": \"Task\",\n",
    "      \"Resource\": \"arn:aws:states:::elasticmapreduce:modifyInstanceGroupByName\",\n",
    "      \"Parameters\": {\n",
    "        \"ClusterId.$\": \"$.cluster\",\n",
    "        \"InstanceGroupName\": \"core\",\n",
    "        \"InstanceGroup\": { \"InstanceCount\": 3 }\n",
    "      },\n",
    "      \"ResultPath\": null,\n",
    "      \"Next\": \"Step\"\n",
    "    },\n",
    "    \"Step\": {\n",
    "      \"Type\": \"Task\",\n",
    "      \"Resource\": \"arn:aws:states:::elasticmapreduce:addStep.sync\",\n",
    "      \"Parameters\": {\n",
    "        \"ClusterId.$\": \"$.cluster\",\n",
    "        \"Step\": { \"Name\": \"count\", \"HadoopJarStep\": { \"Jar\": ",
    "\"command-runner.jar\" } }\n",
    "      },\n",
    "      \"Next\": \"Pods\"\n",
    "    },\n",
    "    \"Pods\": {\n",
    "      \"Type\": \"Task\",\n",
    "      \"Resource\": \"arn:aws:states:::eks:call\",\n",
    "      \"Parameters\": {\n",
    "        \"ClusterName\": \"c\",\n",
    "        \"CertificateAuthority\": \"Q0E=\",\n",
    "        \"Endpoint\": \"https://example.eks.amazonaws.com\",\n",
    "        \"Method\": \"GET\",\n",
    "        \"Path\": \"/api/v1/namespaces/default/pods\"\n",
    "      },\n",
    "      \"End\": true\n",
    "    }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box job_graph_boxes[] = {
    { 32, 16, 64, 28, "Start" }, /* 0 */
    { 16, 80, 96, 40, "Scale" }, /* 1 */
    { 16, 156, 96, 40, "Step" }, /* 2 */
    { 16, 232, 96, 40, "Pods" }, /* 3 */
    { 32, 308, 64, 28, "End" }, /* 4 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow job_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M64 44L64 80" },
    { 1, 2, ASL_ARROW_NEXT, 0, 0, NULL, "M64 120L64 156" },
    { 2, 3, ASL_ARROW_NEXT, 0, 0, NULL, "M64 196L64 232" },
    { 3, 4, ASL_ARROW_END, 0, 0, NULL, "M64 272L64 308" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph job_graph = {
    128, 352, job_graph_boxes, job_graph_arrows
};

static const struct asl_feature *const job_features[] = {
    &asl_feature_run,
    &asl_feature_batch,
    &asl_feature_bench,
    &asl_feature_test,
    &asl_feature_serve,
    &asl_feature_bootstrap,
    &asl_feature_info,
    &asl_feature_completion,
    &asl_feature_ps,
    &asl_feature_describe,
    &asl_feature_history,
    &asl_feature_stop,
    &asl_feature_redrive,
    &asl_feature_nodes,
    &asl_feature_store,
    NULL
};

static const struct asl_target *const job_targets[] = {
    &asl_target_c,
    &asl_target_library,
    &asl_target_ffi,
    &asl_target_exec,
    &asl_target_lambda,
    &asl_target_activity,
    &asl_target_workflow,
    &asl_target_http,
    &asl_target_https,
    &asl_target_aws,
    NULL
};

static const struct asl_workflow job_workflow = {
    .name       = "job",
    .source     = "job.asl.json",
    .machine    = &job_machine,
    .definition = job_definition,
    .targets    = job_targets,
    .traces     = &asl_traces,
    .graph      = &job_graph,
    .features   = job_features,
};

int main(int argc, char **argv)
{
    return asl_main(&job_workflow, argc, argv);
}

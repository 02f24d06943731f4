#include "compiler/check/check.h"

#include "tests/unit/unit.h"
#include "tests/unit/verdict.h"

/* What ast_build() and check_workflow() say together. */
#define SAYS_AS(run_as, definition, wanted)                                                    \
    do {                                                                                       \
        struct verdict unit_v = verdict_begin(definition);                                     \
        check_workflow(unit_v.arena, unit_v.diag, unit_v.workflow, run_as);                    \
        UNIT_TEXT(verdict_text(&unit_v), wanted);                                              \
        verdict_end(&unit_v);                                                                  \
    } while (0)

#define SAYS(definition, wanted) SAYS_AS(CHECK_ANY, definition, wanted)

/* AWS's codes and texts. */
#define TELLS_AS(run_as, definition, wanted)                                                   \
    do {                                                                                       \
        struct verdict unit_v = verdict_begin(definition);                                     \
        check_workflow(unit_v.arena, unit_v.diag, unit_v.workflow, run_as);                    \
        UNIT_TEXT(verdict_messages(&unit_v), wanted);                                          \
        verdict_end(&unit_v);                                                                  \
    } while (0)

#define TELLS(definition, wanted) TELLS_AS(CHECK_ANY, definition, wanted)

#define MACHINE(state) "{'StartAt':'A','States':{'A':{" state "}}}"
#define JSONATA(state) "{'QueryLanguage':'JSONata','StartAt':'A','States':{'A':{" state "}}}"
#define TASK(resource) MACHINE("'Type':'Task','End':true,'Resource':'" resource "'")
#define CALL(resource, parameters)                                                             \
    MACHINE("'Type':'Task','End':true,'Resource':'arn:aws:states:::" resource                  \
            "','Parameters':" parameters)
#define TASK_WITH(more)     MACHINE("'Type':'Task','Resource':'foo:bar','End':true," more)
#define MAP(more)           MACHINE("'Type':'Map','End':true," more)
#define INNER(name)         "'StartAt':'" name "','States':{'" name "':{'Type':'Succeed'}}"
#define PROCESSOR           "'ItemProcessor':{" INNER("I") "}"
#define DISTRIBUTED(config) "'ItemProcessor':{'ProcessorConfig':{" config "}," INNER("I") "}"
#define BOTH                "'Mode':'DISTRIBUTED','ExecutionType':'STANDARD'"

/* T-22, T-23, T-25, C-23 */
static void targets(void)
{
    TELLS("{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B'},'Z':{'Type':'Fail'}}}",
          "MISSING_TRANSITION_TARGET: Missing 'Next' target: B | "
          "MISSING_TRANSITION_TARGET: State \\\"Z\\\" is not reachable.");
    SAYS("{'StartAt':'X','States':{'One':{'Type':'Pass','Next':'Two'},'Two':{'Type':'Succeed'}}"
         "}",
         "next-unknown@/StartAt, state-unreachable@/States/One");
    SAYS("{'StartAt':'C','States':{'C':{'Type':'Choice','Default':'D1','Choices':["
         "{'Variable':'$.a','IsNull':true,'Next':'N1'}]},'T':{'Type':'Task','Resource':'a:b','"
         "Next':'C',"
         "'Catch':[{'ErrorEquals':['e'],'Next':'K1'}]},'F':{'Type':'Pass','Next':'T'},"
         "'G':{'Type':'Pass','Next':'F'},'E':{'Type':'Fail'}}}",
         "next-unknown@/States/C/Default, next-unknown@/States/C/Choices[0]/Next, "
         "next-unknown@/States/T/Catch[0]/Next, state-unreachable@/States/G, "
         "state-unreachable@/States/E");
    /* A jump out of a block, and into one. */
    SAYS(
        "{'StartAt':'P','States':{'P':{'Type':'Parallel','Next':'B','Branches':[{'StartAt':'B',"
        "'States':{'B':{'Type':'Pass','Next':'Q'},'S':{'Type':'Succeed'},"
        "'T':{'Type':'Pass','Next':'S'},'U':{'Type':'Pass','Next':'T'}}}]},'Q':{'Type':'Fail'}}"
        "}",
        "next-unknown@/States/P/Next, next-unknown@/States/P/Branches[0]/States/B/Next, "
        "state-unreachable@/States/P/Branches[0]/States/U, state-unreachable@/States/Q");
    /* Whatever points at itself or is in a circle counts as reached. */
    SAYS("{'StartAt':'A','States':{'A':{'Type':'Succeed'},'B':{'Type':'Pass','Next':'C'},"
         "'C':{'Type':'Pass','Next':'B'},'D':{'Type':'Pass','Next':'D'}}}",
         "");
}

/* AWS's list has what follows, too (T-22, T-26); the text has not, as hints() sees. */
static void one_slip_is_one_message(void)
{
    SAYS("{'StartAt':'Charge','States':{'Charge':{'Type':'Pass','Next':'Cooldown'},"
         "'Cool down':{'Type':'Succeed'}}}",
         "next-unknown@/States/Charge/Next, state-unreachable@/States/Cool down");
    SAYS("{'StartAt':'A','States':{'A':{'Type':'Pass','next':'B'},'B':{'Type':'Succeed'}}}",
         "field-missing@/States/A, field-unknown@/States/A:next");
    SAYS("{'StartAt':1,'States':{'A':{'Type':'Fail'}}}", "value-type@/StartAt");
    SAYS("{'StartAt':'A','States':{'A':{'Type':'Choice','Choices':1},'B':{'Type':'Fail'}}}",
         "value-type@/States/A/Choices");
    SAYS("{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B'}}}",
         "next-unknown@/States/A/Next, no-end@");
    SAYS("{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B'},'C':{'Type':'Pass','Next':'A'"
         "}}}",
         "next-unknown@/States/A/Next, no-end@");
    SAYS("{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B'},'B':{'Type':'Wat','Next':'A'}"
         "}}",
         "type-unknown@/States/B/Type");
    SAYS("{'StartAt':'A','States':{'A':null,'B':{'Type':'Pass','Next':'A'}}}",
         "value-type@/States/A");
    SAYS("{'StartAt':'A\\u0000','States':{'A':{'Type':'Fail'}}}",
         "next-unknown@/StartAt, state-unreachable@/States/A");
}

static void hints(void)
{
    struct verdict v = verdict_begin(
        "{'StartAt':'Charge','States':{'Charge':{'Type':'Pass','Next':'Cooldown'},"
        "'Cool down':{'Type':'Succeed'}}}");
    check_workflow(v.arena, v.diag, v.workflow, CHECK_ANY);
    const char *text = said_text(v.arena, v.diag, false);
    CU_ASSERT_PTR_NOT_NULL(strstr(
        text, "error: state 'Charge': 'Next' names 'Cooldown', which is not a state here "
              "[next-unknown]"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "did you mean 'Cool down'?"));
    CU_ASSERT_PTR_NULL(strstr(text, "state-unreachable"));
    verdict_end(&v);
}

/* T-24, T-26, SU-02 */
static void ends(void)
{
    TELLS("{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B'},'B':{'Type':'Pass','Next':'"
          "A'},"
          "'C':{'Type':'Pass','Next':'A'}}}",
          "MISSING_END_STATE: Workflow has no terminal state");
    SAYS("{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'A'}}}", "no-end@");
    SAYS(MAP("'ItemProcessor':{'StartAt':'I','States':{'I':{'Type':'Pass','Next':'I'}}}"),
         "(no-end-inside@/States/A/ItemProcessor/States)");
}

/* T-14, T-15 */
static void names(void)
{
#define TEN    "0123456789"
#define EIGHTY TEN TEN TEN TEN TEN TEN TEN TEN
    SAYS("{'StartAt':'" EIGHTY "','States':{'" EIGHTY "':{'Type':'Fail'}}}", "");
    SAYS("{'StartAt':'" EIGHTY "é','States':{'" EIGHTY "é':{'Type':'Fail'}}}",
         "name-length@/States/" EIGHTY "é");
    SAYS("{'StartAt':'é" TEN TEN TEN TEN TEN TEN TEN
         "ééééééééé','States':{'é" TEN TEN TEN TEN TEN TEN TEN "ééééééééé':{'Type':'Fail'}}}",
         "");
    SAYS("{'StartAt':'','States':{'':{'Type':'Fail'}}}", "name-length@/States/");
    TELLS("{'StartAt':'M','States':{'M':{'Type':'Map','Next':'F','Iterator':{" INNER(
              "F") "}},"
                   "'F':{'Type':'Fail'}}}",
          "DUPLICATE_STATE_NAME: Duplicate State name: F");
    SAYS("{'StartAt':'P','States':{'P':{'Type':'Parallel','End':true,'Branches':[{" INNER(
             "F") "},{" INNER("F") "},{" INNER("P") "}]}}}",
         "name-duplicate@/States/P/Branches[1]/States/F, "
         "name-duplicate@/States/P/Branches[2]/States/P");
}

/* G-02 */
static void next_and_end(void)
{
    TELLS("{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B','End':true},'B':{'Type':'"
          "Fail'}}}",
          "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Next, "
          "End]");
    SAYS("{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B','End':false},'B':{'Type':'"
         "Fail'}}}",
         "");
    TELLS(MACHINE("'Type':'Pass'"),
          "SCHEMA_VALIDATION_FAILED: These fields are required: [Next]");
    SAYS(MACHINE("'Type':'Pass','End':false"), "field-missing@/States/A");
    SAYS(MACHINE("'Type':'Pass','Next':1"), "value-type@/States/A/Next");
}

/* W-01, FA-01, TK-03, TK-04, MP-01, MP-07, MP-19 */
static void one_of(void)
{
    TELLS(MACHINE("'Type':'Wait','End':true"),
          "SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: "
          "[SecondsPath, Seconds, TimestampPath, Timestamp]");
    SAYS(MACHINE(
             "'Type':'Wait','End':true,'Seconds':1,'TimestampPath':'$.a','SecondsPath':'$.b'"),
         "wait-until@/States/A");
    SAYS(MACHINE("'Type':'Wait','End':true,'Seconds':'x'"), "value-type@/States/A/Seconds");
    SAYS(JSONATA("'Type':'Wait','End':true,'Seconds':1,'Timestamp':'{% $x %}'"),
         "wait-until@/States/A");
    TELLS(MACHINE("'Type':'Fail','Error':'e','ErrorPath':'$.e'"),
          "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: "
          "[Error, ErrorPath]");
    SAYS(MACHINE("'Type':'Fail','Cause':'e','CausePath':'$.e','ErrorPath':'$.e'"),
         "fields-exclude@/States/A");
    SAYS(TASK_WITH("'TimeoutSeconds':9,'TimeoutSecondsPath':'$.a','HeartbeatSeconds':1,"
                   "'HeartbeatSecondsPath':'$.a'"),
         "fields-exclude@/States/A, "
         "fields-exclude@/States/A");
    SAYS(TASK_WITH("'TimeoutSeconds':9,'HeartbeatSeconds':9"),
         "heartbeat-order@/States/A/HeartbeatSeconds");
    SAYS(TASK_WITH("'TimeoutSecondsPath':'$.t','HeartbeatSeconds':9"), "");
    SAYS(MAP(PROCESSOR ",'Iterator':{" INNER("J") "}"), "fields-exclude@/States/A");
    SAYS(MAP(PROCESSOR ",'ItemSelector':{},'Parameters':{}"), "fields-exclude@/States/A");
    SAYS(MAP("'ItemSelector':{},'Iterator':{" INNER("J") "}"), "");
    SAYS(MAP(DISTRIBUTED(
             BOTH) ",'MaxConcurrency':1,'MaxConcurrencyPath':'$.a','ToleratedFailureCount':1,"
                   "'ToleratedFailureCountPath':'$.a','ToleratedFailurePercentage':1,"
                   "'ToleratedFailurePercentagePath':'$.a'"),
         "fields-exclude@/States/A, "
         "fields-exclude@/States/A, "
         "fields-exclude@/States/A");
}

/* C-05, C-17 */
static void rules(void)
{
#define CHOICE(rule)                                                                           \
    MACHINE("'Type':'Choice','Choices':[{'Next':'A'," rule                                     \
            "}],'Default':'E'},'E':{'Type':'Fail'")
    SAYS(CHOICE("'Variable':'$.a','IsNull':true"), "");
    SAYS(CHOICE("'Variable':'$$.State.Name','StringEqualsPath':'$v.a'"), "");
    SAYS(CHOICE("'Variable':'$.a','IsNull':true,'IsString':true"),
         "rule-tests@/States/A/Choices[0]");
    SAYS(CHOICE("'Variable':'$.a'"), "rule-tests@/States/A/Choices[0]");
    SAYS(CHOICE("'Variable':'$.a','StringEqual':'x'"),
         "field-unknown@/States/A/Choices[0]:StringEqual");
    SAYS(CHOICE(
             "'Not':{'Variable':'$.a','IsNull':true},'And':[{'Variable':'$.b','IsNull':true}]"),
         "rule-tests@/States/A/Choices[0]");
    SAYS(CHOICE("'Or':[{'And':[{'Variable':'$.b'}]}]"),
         "rule-tests@/States/A/Choices[0]/Or[0]/And[0]");
}

/* E-06, E-20, E-30 */
static void handlers(void)
{
    SAYS(TASK_WITH("'Retry':[{'ErrorEquals':['States.TaskFailed','a']},{'ErrorEquals':['States."
                   "ALL']}],"
                   "'Catch':[{'ErrorEquals':['States.ALL'],'Next':'A'}]"),
         "");
    SAYS(
        TASK_WITH("'Retry':[{'ErrorEquals':['States.ALL']},{'ErrorEquals':['a','States.ALL']}],"
                  "'Catch':[{'ErrorEquals':['States.ALL'],'Next':'A'},{'ErrorEquals':['a'],'"
                  "Next':'A'}]"),
        "all-last@/States/A/Retry[0]/ErrorEquals[0], "
        "all-alone@/States/A/Retry[1]/ErrorEquals[1], "
        "(error-taken@/States/A/Retry[1]/ErrorEquals[1]), "
        "all-last@/States/A/Catch[0]/ErrorEquals[0]");
    SAYS(TASK_WITH("'Retry':[{'ErrorEquals':['a'],'MaxDelaySeconds':1},"
                   "{'ErrorEquals':['b'],'IntervalSeconds':5,'MaxDelaySeconds':5},"
                   "{'ErrorEquals':['c'],'IntervalSeconds':5,'MaxDelaySeconds':6}]"),
         "delay-order@/States/A/Retry[0]/MaxDelaySeconds, "
         "delay-order@/States/A/Retry[1]/MaxDelaySeconds");
}

/* TK-01, D-06, I-15, I-25 */
static void resources(void)
{
    static const char *const good[] = {
        "foo:bar",
        "docker://docker.io/a/b:latest",
        "${F}",
        "arn:${AWS::Partition}:states:::lambda:invoke",
        "arn:aws:lambda:us-east-1:123456789012:function:F",
        "arn:aws:lambda:us-east-1:123456789012:function:F:$LATEST",
        "arn:aws-cn:lambda:::function:<name>:A_z-9",
        "arn:aws:states:us-west-2:42:activity:a-task",
        "arn:aws:states:::codebuild:retryBuildBatch.sync",
        "arn:aws:states:us-east-1:123456789012:aws-sdk:s3:getObject",
        "arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken",
        "arn:aws:swf:us-east-1:123456789012:task:X",
    };
    static const char *const bad[] = {
        "",
        "F",
        "$.resource",
        "{% 1 %}",
        "${F",
        "arn:aws:lambda",
        "arn:aws:lambda:us-east-1:123456789012:",
        "arn:aws:lambda:us-east-1:123456789012:function:",
        "arn:aws:lambda:us-east-1:123456789012:function:F:",
        "arn:aws:lambda:us-east-1:123456789012:function:F:$*#$7485",
        "arn:aws:states:us-west-2:42:activity:",
        "arn:aws:states:::dynamodb:query",
        "arn:aws:states:::lambda",
        "arn:aws:states:::aws-sdk:s3",
        "arn:aws:states:::aws-sdk:s3:getObject.sync",
        "arn:aws:states:::sqs:sendMessage.sync",
        "arn:aws:states:::brandnew:doIt",
        "arn:aws:states:::lambda:invoke.sync:2",
        "arn:aws:states:::dynamodb:putItem.waitForTaskToken",
        "arn:aws:states:::sagemaker:createModel.sync",
    };
    static const char *const doubtful[] = {
        "arn:aws:states:::aws-sdk:brandnew:doIt",  "arn:aws:states:::aws-sdk:s3:getobject",
        "arn:aws:states:::aws-sdk:sts:assumeRole", "arn:aws:states:::lambda:listFunctions",
        "arn:aws:states:::eks:createAddon",
    };
    static const char *const bare[] = {
        "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "arn:aws-us-gov:states:::states:startExecution.sync:2",
    };
    struct {
        const char *const *list;
        size_t count;
        const char *wanted;
    } sets[] = { { good, sizeof good / sizeof good[0], "" },
                 { bad, sizeof bad / sizeof bad[0], "resource-invalid@/States/A/Resource" },
                 { doubtful, sizeof doubtful / sizeof doubtful[0],
                   "(resource-uncertain@/States/A/Resource)" },
                 { bare, sizeof bare / sizeof bare[0], "(parameters-missing@/States/A)" } };
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        for (size_t k = 0; k < sets[i].count; k++) {
            struct buf b = { 0 };
            buf_print(&b, TASK("%s"), sets[i].list[k]);
            SAYS(buf_string(&b), sets[i].wanted);
            buf_release(&b);
        }
    }
    TELLS(TASK("arn:aws:states:::dynamodb:query"),
          "SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::dynamodb:query is "
          "not "
          "recognized. The value is not a valid resource ARN, or the resource is not available "
          "in "
          "this region.");
}

/* I-22, I-26, I-27: in AWS's words, at the place that AWS names. */
static void parameters(void)
{
    TELLS(CALL("lambda:invoke", "{'Payload.$':'$'}"),
          "SCHEMA_VALIDATION_FAILED: The field 'FunctionName' is required but was missing");
    SAYS(CALL("lambda:invoke", "{'Payload.$':'$'}"), "parameter-missing@/States/A/Parameters");
    TELLS(CALL("sqs:sendMessage", "{'QueueUrl':'q','MessageBody':'b','messageBody':'b'}"),
          "SCHEMA_VALIDATION_FAILED: The field \\\"messageBody\\\" is not supported by Step "
          "Functions");
    TELLS(CALL("batch:submitJob.sync", "{'JobName':'n','JobQueue':'q','JobDefinition':'d',"
                                       "'ArrayProperties':{'Size':'5'}}"),
          "SCHEMA_VALIDATION_FAILED: The value for the field 'Size' must be an INTEGER");
    SAYS(CALL("batch:submitJob.sync", "{'JobName':'n','JobQueue':'q','JobDefinition':'d',"
                                      "'ArrayProperties':{'Size':'5','size':5}}"),
         "parameter-type@/States/A/Parameters, parameter-unknown@/States/A/Parameters");
    TELLS(TASK("arn:aws:states:::lambda:invoke"),
          "SCHEMA_VALIDATION_FAILED: Parameters field is required for resource ARN: "
          "arn:aws:states:::lambda:invoke");
    /* What is computed, open or JSON is the service's own affair. */
    SAYS(CALL("lambda:invoke", "{'FunctionName.$':'$.f','Payload':{'any':[1]}}"), "");
    SAYS(CALL("lambda:invoke", "{'FunctionName':'f','Payload':null,'LogType.$':'$.l'}"), "");
    SAYS(CALL("events:putEvents", "{'Entries':[{'Detail':{'a':1},'Source.$':'$.s'}]}"), "");
    SAYS(CALL("dynamodb:putItem", "{'TableName':'t','Item':{'a':'short','b':{'BOOL':'true'}}}"),
         "");
    SAYS(CALL("apigateway:invoke", "{'ApiEndpoint':'e','Method':'GET','Headers':{'h':['1']}}"),
         "");
    SAYS(CALL("lambda:invoke", "{'FunctionName':{'Fn::GetAtt':['F','Arn']}}"), "");
    SAYS(CALL("batch:submitJob", "{'JobName':'n','JobQueue':{'Ref':'Q'},'JobDefinition':'d',"
                                 "'ArrayProperties':{'Size':{'Ref':'N'}}}"),
         "");
    /* Of aws-sdk: AWS says nothing before it runs. */
    SAYS(CALL("aws-sdk:sqs:sendMessage", "{'anything':1}"),
         "(parameter-missing-late@/States/A/Parameters), "
         "(parameter-missing-late@/States/A/Parameters), "
         "(parameter-unknown-late@/States/A/Parameters)");
    SAYS(CALL("aws-sdk:sqs:sendMessage", "{'QueueUrl.$':'$.q','MessageBody':{'a':1}}"), "");
    /* A path may bring what the state lacks, and AWS looks at it only then. */
    SAYS(CALL("lambda:invoke", "{'FunctionName':'f','payload.$':'$'}"),
         "(parameter-unknown-late@/States/A/Parameters)");
    SAYS(JSONATA("'Type':'Task','End':true,'Resource':'arn:aws:states:::lambda:invoke',"
                 "'Arguments':{'FunctionName':'{% 1 %}','Payload':'{% 2 %}','X':1}"),
         "parameter-unknown@/States/A/Arguments");
}

/* T-28, I-20, DM-01 */
static void express(void)
{
    TELLS_AS(
        CHECK_EXPRESS,
        CALL("sqs:sendMessage.waitForTaskToken", "{'QueueUrl':'q','MessageBody':'b'}"),
        "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.waitForTaskToken' "
        "service integration ");
    TELLS_AS(CHECK_EXPRESS, CALL("states:startExecution.sync", "{'StateMachineArn':'m'}"),
             "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.sync' service "
             "integration");
    TELLS_AS(CHECK_EXPRESS, TASK("arn:aws:states:us-west-2:42:activity:a"),
             "SCHEMA_VALIDATION_FAILED: Express state machine does not support Activity ARN");
    SAYS_AS(CHECK_EXPRESS, TASK("arn:${P}:states:::aws-sdk:sfn:startExecution.sync:2"),
            "express-sync@/States/A/Resource");
    SAYS_AS(CHECK_EXPRESS, MAP(DISTRIBUTED(BOTH)),
            "express-map@/States/A/ItemProcessor/ProcessorConfig/Mode");
    SAYS_AS(CHECK_EXPRESS, CALL("lambda:invoke", "{'FunctionName':'f'}"), "");
    SAYS_AS(CHECK_STANDARD, CALL("lambda:invoke.waitForTaskToken", "{'FunctionName':'f'}"), "");
}

/* TK-08 */
static void credentials(void)
{
#define CREDENTIALS(c) "'Type':'Task','Resource':'foo:bar','End':true,'Credentials':" c
    TELLS(JSONATA(CREDENTIALS("{}")),
          "SCHEMA_VALIDATION_FAILED: The field 'RoleArn' is required but was missing");
    SAYS(JSONATA(CREDENTIALS("{'RoleArn.$':'$.a'}")), "role-missing@/States/A/Credentials");
    SAYS(JSONATA(CREDENTIALS("{'RoleArn':'{% 1 %}'}")), "");
    SAYS(JSONATA(CREDENTIALS("'{% 1 %}'")), "");
    SAYS(MACHINE(CREDENTIALS("{'RoleArn.$':'$.a'}")), "");
    SAYS(MACHINE(CREDENTIALS("{}")), "(role-absent@/States/A/Credentials)");
    SAYS(MACHINE(CREDENTIALS("null")), "value-type@/States/A/Credentials");
}

/* MP-02, MP-11, MP-16, DM-05, DM-06, DM-13, DM-14 */
static void maps(void)
{
    SAYS(MAP(DISTRIBUTED("'Mode':'DISTRIBUTED'")),
         "field-missing@/States/A/ItemProcessor/ProcessorConfig");
    SAYS(MAP(PROCESSOR ",'ResultWriter':{'WriterConfig':{}},'Label':'x'"),
         "(field-inline@/States/A/ResultWriter), (field-distributed@/States/A/Label)");
    SAYS(MAP(DISTRIBUTED("'Mode':'INLINE','ExecutionType':'STANDARD'")),
         "(field-distributed@/States/A/ItemProcessor/ProcessorConfig/ExecutionType)");
    SAYS(MAP(PROCESSOR ",'ToleratedFailureCount':1,'ToleratedFailurePercentagePath':'$.a'"),
         "(field-distributed@/States/A/ToleratedFailureCount), "
         "(field-distributed@/States/A/ToleratedFailurePercentagePath)");
    SAYS(MAP(DISTRIBUTED("'ExecutionType':'EXPRESS'")),
         "(field-distributed@/States/A/ItemProcessor/ProcessorConfig/ExecutionType)");
    SAYS(MAP("'Label':'x','ItemBatcher':{'MaxItemsPerBatch':1}," DISTRIBUTED(
             "'Mode':'${Mode}','ExecutionType':'STANDARD'")),
         "");
    SAYS(MAP(DISTRIBUTED(
             BOTH) ",'ItemReader':{},'ItemBatcher':{},'ResultWriter':{'Parameters':{}}"),
         "field-missing@/States/A/ItemReader, field-missing@/States/A/ItemBatcher, "
         "field-missing@/States/A/ResultWriter");
    SAYS(MAP(DISTRIBUTED(BOTH) ",'ItemReader':{'Resource':'arn:aws:states:::s3:getObject'}"),
         "field-missing@/States/A/ItemReader");
    SAYS(MAP(DISTRIBUTED(BOTH) ",'ItemReader':{'Resource':'arn:aws:states:::s3:getObject',"
                               "'ReaderConfig':{'MaxItems':1,'MaxItemsPath':'$.a'}}"),
         "field-missing@/States/A/ItemReader/ReaderConfig, "
         "fields-exclude@/States/A/ItemReader/ReaderConfig");
    SAYS(MAP(DISTRIBUTED(BOTH) ",'ItemReader':{'Resource':'arn:aws:states:::s3:getObject',"
                               "'ReaderConfig':[]}"),
         "value-type@/States/A/ItemReader/ReaderConfig");
    SAYS(MAP(DISTRIBUTED(
             BOTH) ",'ItemReader':{'Resource':'arn:aws:states:::s3:listObjectsV2',"
                   "'Parameters':{'Bucket.$':'$.b'}},"
                   "'ItemBatcher':{'MaxItemsPerBatch':1,'MaxItemsPerBatchPath':'$.a'}"),
         "fields-exclude@/States/A/ItemBatcher");
}

/* DM-14 */
static void writers(void)
{
#define WRITES "'Resource':'arn:aws:states:::s3:putObject'"
#define CONFIG "'WriterConfig':{'Transformation':'COMPACT'}"
    static const char *const rows[][2] = {
        { CONFIG, "" },
        { WRITES ",'Parameters':{}", "" },
        { WRITES ",'Parameters':{}," CONFIG, "" },
        { WRITES, "field-missing@/States/A/ResultWriter" },
        { WRITES "," CONFIG, "field-missing@/States/A/ResultWriter" },
        { "'Parameters':{}," CONFIG, "field-missing@/States/A/ResultWriter" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b = { 0 };
        buf_print(&b, MAP("%s,'ResultWriter':{%s}"), DISTRIBUTED(BOTH), rows[i][0]);
        SAYS(buf_string(&b), rows[i][1]);
        buf_release(&b);
    }
    SAYS(JSONATA("'Type':'Map','End':true," DISTRIBUTED(BOTH) ",'ResultWriter':{" WRITES
                                                              ",'Arguments':{}}"),
         "");
}

/* DM-04 */
static void labels(void)
{
    static const char *const rows[][2] = {
        { TEN TEN TEN TEN, "" },
        { TEN TEN TEN TEN "0", "label-invalid@/States/A/Label" },
        { "a b", "label-invalid@/States/A/Label" },
        { "a$", "label-invalid@/States/A/Label" },
        { "a\\u0087", "label-invalid@/States/A/Label" },
        { "a\\u0000", "label-invalid@/States/A/Label" },
        { "a\\u007f", "label-invalid@/States/A/Label" },
        { "é-_.!", "" },
        { "${Label}", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b = { 0 };
        buf_print(&b, MAP("%s,'Label':'%s'"), DISTRIBUTED(BOTH), rows[i][0]);
        SAYS(buf_string(&b), rows[i][1]);
        buf_release(&b);
    }
    /* No character that cannot stand in an ARN. */
    for (unsigned c = 0; c < 0xA0; c++) {
        bool is_bad =
            c <= 0x20 || c >= 0x7F || strchr("?*<>{}[]:;,\\|^~$#%&`\"", (int)c) != NULL;
        struct buf b = { 0 };
        buf_print(&b, MAP("%s,'Label':'a\\u%04x'"), DISTRIBUTED(BOTH), c);
        SAYS(buf_string(&b), is_bad ? "label-invalid@/States/A/Label" : "");
        buf_release(&b);
    }
}

/* V-01, V-03, V-04, V-10, V-11, V-13 */
static void variables(void)
{
#define ASSIGN(names) MACHINE("'Type':'Pass','End':true,'Assign':{" names "}")
    SAYS(ASSIGN("'a':1,'B9_':2,'é':3,'_x':4,'a2.$':'$.a'"), "");
    SAYS(ASSIGN("'9a':1,'a-b':2,'x.y':3,'states':4,'':5"),
         "variable-invalid@/States/A/Assign/9a, variable-invalid@/States/A/Assign/a-b, "
         "variable-invalid@/States/A/Assign/x.y, variable-invalid@/States/A/Assign/states, "
         "variable-invalid@/States/A/Assign/");
    SAYS(JSONATA("'Type':'Pass','End':true,'Assign':{'a.$':1}"),
         "variable-invalid@/States/A/Assign/a.$");
    SAYS(ASSIGN("'" EIGHTY "':1,'a" TEN TEN TEN TEN TEN TEN TEN TEN "':1"),
         "variable-invalid@/States/A/Assign/" EIGHTY ", "
         "variable-invalid@/States/A/Assign/a" EIGHTY);
#define ASSIGNING(name)                                                                        \
    "'StartAt':'" name "','States':{'" name "':{'Type':'Pass','End':true,'Assign':{'v':1}}}"
    /* The same name in branches beside each other is fine; one of an outer scope is not. */
    SAYS(MACHINE("'Type':'Parallel','End':true,'Branches':[{" ASSIGNING("B") "},{" ASSIGNING(
             "C") "}]"),
         "");
    SAYS(MACHINE(
             "'Type':'Parallel','End':true,'Assign':{'v':1},'Branches':[{" ASSIGNING("B") "}]"),
         "variable-shadows@/States/A/Branches[0]/States/B/Assign/v");
    SAYS(MACHINE("'Type':'Parallel','End':true,'Catch':[{'ErrorEquals':['e'],'Next':'A',"
                 "'Assign':{'v':1}}],'Branches':[{" ASSIGNING("B") "}]"),
         "");
    SAYS(MAP("'Assign':{'v':1},'ItemProcessor':{'ProcessorConfig':{" BOTH
             "}," ASSIGNING("B") "}"),
         "");
    /* Rules and catchers of an inner scope assign as its states do. */
#define INSIDE(state)                                                                          \
    MACHINE("'Type':'Parallel','End':true,'Assign':{'v':1},'Branches':[{'StartAt':'B',"        \
            "'States':{'B':{" state "},'S':{'Type':'Succeed'}}}]")
    SAYS(INSIDE("'Type':'Choice','Default':'S','Choices':[{'Variable':'$.a','IsNull':true,"
                "'Next':'S','Assign':{'v.$':'$'}}]"),
         "variable-shadows@/States/A/Branches[0]/States/B/Choices[0]/Assign/v.$");
    SAYS(INSIDE("'Type':'Task','Resource':'a:b','Next':'S','Catch':[{'ErrorEquals':['e'],"
                "'Next':'S','Assign':{'v':1}}]"),
         "variable-shadows@/States/A/Branches[0]/States/B/Catch[0]/Assign/v");
}

/* V-13, DM-21 */
static void beyond(void)
{
#define CHILD(state)                                                                           \
    "{'StartAt':'S','States':{'S':{'Type':'Pass','Assign':{'v':1},'Next':'A'},"                \
    "'A':{'Type':'Map','End':true,'ItemProcessor':{'ProcessorConfig':{" BOTH                   \
    "},'StartAt':'B','States':{'B':{" state "}}}}}}"
#define READER "'Type':'Pass','End':true,'InputPath':'$v'"
    SAYS(CHILD(READER), "variable-beyond@/States/A/ItemProcessor/States/B/InputPath");
    /* A scope more on either side of the Map changes nothing. */
    SAYS(CHILD("'Type':'Parallel','End':true,'Branches':[{'StartAt':'C','States':{'C':{" READER
               "}}}]"),
         "variable-beyond@/States/A/ItemProcessor/States/B/Branches[0]/States/C/InputPath");
    SAYS("{'StartAt':'S','States':{'S':{'Type':'Pass','Assign':{'v':1},'Next':'P'},"
         "'P':{'Type':'Parallel','End':true,'Branches':[{'StartAt':'A','States':{"
         "'A':{'Type':'Map','End':true,'ItemProcessor':{'ProcessorConfig':{" BOTH
         "},'StartAt':'B','States':{'B':{" READER "}}}}}}]}}}",
         "variable-beyond@/States/P/Branches[0]/States/A/ItemProcessor/States/B/InputPath");
    /* The child's own is read in its inner scopes. */
    SAYS(CHILD("'Type':'Parallel','End':true,'Assign':{'v':2},'Branches':[{'StartAt':'C',"
               "'States':{'C':{" READER "}}}]"),
         "");
}

/* T-09 */
static void languages(void)
{
    TELLS(JSONATA("'Type':'Pass','End':true,'QueryLanguage':'JSONPath'"),
          "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' "
          "for "
          "whole state machine");
    SAYS(JSONATA("'Type':'Pass','End':true,'QueryLanguage':'JSONPath'"),
         "language-mixed@/States/A");
    SAYS(MACHINE("'Type':'Pass','End':true,'QueryLanguage':'JSONata'"), "");
    /* No word on its fields' language then, but on all else; and what is inside is another. */
    SAYS(JSONATA("'Type':'Map','End':true,'QueryLanguage':'JSONPath','Output':1,"
                 "'MaxConcurrency':-1,'Catch':[{'ErrorEquals':['e'],'Next':'A','Output':1}],"
                 "'ItemProcessor':{'StartAt':'B','States':{'B':{'Type':'Pass','End':true,"
                 "'ResultPath':null}}}"),
         "language-mixed@/States/A, value-small@/States/A/MaxConcurrency, "
         "field-dialect@/States/A/ItemProcessor/States/B:ResultPath");
}

/* D-04, J-01, Z-22 */
static void delimiters(void)
{
    SAYS(JSONATA("'Type':'Pass','End':true,'Output':{'a':['{% 1 %}',' {% 1 %}','{ % 1 %','x {% "
                 "y']}"),
         "");
    SAYS(JSONATA("'Type':'Pass','End':true,'Output':{'a':['1 %}','{% 1',{'b':'{%}'}]},"
                 "'Assign':{'v':'%}'}"),
         "jsonata-delimiters@/States/A/Output/a[0], jsonata-delimiters@/States/A/Output/a[1], "
         "jsonata-delimiters@/States/A/Output/a[2]/b, jsonata-delimiters@/States/A/Assign/v");
}

/* J-12: an expression that is wrong is reported at its place, in every field. */
static void jsonata_is_read(void)
{
    SAYS(JSONATA("'Type':'Task','Resource':'a:b','End':true,'Arguments':['{% ( %}'],"
                 "'Output':{'a':{'b':'{% 1 1 %}'}},'TimeoutSeconds':'{% %}',"
                 "'Catch':[{'ErrorEquals':['E'],'Next':'A','Assign':{'v':'{% [ %}'}}]"),
         "jsonata-invalid@/States/A/Arguments[0], jsonata-invalid@/States/A/Output/a/b, "
         "jsonata-invalid@/States/A/TimeoutSeconds, "
         "jsonata-invalid@/States/A/Catch[0]/Assign/v");
    TELLS(JSONATA("'Type':'Fail','Cause':'{% [1 %}'"),
          "INVALID_JSONATA_EXPRESSION: Expected \\\"]\\\" before end of expression");
    check_workflow(NULL, NULL, NULL, CHECK_ANY);
}

/* J-04, J-06: what refers to nothing is refused; only a catcher has errorOutput. */
static void jsonata_refers(void)
{
    SAYS(JSONATA("'Type':'Task','Resource':'a:b','End':true,'Arguments':'{% phone %}',"
                 "'Output':'{% $states.errorOutput %}','Assign':{'a':'{% $states.result %}'},"
                 "'Catch':[{'ErrorEquals':['E'],'Next':'A','Output':'{% "
                 "$states.errorOutput.Error %}'}]"),
         "jsonata-reference@/States/A/Arguments, jsonata-reference@/States/A/Output");
    TELLS(JSONATA("'Type':'Pass','End':true,'Output':{'v':'{% phone %}'}"),
          "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not "
          "supported.");
    SAYS(JSONATA("'Type':'Pass','End':true,'Output':'{% $states.result %}'"),
         "(jsonata-doubt@/States/A/Output)");
}

/* What an expression can give is held against what its field wants, where that is certain. */
static void jsonata_types(void)
{
    SAYS(JSONATA("'Type':'Wait','End':true,'Seconds':'{% 1 & 2 %}'"),
         "(jsonata-type@/States/A/Seconds)");
    SAYS(JSONATA("'Type':'Map','End':true,'Items':'{% {} %}','ItemProcessor':{'StartAt':'B',"
                 "'States':{'B':{'Type':'Succeed'}}}"),
         "");
    SAYS(JSONATA("'Type':'Pass','End':true,'Output':{'Seconds':'{% 1 & 2 %}'}"), "");
}

/* V-13: children of a distributed Map do not see variables; an expression's own are no matter.
 */
static void jsonata_reads_variables(void)
{
#define BEYOND(expression)                                                                     \
    "{'QueryLanguage':'JSONata','StartAt':'A','States':{'A':{'Type':'Pass','Assign':{'x':1},"  \
    "'Next':'M'},'M':{'Type':'Map','End':true,'ItemProcessor':{'ProcessorConfig':{'Mode':"     \
    "'DISTRIBUTED','ExecutionType':'STANDARD'},'StartAt':'I','States':{'I':{'Type':'Pass',"    \
    "'Output':{'a':'{% " expression " %}'},'End':true}}}}}}"
    SAYS(BEYOND("$x"), "variable-beyond@/States/M/ItemProcessor/States/I/Output/a");
    SAYS(BEYOND("$y + $states.input.x"), "");
    SAYS(BEYOND("($x := 1; $x)"), "");
    SAYS(BEYOND("function($v, $x) { $x }(1, 2)"), "");
#undef BEYOND
}

/* Expressions are read by payload.h: each place where one may stand is asked about, once. */
static void expressions(void)
{
    SAYS(MACHINE("'Type':'Pass','End':true,'InputPath':'x','OutputPath':'x','ResultPath':'x',"
                 "'Parameters':{'a.$':'x'}"),
         "path-invalid@/States/A/InputPath, path-invalid@/States/A/OutputPath, "
         "reference-invalid@/States/A/ResultPath, expression-invalid@/States/A/Parameters");
    SAYS(CHOICE(
             "'Or':[{'Variable':'x','IsNull':true},{'Variable':'$.a','StringEqualsPath':'x'}]"),
         "reference-invalid@/States/A/Choices[0]/Or[0]/Variable, "
         "reference-invalid@/States/A/Choices[0]/Or[1]/StringEqualsPath");
    SAYS(TASK_WITH("'Catch':[{'ErrorEquals':['e'],'Next':'A','ResultPath':'x'}]"),
         "reference-invalid@/States/A/Catch[0]/ResultPath");
    SAYS(MAP(DISTRIBUTED(BOTH) ",'ItemReader':{'Resource':'arn:aws:states:::s3:listObjectsV2',"
                               "'ReaderConfig':{'MaxItemsPath':'$$.a'}},"
                               "'ItemBatcher':{'MaxItemsPerBatchPath':'x'}"),
         "reference-invalid@/States/A/ItemReader/ReaderConfig/MaxItemsPath, "
         "reference-invalid@/States/A/ItemBatcher/MaxItemsPerBatchPath");
}

/* Every unknown target in 10,000 states is found, and looking for near names gives up in time.
 */
static void many_states(void)
{
    enum { STATES = 10000 };
    struct buf b = { 0 };
    buf_text(&b, "{'StartAt':'S0','States':{");
    for (int i = 0; i < STATES; i++) {
        buf_print(&b, "'S%d':{'Type':'Pass','Next':'%s%d'},", i, i % 100 == 0 ? "Xyz" : "S",
                  i + 1);
    }
    buf_print(&b, "'S%d':{'Type':'Succeed'}}}", STATES);
    struct verdict v = verdict_begin(buf_string(&b));
    check_workflow(v.arena, v.diag, v.workflow, CHECK_ANY);
    CU_ASSERT_TRUE(diag_errors(v.diag) >= STATES / 100);
    verdict_end(&v);
    buf_release(&b);
}

UNIT_MAIN("check", { "targets", targets },
          { "one slip is one message", one_slip_is_one_message }, { "hints", hints },
          { "ends", ends }, { "names", names }, { "next and end", next_and_end },
          { "one of", one_of }, { "rules", rules }, { "handlers", handlers },
          { "resources", resources }, { "parameters", parameters }, { "express", express },
          { "credentials", credentials }, { "maps", maps }, { "writers", writers },
          { "labels", labels }, { "variables", variables }, { "beyond", beyond },
          { "languages", languages }, { "delimiters", delimiters },
          { "JSONata is read", jsonata_is_read }, { "JSONata refers", jsonata_refers },
          { "JSONata and types", jsonata_types },
          { "JSONata reads variables", jsonata_reads_variables },
          { "expressions", expressions }, { "many states", many_states })

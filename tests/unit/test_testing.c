/*
 * TestState: what it answers, and what it refuses. Requests and answers are written with ' for
 * ", and what travels as JSON text in a string stands here as it is.
 */
#include "compiler/testing/testing.h"

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct value *read_quoted(const char *text)
{
    char *json = memory_text(text);
    for (char *c = json; *c != '\0'; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    struct value *v = NULL;
    struct read_error error;
    if (!read_json(json, strlen(json), &v, &error)) {
        fprintf(stderr, "%s: %s\n", error.message, json);
    }
    memory_release(json);
    return v;
}

/* Put a member that is there into a string, as JSON. */
static void pack(struct value **object, const char *key)
{
    struct value *v;
    if (value_member(*object, key, &v) && value_type(v) != VALUE_STRING) {
        char *text = write_text(v);
        value_set_text(object, key, text);
        memory_release(text);
    }
}

static struct value *request_of(const char *text)
{
    static const char *const packed[] = { "definition", "input", "context", "variables" };
    struct value *request = read_quoted(text);
    for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++) {
        pack(&request, packed[i]);
    }
    struct value *mock = value_take_member(&request, "mock");
    if (mock != NULL) {
        pack(&mock, "result");
        value_set_take(&request, "mock", mock);
    }
    return request;
}

/* The other way round: JSON in the strings of an answer. */
static void unpack(struct value **object, const char *only)
{
    struct value *out = value_object();
    for (struct value_walk w = value_walk(*object); value_step(&w);) {
        struct value *v = NULL;
        struct read_error error;
        bool is_text =
            value_type(w.value) == VALUE_STRING && (only == NULL || strcmp(only, w.key) == 0);
        if (!is_text ||
            !read_json(value_string(w.value), value_string_size(w.value), &v, &error)) {
            v = value_share(w.value);
        }
        value_set_take(&out, w.key, v);
    }
    value_release(*object);
    *object = out;
}

static struct value *body_of(const struct service_answer *a)
{
    struct value *body = service_answer_json(a);
    unpack(&body, "output");
    struct value *seen = value_take_member(&body, "inspectionData");
    if (seen != NULL) {
        unpack(&seen, NULL);
        value_set_take(&body, "inspectionData", seen);
    }
    return body;
}

static void ask(struct value *request, struct service_answer *a)
{
    struct testing *t = testing_open(request, a);
    if (t != NULL) {
        testing_run(t, a);
        testing_close(t);
    }
}

static bool answers(const char *request, int status, const char *wanted)
{
    struct service_answer a = { 0 };
    struct value *r = request_of(request), *w = read_quoted(wanted);
    ask(r, &a);
    struct value *got = body_of(&a);
    bool same = a.status == status && value_equal(got, w);
    if (!same) {
        char *text = write_text(got);
        fprintf(stderr, "%s\n gave %d %s\n", request, a.status, text);
        memory_release(text);
    }
    value_release(got);
    value_release(w);
    value_release(r);
    service_answer_release(&a);
    return same;
}

static bool refuses(const char *request, const char *code, const char *message)
{
    struct service_answer a = { 0 };
    struct value *r = request_of(request);
    ask(r, &a);
    bool same = a.status == 400 && text_is(a.code, code) && text_is(a.message, message);
    if (!same) {
        fprintf(stderr, "%s\n gave %d %s %s\n", request, a.status, a.code == NULL ? "" : a.code,
                a.message == NULL ? "" : a.message);
    }
    value_release(r);
    service_answer_release(&a);
    return same;
}

#define DEFINITION(text) "{'definition':{" text "}"
#define DEBUG            ",'inspectionLevel':'DEBUG'"

/* ---- States without work ---- */

static void pass(void)
{
    CU_ASSERT_TRUE(answers(DEFINITION("'Type':'Pass','Next':'N'") ",'input':{'a':1}}", 200,
                           "{'output':{'a':1},'nextState':'N','status':'SUCCEEDED'}"));
    CU_ASSERT_TRUE(
        answers(DEFINITION("'Type':'Pass','InputPath':'$.i','Parameters':{'b.$':'$.a'},"
                           "'ResultPath':'$.r','End':true") DEBUG ",'input':{'i':{'a':1}}}",
                200,
                "{'output':{'i':{'a':1},'r':{'b':1}},'status':'SUCCEEDED','inspectionData':{"
                "'input':{'i':{'a':1}},'afterInputPath':{'a':1},'afterParameters':{'b':1},"
                "'afterResultSelector':{'b':1},'afterResultPath':{'i':{'a':1},'r':{'b':1}}}}"));
    CU_ASSERT_TRUE(answers(
        DEFINITION("'Type':'Pass','Result':{'b':1},'ResultPath':'$.r','OutputPath':'$.r',"
                   "'End':true") DEBUG ",'input':{'a':1}}",
        200,
        "{'output':{'b':1},'status':'SUCCEEDED','inspectionData':{'input':{'a':1},"
        "'result':{'b':1},'afterResultSelector':{'b':1},'afterResultPath':{'a':1,'r':{'b':1}}}"
        "}"));
    CU_ASSERT_TRUE(answers(
        DEFINITION(
            "'Type':'Pass','QueryLanguage':'JSONata','Output':'{% $states.input.a + $n %}',"
            "'Assign':{'m':'{% $n %}'},'End':true") DEBUG
        ",'input':{'a':1},'variables':{'n':2}}",
        200,
        "{'output':3,'status':'SUCCEEDED',"
        "'inspectionData':{'input':{'a':1},'variables':{'n':2,'m':2}}}"));
}

static void others(void)
{
    const char *seen = "'inspectionData':{'input':{'a':1},'afterInputPath':{'a':1}}}";
    char wanted[200];
    snprintf(wanted, sizeof wanted, "{'output':{'a':1},'status':'SUCCEEDED',%s", seen);
    CU_ASSERT_TRUE(
        answers(DEFINITION("'Type':'Succeed'") DEBUG ",'input':{'a':1}}", 200, wanted));
    snprintf(wanted, sizeof wanted, "{'output':{'a':1},'nextState':'N','status':'SUCCEEDED',%s",
             seen);
    CU_ASSERT_TRUE(answers(DEFINITION("'Type':'Wait','Seconds':60,'Next':'N'") DEBUG
                           ",'input':{'a':1}}",
                           200, wanted));
    snprintf(wanted, sizeof wanted, "{'error':'E','cause':'C','status':'FAILED',%s", seen);
    CU_ASSERT_TRUE(answers(DEFINITION("'Type':'Fail','Error':'E','Cause':'C'") DEBUG
                           ",'input':{'a':1}}",
                           200, wanted));
    CU_ASSERT_TRUE(answers(DEFINITION("'Type':'Wait','Seconds':301,'End':true") "}", 200,
                           "{'error':'States.Timeout','status':'FAILED'}"));
}

static void choice(void)
{
#define CHOICE                                                                                 \
    DEFINITION("'Type':'Choice','Choices':["                                                   \
               "{'Not':{'Variable':'$.t','StringEquals':'p'},'Next':'A'},"                     \
               "{'Or':[{'Variable':'$.v','NumericEquals':0},"                                  \
               "{'Variable':'$.v','NumericEqualsPath':'$.w'}],'Next':'B'},"                    \
               "{'And':[{'Variable':'$.v','NumericGreaterThan':20},"                           \
               "{'Variable':'$.v','NumericLessThan':30}],'Next':'C'}],'Default':'D'")
    CU_ASSERT_TRUE(answers(CHOICE ",'input':{'t':'q'}}", 200,
                           "{'output':{'t':'q'},'nextState':'A','status':'SUCCEEDED'}"));
    CU_ASSERT_TRUE(
        answers(CHOICE ",'input':{'t':'p','v':5,'w':5}}", 200,
                "{'output':{'t':'p','v':5,'w':5},'nextState':'B','status':'SUCCEEDED'}"));
    CU_ASSERT_TRUE(
        answers(CHOICE ",'input':{'t':'p','v':22,'w':5}}", 200,
                "{'output':{'t':'p','v':22,'w':5},'nextState':'C','status':'SUCCEEDED'}"));
    CU_ASSERT_TRUE(
        answers(CHOICE ",'input':{'t':'p','v':31,'w':5}}", 200,
                "{'output':{'t':'p','v':31,'w':5},'nextState':'D','status':'SUCCEEDED'}"));
    CU_ASSERT_TRUE(answers(
        DEFINITION(
            "'Type':'Choice','QueryLanguage':'JSONata','Choices':["
            "{'Condition':'{% $states.input.a > 1 %}','Next':'A','Output':{'is':'large'}}],"
            "'Default':'D','Output':5") ",'input':{'a':2}}",
        200, "{'output':{'is':'large'},'nextState':'A','status':'SUCCEEDED'}"));
    CU_ASSERT_TRUE(answers(DEFINITION("'Type':'Choice','Choices':["
                                      "{'Variable':'$.a','IsPresent':true,'Next':'A'}]") "}",
                           200,
                           "{'error':'States.Runtime','cause':'Failed to transition out of the "
                           "state. The state does not point to a next state.',"
                           "'status':'FAILED'}"));
}

/* A cause has not the words that name the state and its event. */
static void own_errors(void)
{
    CU_ASSERT_TRUE(answers(
        DEFINITION(
            "'Type':'Pass','QueryLanguage':'JSONata','Output':'{% $x %}','End':true") "}",
        200,
        "{'error':'States.QueryEvaluationError','cause':'The JSONata expression "
        "\\u0027$x\\u0027 specified for the field \\u0027Output\\u0027 returned nothing "
        "(undefined).','status':'FAILED'}"));
}

/* ---- Tasks ---- */

#define TASK(more)                                                                             \
    DEFINITION("'Type':'Task','Resource':'arn:aws:states:::lambda:invoke',"                    \
               "'Parameters':{'FunctionName':'f','Payload.$':'$.a'}" more)

static void tasks(void)
{
    CU_ASSERT_TRUE(answers(
        TASK(",'ResultSelector':{'p.$':'$.Payload'},'ResultPath':'$.r','Next':'N'") DEBUG
        ",'input':{'a':1},'mock':{'result':{'Payload':5}}}",
        200,
        "{'output':{'a':1,'r':{'p':5}},'nextState':'N','status':'SUCCEEDED','inspectionData':{"
        "'input':{'a':1},'afterInputPath':{'a':1},'afterParameters':{'FunctionName':'f',"
        "'Payload':1},'result':{'Payload':5},'afterResultSelector':{'p':5},"
        "'afterResultPath':{'a':1,'r':{'p':5}}}}"));
    CU_ASSERT_TRUE(answers(
        DEFINITION("'Type':'Task','QueryLanguage':'JSONata','End':true,"
                   "'Resource':'arn:aws:states:us-east-1:123456789012:activity:a',"
                   "'Arguments':{'x':'{% $states.input %}'},'Output':'{% $states.result %}'")
            DEBUG ",'input':1,'mock':{'result':[5]}}",
        200,
        "{'output':[5],'status':'SUCCEEDED',"
        "'inspectionData':{'input':1,'afterArguments':{'x':1},'result':[5]}}"));
}

#define FAILING                                                                                \
    TASK(",'Retry':[{'ErrorEquals':['Other']},{'ErrorEquals':['E'],'IntervalSeconds':1,"       \
         "'MaxAttempts':5,'BackoffRate':2}],'Catch':[{'ErrorEquals':['Other'],'Next':'A'},"    \
         "{'ErrorEquals':['States.ALL'],'ResultPath':'$.e','Next':'B'}],'End':true")
#define SEEN                                                                                   \
    "'inspectionData':{'input':{'a':1},'afterInputPath':{'a':1},"                              \
    "'afterParameters':{'FunctionName':'f','Payload':1},'errorDetails':"

static void errors(void)
{
    CU_ASSERT_TRUE(answers(FAILING DEBUG ",'input':{'a':1},'mock':{'errorOutput':{'error':'E',"
                                         "'cause':'C'}},"
                                         "'stateConfiguration':{'retrierRetryCount':4}}",
                           200,
                           "{'error':'E','cause':'C','status':'RETRIABLE'," SEEN
                           "{'retryIndex':1,'retryBackoffIntervalSeconds':16}}}"));
    CU_ASSERT_TRUE(answers(FAILING DEBUG ",'input':{'a':1},'mock':{'errorOutput':{'error':'E',"
                                         "'cause':'C'}},"
                                         "'stateConfiguration':{'retrierRetryCount':5}}",
                           200,
                           "{'output':{'a':1,'e':{'Error':'E','Cause':'C'}},'nextState':'B',"
                           "'error':'E','cause':'C','status':'CAUGHT_ERROR'," SEEN
                           "{'retryIndex':1,'catchIndex':1}}}"));
    CU_ASSERT_TRUE(answers(TASK(",'End':true") ",'input':{'a':1},'mock':{'errorOutput':{"
                                               "'error':'E'}}}",
                           200, "{'error':'E','status':'FAILED'}"));
    CU_ASSERT_TRUE(answers(TASK(",'Catch':[{'ErrorEquals':['States.ALL'],'Next':'B'}],'End':"
                                "true") ",'mock':{'result':{}}}",
                           200,
                           "{'error':'States.Runtime','cause':'The JSONPath \\u0027$.a\\u0027 "
                           "specified for the field \\u0027Payload.$\\u0027 could not be found "
                           "in the input \\u0027{}\\u0027','status':'FAILED'}"));
}

/* ---- Map and Parallel ---- */

#define MAP(more)                                                                              \
    DEFINITION("'Type':'Map','ItemsPath':'$.v','ItemProcessor':{'ProcessorConfig':{"           \
               "'Mode':'DISTRIBUTED','ExecutionType':'STANDARD'},'StartAt':'H',"               \
               "'States':{'H':{'Type':'Pass','End':true}}},'End':true" more)

static void maps(void)
{
    CU_ASSERT_TRUE(answers(
        MAP(",'ItemSelector':{'i.$':'$$.Map.Item.Value'},'MaxConcurrency':3,"
            "'ItemBatcher':{'MaxItemsPerBatch':2,'BatchInput':7},'ToleratedFailureCount':1,"
            "'ToleratedFailurePercentage':40,'ResultPath':'$.r'") DEBUG
        ",'input':{'v':[1,2,3]},'mock':{'result':[5]},"
        "'stateConfiguration':{'mapIterationFailureCount':1}}",
        200,
        "{'output':{'v':[1,2,3],'r':[5]},'status':'SUCCEEDED','inspectionData':{"
        "'input':{'v':[1,2,3]},'afterInputPath':{'v':[1,2,3]},'afterItemsPath':[1,2,3],"
        "'afterItemSelector':[{'i':1},{'i':2},{'i':3}],"
        "'afterItemBatcher':[{'BatchInput':7,'Items':[{'i':1},{'i':2}]},"
        "{'BatchInput':7,'Items':[{'i':3}]}],'maxConcurrency':3,'toleratedFailureCount':1,"
        "'toleratedFailurePercentage':40,'afterResultSelector':[5],"
        "'afterResultPath':{'v':[1,2,3],'r':[5]}}}"));
    CU_ASSERT_TRUE(answers(MAP(",'ToleratedFailureCount':1") ",'input':{'v':[1,2,3]},"
                                                             "'mock':{'result':[0,0,1]},"
                                                             "'stateConfiguration':{'"
                                                             "mapIterationFailureCount':2}}",
                           200,
                           "{'error':'States.ExceedToleratedFailureThreshold','cause':'The "
                           "specified tolerated failure threshold was exceeded',"
                           "'status':'FAILED'}"));
    CU_ASSERT_TRUE(answers(MAP("") ",'input':{'v':[1,2,3]},'mock':{'result':[0,0,1]},"
                                   "'stateConfiguration':{'mapIterationFailureCount':2}}",
                           200, "{'output':[0,0,1],'status':'SUCCEEDED'}"));
    CU_ASSERT_TRUE(
        refuses(MAP("") ",'input':{'v':[1,2,3]},'mock':{'result':[0,0,1]},"
                        "'stateConfiguration':{'mapIterationFailureCount':4}}",
                "ValidationException",
                "Map iteration failure count must be less than or equal to the number "
                "of Map iterations"));
}

#define READER(config)                                                                         \
    DEFINITION("'Type':'Map','ItemReader':{'Resource':'arn:aws:states:::s3:getObject',"        \
               "'ReaderConfig':{" config "},'Parameters':{'Bucket':'b','Key.$':'$.k'}},"       \
               "'ItemSelector':{'i.$':'$$.Map.Item.Value'},'ItemProcessor':{"                  \
               "'ProcessorConfig':{'Mode':'DISTRIBUTED','ExecutionType':'STANDARD'},"          \
               "'StartAt':'H','States':{'H':{'Type':'Pass','End':true}}},'End':true")          \
    DEBUG ",'input':{'k':'o'},'mock':{'result':[]},'stateConfiguration':{'mapItemReaderData':"

/* What an ItemReader finds. */
static void readers(void)
{
#define MAP_SEEN                                                                               \
    "{'output':[],'status':'SUCCEEDED','inspectionData':{'input':{'k':'o'},"                   \
    "'afterInputPath':{'k':'o'},'maxConcurrency':0,'afterResultSelector':[],"                  \
    "'afterResultPath':[],"
    CU_ASSERT_TRUE(answers(READER("'InputType':'JSON'") "'[1, 2]'}}", 200,
                           MAP_SEEN "'afterItemSelector':[{'i':1},{'i':2}]}}"));
    CU_ASSERT_TRUE(answers(
        READER("'InputType':'JSON','ItemsPointer':'/a'") "'{\\'a\\':[3],\\'b\\':[4]}'}}", 200,
        MAP_SEEN "'afterItemsPointer':[3],"
                 "'afterItemSelector':[{'i':3}]}}"));
    CU_ASSERT_TRUE(answers(READER("'InputType':'CSV','CSVHeaderLocation':'FIRST_ROW',"
                                  "'MaxItems':1") "'x,y\\n1,2\\n3,4\\n'}}",
                           200, MAP_SEEN "'afterItemSelector':[{'i':{'x':'1','y':'2'}}]}}"));
    CU_ASSERT_TRUE(
        refuses(READER("'InputType':'JSONL'") "'1\\n2\\n','mapIterationFailureCount':3}}",
                "ValidationException",
                "Map iteration failure count must be less than or equal to the number "
                "of Map iterations"));
}

#define PARALLEL(more)                                                                         \
    DEFINITION("'Type':'Parallel','Branches':["                                                \
               "{'StartAt':'A','States':{'A':{'Type':'Pass','End':true}}},"                    \
               "{'StartAt':'B','States':{'B':{'Type':'Pass','End':true}}}],'End':true" more)

static void parallels(void)
{
    CU_ASSERT_TRUE(answers(
        PARALLEL(",'ResultPath':'$.r'") DEBUG ",'input':{'a':1},'mock':{'result':[1,2]}}", 200,
        "{'output':{'a':1,'r':[1,2]},'status':'SUCCEEDED','inspectionData':{"
        "'input':{'a':1},'afterResultSelector':[1,2],"
        "'afterResultPath':{'a':1,'r':[1,2]}}}"));
    CU_ASSERT_TRUE(refuses(PARALLEL("") ",'mock':{'result':[1]}}", "ValidationException",
                           "Mocked result must contain the same number of items as number of "
                           "Parallel branches."));
    CU_ASSERT_TRUE(refuses(PARALLEL("") ",'mock':{'result':{}}}", "ValidationException",
                           "Mocked result must be an array."));
    CU_ASSERT_TRUE(refuses(PARALLEL("") "}", "InvalidDefinition",
                           "TestState API does not support Map or Parallel states. Supported "
                           "state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"));
}

/* ---- Machines ---- */

#define MACHINE                                                                                \
    DEFINITION("'StartAt':'M','States':{'M':{'Type':'Map','Next':'P','ItemProcessor':{"        \
               "'StartAt':'H','States':{'H':{'Type':'Pass','Result':1,'End':true}}}},"         \
               "'P':{'Type':'Pass','End':true}}")

static void machines(void)
{
    CU_ASSERT_TRUE(
        answers(MACHINE ",'stateName':'H'}", 200, "{'output':1,'status':'SUCCEEDED'}"));
    CU_ASSERT_TRUE(answers(MACHINE ",'stateName':'M','input':[3],'mock':{'result':[2]}}", 200,
                           "{'output':[2],'nextState':'P','status':'SUCCEEDED'}"));
    CU_ASSERT_TRUE(refuses(MACHINE ",'stateName':'X'}", "ValidationException",
                           "State not found in definition"));
    CU_ASSERT_TRUE(refuses(DEFINITION("'Type':'Parallel','Branches':[],'End':true") "}",
                           "InvalidDefinition",
                           "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Value "
                           "cannot be empty at /States/StateName/Branches'"));
}

/* ---- Contexts ---- */

#define SEES(path, context)                                                                    \
    DEFINITION("'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage.waitForTaskToken'," \
               "'Parameters':{'QueueUrl':'q','MessageBody.$':'" path "'},'End':true")          \
    DEBUG ",'mock':{'result':1},'context':" context "}"

static void contexts(void)
{
    CU_ASSERT_TRUE(answers(
        SEES("$$.Task.Token", "{'Task':{'Token':'t'}}"), 200,
        "{'output':1,'status':'SUCCEEDED','inspectionData':{'input':{},'afterInputPath':{},"
        "'afterParameters':{'QueueUrl':'q','MessageBody':'t'},'result':1,"
        "'afterResultSelector':1,'afterResultPath':1}}"));
    CU_ASSERT_TRUE(refuses(SEES("$$", "{'Pokedex':{}}"), "ValidationException",
                           "Invalid Context object provided: Field 'Pokedex' is not allowed"));
    CU_ASSERT_TRUE(refuses(SEES("$$", "{'Execution':{'Id':1}}"), "ValidationException",
                           "Invalid Context object provided: Execution.Id must be a string"));
    CU_ASSERT_TRUE(refuses(SEES("$$", "{'Map':{}}"), "ValidationException",
                           "Invalid Context object provided: 'Map' field is not supported when "
                           "mocking a Context object"));
    CU_ASSERT_TRUE(
        refuses(TASK(",'End':true") ",'mock':{'result':{}},'context':{'Task':{}}}",
                "ValidationException",
                "Invalid Context object provided: Context object contains 'Task' when "
                "state is not a Task state with a '.sync' or '.waitForTaskToken' "
                "service integration pattern"));
}

/* ---- Requests that do not fit ---- */

static void refusals(void)
{
    const char *code = "ValidationException";
    CU_ASSERT_TRUE(refuses(DEFINITION("'Type':'Pass','End':true") ",'mock':{'result':{}}}",
                           code,
                           "State type 'Pass' is not supported when a mock is specified"));
    CU_ASSERT_TRUE(
        refuses(TASK(",'End':true") ",'mock':{'result':{}},'revealSecrets':true}", code,
                "TestState does not support RevealSecrets when a mock is specified."));
    CU_ASSERT_TRUE(refuses(TASK(",'End':true") ",'mock':{'result':1,'errorOutput':{}}}", code,
                           "A test mock should have only one of the following fields: [result, "
                           "errorOutput]."));
    CU_ASSERT_TRUE(refuses(MAP("") ",'stateConfiguration':{'mapIterationFailureCount':0}}",
                           code,
                           "TestState does not support MapIterationFailureCount when a mock is "
                           "not specified."));
    CU_ASSERT_TRUE(refuses(TASK(",'End':true") "}", code,
                           "RoleArn must be specified when testing a Task state"));
    CU_ASSERT_TRUE(refuses(TASK(",'End':true") ",'mock':{'result':'no JSON'}}", code,
                           "Mocked result must be valid JSON"));
    CU_ASSERT_TRUE(refuses(TASK(",'End':true") ",'mock':{'result':{'StatusCode':'1'}}}", code,
                           "Mock result schema validation error: Field 'StatusCode' must be a "
                           "number"));
    CU_ASSERT_TRUE(refuses(MAP(",'ResultWriter':{'Resource':'arn:aws:states:::s3:putObject',"
                               "'Parameters':{'Bucket':'b'}}") ",'mock':{'result':[]}}",
                           code, "Mocked result must be a JSON object."));
}

UNIT_MAIN("testing", { "pass", pass }, { "others", others }, { "choice", choice },
          { "own errors", own_errors }, { "tasks", tasks }, { "errors", errors },
          { "maps", maps }, { "readers", readers }, { "parallels", parallels },
          { "machines", machines }, { "contexts", contexts }, { "refusals", refusals })

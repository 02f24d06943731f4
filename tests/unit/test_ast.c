#include "compiler/read/ast.h"
#include "compiler/read/reader.h"

#include "tests/unit/unit.h"
#include "tests/unit/verdict.h"

/* What ast_build() alone says. */
#define SAYS(definition, wanted)                                                               \
    do {                                                                                       \
        struct verdict unit_v = verdict_begin(definition);                                     \
        UNIT_TEXT(verdict_text(&unit_v), wanted);                                              \
        verdict_end(&unit_v);                                                                  \
    } while (0)

/* AWS's codes and texts. */
#define TELLS(definition, wanted)                                                              \
    do {                                                                                       \
        struct verdict unit_v = verdict_begin(definition);                                     \
        UNIT_TEXT(verdict_messages(&unit_v), wanted);                                          \
        verdict_end(&unit_v);                                                                  \
    } while (0)

#define MACHINE(state) "{'StartAt':'A','States':{'A':{" state "}}}"
#define JSONATA(state) "{'QueryLanguage':'JSONata','StartAt':'A','States':{'A':{" state "}}}"
#define TASK(more)     MACHINE("'Type':'Task','Resource':'foo:bar','End':true," more)
#define MAP(more)      MACHINE("'Type':'Map','End':true," more)
#define PROCESSOR      "'ItemProcessor':{'StartAt':'B','States':{'B':{'Type':'Succeed'}}}"

static const char nested[] =
    "{'Comment':'c','StartAt':'A','TimeoutSeconds':9,'States':{"
    "'A':{'Type':'Parallel','Next':'Z','Branches':["
    "{'StartAt':'A1','States':{'A1':{'Type':'Map','End':true,'Iterator':{'StartAt':'I','States'"
    ":{"
    "'I':{'Type':'Pass','End':true}}}},'A2':{'Type':'Fail'}}},"
    "{'StartAt':'B1','States':{'B1':{'Type':'Succeed'}}}]},"
    "'C':{'Type':'Choice','Default':'Z','Choices':["
    "{'Variable':'$.a','StringEqualsPath':'$.b','Next':'Z'},"
    "{'And':[{'Variable':'$.n','NumericEquals':1},{'Not':{'Variable':'$.t','IsNull':true}}],"
    "'Next':'A'}]},"
    "'Z':{'Type':'Succeed'}}}";

static void the_tree(void)
{
    struct verdict v = verdict_begin(nested);
    UNIT_TEXT(verdict_text(&v), "");
    const struct workflow *w = v.workflow;
    UNIT_TEXT(w->name, "order");
    CU_ASSERT_PTR_NULL(w->block->owner);
    CU_ASSERT_EQUAL(w->block->count, 3);
    CU_ASSERT_EQUAL(w->block->field[FIELD_TIMEOUT_S]->type, DOC_NUMBER);
    const struct state *a = block_state(w->block, "A");
    CU_ASSERT_EQUAL(a->type, ASL_PARALLEL);
    CU_ASSERT_TRUE(a->type_known);
    CU_ASSERT_EQUAL(a->branches->next->index, 1);
    CU_ASSERT_PTR_EQUAL(a->branches->owner, a);
    CU_ASSERT_PTR_EQUAL(a->branches->first->processor->owner, a->branches->first);
    UNIT_TEXT(a->field[FIELD_NEXT]->text, "Z");
    CU_ASSERT_PTR_NULL(a->field[FIELD_END]);
    CU_ASSERT_PTR_NULL(block_state(w->block, "B1"));
    CU_ASSERT_PTR_NULL(block_state(w->block, ""));
    verdict_end(&v);
}

static void rules(void)
{
    struct verdict v = verdict_begin(nested);
    const struct rule *r = block_state(v.workflow->block, "C")->rules;
    CU_ASSERT_EQUAL(r->kind, RULE_TEST);
    CU_ASSERT_EQUAL(r->comparator, ASL_STRING_EQUALS);
    CU_ASSERT_TRUE(r->operand_is_path);
    UNIT_TEXT(r->operand->text, "$.b");
    r = r->next;
    CU_ASSERT_EQUAL(r->index, 1);
    CU_ASSERT_EQUAL(r->kind, RULE_AND);
    CU_ASSERT_EQUAL(r->first->comparator, ASL_NUMERIC_EQUALS);
    CU_ASSERT_FALSE(r->first->operand_is_path);
    CU_ASSERT_EQUAL(r->first->next->kind, RULE_NOT);
    CU_ASSERT_EQUAL(r->first->next->first->comparator, ASL_IS_NULL);
    CU_ASSERT_PTR_NULL(r->next);
    verdict_end(&v);
}

static void every_state_where_it_stands(void)
{
    struct verdict v = verdict_begin(nested);
    struct buf b = { 0 };
    for (const struct state *s = workflow_next(v.workflow, NULL); s != NULL;
         s = workflow_next(v.workflow, s)) {
        buf_print(&b, "%s ", s->name);
    }
    UNIT_TEXT(buf_string(&b), "A A1 I A2 B1 C Z ");
    buf_release(&b);
    verdict_end(&v);
}

static void empty_blocks_are_passed_over(void)
{
    struct verdict v =
        verdict_begin("{'StartAt':'A','States':{'A':{'Type':'Parallel','End':true,'Branches':["
                      "{'StartAt':'x','States':{}},{'StartAt':'x'},{'StartAt':'B','States':{'B'"
                      ":{'Type':'Fail'}}},"
                      "{}]},'C':{'Type':'Fail'}}}");
    struct buf b = { 0 };
    for (const struct state *s = workflow_next(v.workflow, NULL); s != NULL;
         s = workflow_next(v.workflow, s)) {
        buf_print(&b, "%s ", s->name);
    }
    UNIT_TEXT(buf_string(&b), "A B C ");
    buf_release(&b);
    UNIT_TEXT(verdict_text(&v), "value-empty@/States/A/Branches[0]/States, "
                                "field-missing@/States/A/Branches[1], "
                                "field-missing@/States/A/Branches[3]");
    verdict_end(&v);
}

/* T-02, T-03, T-13, T-17, D-05 */
static void top_level(void)
{
    TELLS("", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object");
    SAYS("", "definition-empty@");
    TELLS("{}", "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt]");
    SAYS("{}", "field-missing@/");
    TELLS("{'StartAt':'A'}", "SCHEMA_VALIDATION_FAILED: These fields are required: [States]");
    TELLS("{'States':{'A':{'Type':'Fail'}}}",
          "SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt]");
    TELLS("{'StartAt':'A','States':{}}", "SCHEMA_VALIDATION_FAILED: Value cannot be empty");
    TELLS("[]", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object");
    SAYS("{'StartAt':1,'States':[]}", "value-type@/StartAt, value-type@/States");
    SAYS("{'StartAt':'A','States':{'A':{'Type':'Fail'},'B':1}}", "value-type@/States/B");
    SAYS("{'StartAt':'A','Startat':'A','Retry':[],'States':{'A':{'Type':'Fail'}}}",
         "field-unknown@/:Startat, field-misplaced@/:Retry");
}

/* T-05, T-06, T-08, T-12 */
static void values_of_the_top_level(void)
{
    SAYS("{'StartAt':'A','Version':'1.0','TimeoutSeconds':99999999,'States':{'A':{'Type':'Fail'"
         "}}}",
         "");
    SAYS("{'StartAt':'A','Version':'1.1','TimeoutSeconds':0,'States':{'A':{'Type':'Fail'}}}",
         "value-unknown@/Version, value-small@/TimeoutSeconds");
    SAYS("{'StartAt':'A','TimeoutSeconds':100000000,'States':{'A':{'Type':'Fail'}}}",
         "value-large@/TimeoutSeconds");
    SAYS("{'StartAt':'A','QueryLanguage':'JSONata','TimeoutSeconds':'{% 1 %}',"
         "'States':{'A':{'Type':'Fail'}}}",
         "value-type@/TimeoutSeconds");
    TELLS(
        "{'StartAt':'A','QueryLanguage':'jsonata','States':{'A':{'Type':'Fail'}}}",
        "SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata]");
    /* An unknown language is checked as JSONata. */
    SAYS(MACHINE("'Type':'Pass','End':true,'QueryLanguage':'XPath','ResultPath':'$'"),
         "field-dialect@/States/A:ResultPath, value-unknown@/States/A/QueryLanguage");
}

/* G-01 */
static void types(void)
{
    TELLS(MACHINE("'Type':'pass','End':true"),
          "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: "
          "[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]");
    TELLS(MACHINE("'End':true"), "SCHEMA_VALIDATION_FAILED: These fields are required: [Type]");
    SAYS(MACHINE("'Type':1,'End':true"), "value-type@/States/A/Type");
    /* Of a state that is of no type, nothing but what no state has is out of place. */
    SAYS(MACHINE("'Type':'X','Branches':[],'Seconds':1,'ErrorEquals':1,'Nextt':2"),
         "field-misplaced@/States/A:ErrorEquals, field-unknown@/States/A:Nextt, "
         "type-unknown@/States/A/Type, value-empty@/States/A/Branches");
}

/* G-03, G-04 */
static void places(void)
{
    TELLS(MACHINE("'Type':'Fail','End':true"),
          "SCHEMA_VALIDATION_FAILED: Field 'End' is not supported");
    SAYS(MACHINE("'Type':'Succeed','Next':'A','ResultPath':'$','InputPath':null,'Assign':{}"),
         "field-misplaced@/States/A:Next, field-misplaced@/States/A:ResultPath, "
         "field-misplaced@/States/A:Assign");
    SAYS(MACHINE("'Type':'Pass','End':true,'ResultSelector':{},'Retry':[],'Result':1"),
         "field-misplaced@/States/A:ResultSelector, field-misplaced@/States/A:Retry");
    SAYS(MACHINE("'Type':'Wait','Seconds':1,'End':true,'Parameters':{},'OutputPath':'$','"
                 "Assign':{}"),
         "field-misplaced@/States/A:Parameters");
    SAYS(MAP(PROCESSOR ",'TimeoutSeconds':1"), "field-misplaced@/States/A:TimeoutSeconds");
    SAYS(TASK("'Credentials':{},'HeartbeatSeconds':1,'Catch':[],'Retry':[]"), "");
}

/* What is said of a field in a state of each type in turn: y it may stand there, - it may not.
 */
static void check_places(const char *language, const char *field, const char *wanted)
{
    static const char *const types[] = { "Pass",    "Task", "Choice",   "Wait",
                                         "Succeed", "Fail", "Parallel", "Map" };
    char got[sizeof types / sizeof types[0] + 1] = "";
    struct buf misplaced = { 0 };
    buf_print(&misplaced, "field-misplaced@/States/A:%s", field);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct buf machine = { 0 };
        buf_print(&machine, MACHINE("'QueryLanguage':'%s','Type':'%s','%s':1"), language,
                  types[i], field);
        struct verdict v = verdict_begin(buf_string(&machine));
        got[i] = strstr(verdict_text(&v), buf_string(&misplaced)) == NULL ? 'y' : '-';
        verdict_end(&v);
        buf_release(&machine);
    }
    CU_ASSERT_STRING_EQUAL(got, wanted);
    if (strcmp(got, wanted) != 0) {
        fprintf(stderr, "%s: got %s, wanted %s\n", field, got, wanted);
    }
    buf_release(&misplaced);
}

/* G-03, G-04, G-05, PA-04, SU-01, FA-01, MP-17: each field in each type of state. */
static void every_place(void)
{
    static const char *const jsonpath[][2] = {
        /* Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map */
        { "Comment", "yyyyyyyy" },
        { "Next", "yy-y--yy" },
        { "End", "yy-y--yy" },
        { "InputPath", "yyyyy-yy" },
        { "OutputPath", "yyyyy-yy" },
        { "Parameters", "yy----yy" },
        { "ResultPath", "yy----yy" },
        { "ResultSelector", "-y----yy" },
        { "Result", "y-------" },
        { "Retry", "-y----yy" },
        { "Catch", "-y----yy" },
        { "Assign", "yyyy--yy" },
        { "Resource", "-y------" },
        { "Credentials", "-y------" },
        { "TimeoutSeconds", "-y------" },
        { "TimeoutSecondsPath", "-y------" },
        { "HeartbeatSeconds", "-y------" },
        { "HeartbeatSecondsPath", "-y------" },
        { "Choices", "--y-----" },
        { "Default", "--y-----" },
        { "Variable", "--------" },
        { "Seconds", "---y----" },
        { "SecondsPath", "---y----" },
        { "Timestamp", "---y----" },
        { "TimestampPath", "---y----" },
        { "Error", "-----y--" },
        { "ErrorPath", "-----y--" },
        { "Cause", "-----y--" },
        { "CausePath", "-----y--" },
        { "Branches", "------y-" },
        { "Iterator", "-------y" },
        { "ItemProcessor", "-------y" },
        { "ItemsPath", "-------y" },
        { "ItemSelector", "-------y" },
        { "ItemReader", "-------y" },
        { "ItemBatcher", "-------y" },
        { "ResultWriter", "-------y" },
        { "Label", "-------y" },
        { "MaxConcurrency", "-------y" },
        { "ToleratedFailureCount", "-------y" },
        { "ToleratedFailurePercentage", "-------y" },
        { "ErrorEquals", "--------" },
        { "StartAt", "--------" },
    };
    static const char *const jsonata[][2] = {
        { "Output", "yyyyy-yy" }, { "Arguments", "-y----y-" },    { "Assign", "yyyy--yy" },
        { "Items", "-------y" },  { "ItemSelector", "-------y" }, { "Condition", "--------" },
        { "Error", "-----y--" },  { "Cause", "-----y--" },
    };
    for (size_t i = 0; i < sizeof jsonpath / sizeof jsonpath[0]; i++) {
        check_places("JSONPath", jsonpath[i][0], jsonpath[i][1]);
    }
    for (size_t i = 0; i < sizeof jsonata / sizeof jsonata[0]; i++) {
        check_places("JSONata", jsonata[i][0], jsonata[i][1]);
    }
}

/* G-05 .. G-07 */
static void dialects(void)
{
    TELLS(JSONATA("'Type':'Pass','End':true,'ResultPath':'$.a'"),
          "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field "
          "'ResultPath' is "
          "only supported for the 'JSONPath' QueryLanguage");
    TELLS(MACHINE("'Type':'Pass','End':true,'Output':1"),
          "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field "
          "'Output' is "
          "only supported for the 'JSONata' QueryLanguage");
    SAYS(
        MACHINE(
            "'QueryLanguage':'JSONata','Type':'Task','Resource':'a:b','End':true,'Arguments':1,"
            "'Output':null,'Assign':{},'TimeoutSeconds':'{% 1 %}','HeartbeatSeconds':'1'"),
        "value-type@/States/A/HeartbeatSeconds");
    SAYS(JSONATA(
             "'Type':'Map','End':true,'Items':{},'ItemSelector':1,'ItemsPath':'$'," PROCESSOR),
         "field-dialect@/States/A:ItemsPath, value-type@/States/A/Items");
    SAYS(JSONATA("'Type':'Map','End':true,'Items':'{% 1 %}','MaxConcurrency':'{% 1 %}',"
                 "'ItemBatcher':{'MaxItemsPerBatch':'{% 1 %}'}," PROCESSOR),
         "");
    /* T-10: states inside take the machine's language, not that of the state around them. */
    SAYS(MAP("'QueryLanguage':'JSONata','ItemProcessor':{'StartAt':'B','States':{"
             "'B':{'Type':'Pass','End':true,'ResultPath':null}}}"),
         "");
}

/* W-02, W-08, E-20, MP-11 */
static void numbers(void)
{
    TELLS(MACHINE("'Type':'Wait','End':true,'Seconds':1.5"),
          "SCHEMA_VALIDATION_FAILED: Expected value of type Integer");
    SAYS(MACHINE("'Type':'Wait','End':true,'Seconds':0"), "");
    SAYS(MACHINE("'Type':'Wait','End':true,'Seconds':-1"), "value-small@/States/A/Seconds");
    SAYS(MACHINE("'Type':'Wait','End':true,'Seconds':100000000"),
         "value-large@/States/A/Seconds");
    SAYS(MACHINE("'Type':'Wait','End':true,'Seconds':123456789012345678901234567890"),
         "value-large@/States/A/Seconds");
    SAYS(MACHINE("'Type':'Wait','End':true,'Seconds':'1'"), "value-type@/States/A/Seconds");
    TELLS(MAP(PROCESSOR ",'ToleratedFailurePercentage':100.5"),
          "SCHEMA_VALIDATION_FAILED: Maximum value is 100.0");
    TELLS(MAP(PROCESSOR ",'ToleratedFailurePercentage':-0.1"),
          "SCHEMA_VALIDATION_FAILED: Minimum value is 0.0");
    TELLS(MAP(PROCESSOR ",'ToleratedFailureCount':-1"),
          "SCHEMA_VALIDATION_FAILED: Minimum value is 0");
    TELLS(MAP(PROCESSOR ",'ToleratedFailureCount':100000001"),
          "SCHEMA_VALIDATION_FAILED: Maximum value is 100000000");
    SAYS(TASK("'Retry':[{'ErrorEquals':['a'],'IntervalSeconds':0,'MaxAttempts':-1,'BackoffRate'"
              ":0.99,"
              "'MaxDelaySeconds':31622401,'JitterStrategy':'full'}]"),
         "value-small@/States/A/Retry[0]/IntervalSeconds, "
         "value-small@/States/A/Retry[0]/MaxAttempts, "
         "value-small@/States/A/Retry[0]/BackoffRate, "
         "value-large@/States/A/Retry[0]/MaxDelaySeconds, "
         "value-unknown@/States/A/Retry[0]/JitterStrategy");
    SAYS(TASK("'Retry':[{'ErrorEquals':['a'],'IntervalSeconds':1,'MaxAttempts':99999999,"
              "'BackoffRate':1,'MaxDelaySeconds':31622400,'JitterStrategy':'NONE'},"
              "{'ErrorEquals':['b'],'IntervalSeconds':99999999,'MaxAttempts':0}]"),
         "");
    /* E-26: no expressions here in either language. */
    SAYS(MACHINE("'QueryLanguage':'JSONata','Type':'Task','Resource':'a:b','End':true,"
                 "'Retry':[{'ErrorEquals':['a'],'MaxAttempts':'{% 1 %}'}]"),
         "value-type@/States/A/Retry[0]/MaxAttempts");
}

static void timestamps(void)
{
    static const char *const good[] = { "2016-03-14T01:59:00Z",
                                        "2016-02-29T23:59:59.243167252Z",
                                        "2016-03-14T01:59:00+05:30",
                                        "2016-03-14T01:59:00.1-00:00" };
    static const char *const bad[] = { "2016-03-14",
                                       "2016-03-14T01:59:00",
                                       "2016-03-14t01:59:00Z",
                                       "2016-03-14 01:59:00Z",
                                       "2016-13-14T01:59:00Z",
                                       "2015-02-29T01:59:00Z",
                                       "2016-03-14T24:00:00Z",
                                       "2016-03-14T01:59:00.Z",
                                       "2016-03-14T01:59:00+0530",
                                       "2016-03-14T01:59:00Zx",
                                       "16-03-14T01:59:00Z",
                                       "{% $now() %}",
                                       "" };
    for (size_t i = 0; i < sizeof good / sizeof good[0] + sizeof bad / sizeof bad[0]; i++) {
        bool is_good = i < sizeof good / sizeof good[0];
        const char *time = is_good ? good[i] : bad[i - sizeof good / sizeof good[0]];
        struct buf b = { 0 };
        buf_print(&b, MACHINE("'Type':'Wait','End':true,'Timestamp':'%s'"), time);
        SAYS(buf_string(&b), is_good ? "" : "timestamp-invalid@/States/A/Timestamp");
        buf_release(&b);
    }
    TELLS(MACHINE("'Type':'Wait','End':true,'Timestamp':'tomorrow'"),
          "SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp");
    SAYS(JSONATA("'Type':'Wait','End':true,'Timestamp':'{% $now() %}'"), "");
}

/* C-01, C-05 .. C-07, C-17, C-18 */
static void choices(void)
{
#define CHOICE(rule) MACHINE("'Type':'Choice','Choices':[{" rule "}]")
    TELLS(MACHINE("'Type':'Choice','Choices':[]"),
          "SCHEMA_VALIDATION_FAILED: Value cannot be empty");
    SAYS(MACHINE("'Type':'Choice'"), "field-missing@/States/A");
    SAYS(MACHINE("'Type':'Choice','Next':'A','Choices':[1]"),
         "field-misplaced@/States/A:Next, value-type@/States/A/Choices[0]");
    SAYS(CHOICE("'Variable':'$.a','IsNull':true"), "field-missing@/States/A/Choices[0]");
    SAYS(CHOICE("'IsNull':true,'Next':'A'"), "field-missing@/States/A/Choices[0]");
    SAYS(CHOICE("'Or':[],'Next':'A'"), "value-empty@/States/A/Choices[0]/Or");
    SAYS(CHOICE("'And':[{'Variable':'$.a','IsNull':true,'Next':'A'}],'Next':'A'"),
         "field-misplaced@/States/A/Choices[0]/And[0]:Next");
    SAYS(CHOICE("'Not':{'Variable':'$.a','IsNull':true,'Comment':'c'},'Next':'A','Assign':{}"),
         "");
    SAYS(CHOICE("'Variable':'$.a','StringEquals':1,'Next':'A'"),
         "value-type@/States/A/Choices[0]/StringEquals");
    SAYS(CHOICE("'Variable':'$.a','NumericEqualsPath':1,'Next':'A'"),
         "value-type@/States/A/Choices[0]/NumericEqualsPath");
    SAYS(CHOICE("'Variable':'$.a','BooleanEquals':'true','Next':'A'"),
         "value-type@/States/A/Choices[0]/BooleanEquals");
    SAYS(CHOICE("'Variable':'$.a','TimestampEquals':'now','Next':'A'"),
         "timestamp-invalid@/States/A/Choices[0]/TimestampEquals");
    SAYS(CHOICE("'Variable':'$.a','StringMatchesPath':'$.b','Next':'A'"),
         "field-unknown@/States/A/Choices[0]:StringMatchesPath");
    SAYS(CHOICE("'Variable':'$.a','NotEquals':1,'Next':'A'"),
         "field-unknown@/States/A/Choices[0]:NotEquals");
    SAYS(CHOICE("'Condition':true,'Next':'A'"), "field-dialect@/States/A/Choices[0]:Condition");
    SAYS(JSONATA("'Type':'Choice','Choices':[{'Condition':'{% true %}','Next':'A','Output':1,"
                 "'Assign':{}},{'Condition':'true','Next':'A'},{'Next':'A'},"
                 "{'Variable':'$.a','IsNull':true,'Next':'A'}]"),
         "value-type@/States/A/Choices[1]/Condition, field-missing@/States/A/Choices[2], "
         "field-dialect@/States/A/Choices[3]:Variable, "
         "field-dialect@/States/A/Choices[3]:IsNull");
}

/* E-20, E-30 */
static void handlers(void)
{
    SAYS(TASK("'Retry':[{}],'Catch':[{'Next':'A'},{'ErrorEquals':['a']}]"),
         "field-missing@/States/A/Retry[0], field-missing@/States/A/Catch[0], "
         "field-missing@/States/A/Catch[1]");
    SAYS(TASK("'Retry':[{'ErrorEquals':[]}],'Catch':[{'ErrorEquals':[true],'Next':'A'}]"),
         "value-empty@/States/A/Retry[0]/ErrorEquals, "
         "value-type@/States/A/Catch[0]/ErrorEquals[0]");
    SAYS(TASK("'Retry':{},'Catch':[1]"),
         "value-type@/States/A/Retry, value-type@/States/A/Catch[0]");
    SAYS(TASK("'Retry':[{'ErrorEquals':['a'],'Next':'A','Assign':{}}],"
              "'Catch':[{'ErrorEquals':['a'],'Next':'A','Output':1,'ResultPath':null,'Assign':{"
              "}}]"),
         "field-misplaced@/States/A/Retry[0]:Next, field-misplaced@/States/A/Retry[0]:Assign, "
         "field-dialect@/States/A/Catch[0]:Output");
}

/* PL-01, MP-01, MP-02, T-11 */
static void inner_blocks(void)
{
    TELLS(MACHINE("'Type':'Parallel','End':true,'Branches':[]"),
          "SCHEMA_VALIDATION_FAILED: Value cannot be empty");
    SAYS(MACHINE("'Type':'Parallel','End':true"), "field-missing@/States/A");
    SAYS(MACHINE("'Type':'Parallel','End':true,'Branches':[{'QueryLanguage':'JSONata',"
                 "'ProcessorConfig':{},'StartAt':'B','States':{'B':{'Type':'Fail'}}}]"),
         "field-misplaced@/States/A/Branches[0]:QueryLanguage, "
         "field-misplaced@/States/A/Branches[0]:ProcessorConfig");
    SAYS(MACHINE("'Type':'Map','End':true"), "field-missing@/States/A");
    SAYS(MAP("'ItemProcessor':{'ProcessorConfig':{'Mode':'BOTH','X':1}}"),
         "field-missing@/States/A/ItemProcessor, "
         "field-unknown@/States/A/ItemProcessor/ProcessorConfig:X, "
         "value-unknown@/States/A/ItemProcessor/ProcessorConfig/Mode");
    SAYS(MAP(PROCESSOR
             ",'ItemReader':{'Resource':1,'Arguments':1,'ReaderConfig':{'InputType':'XML',"
             "'MaxItems':-1,'CSVHeaders':['a',1],'MaxItem':1}}"),
         "field-dialect@/States/A/ItemReader:Arguments, "
         "value-type@/States/A/ItemReader/Resource, "
         "field-unknown@/States/A/ItemReader/ReaderConfig:MaxItem, "
         "value-unknown@/States/A/ItemReader/ReaderConfig/InputType, "
         "value-small@/States/A/ItemReader/ReaderConfig/MaxItems, "
         "value-type@/States/A/ItemReader/ReaderConfig/CSVHeaders[1]");
    SAYS(MAP(PROCESSOR
             ",'ItemBatcher':{'MaxInputBytesPerBatch':262145,'BatchInput':{}},"
             "'ResultWriter':{'WriterConfig':{'OutputType':'CSV','Transformation':'NONE'}}"),
         "value-large@/States/A/ItemBatcher/MaxInputBytesPerBatch, "
         "value-unknown@/States/A/ResultWriter/WriterConfig/OutputType");
}

/* What is yet to be filled fits where a number or a truth is wanted, and only if it is all of
 * the text. */
static void placeholders(void)
{
    SAYS(MAP(PROCESSOR ",'MaxConcurrency':'${N}','ToleratedFailurePercentage':'${a.b}'"), "");
    SAYS(MAP(PROCESSOR ",'MaxConcurrency':'${N}0'"), "value-type@/States/A/MaxConcurrency");
    SAYS(MACHINE("'Type':'Pass','End':'${E}'"), "");
    SAYS(CHOICE("'Variable':'$.a','NumericEquals':'${N}','Next':'A'"), "");
    struct verdict v =
        verdict_begin("{'StartAt':'A','States':{'A':{'Type':'Task','End':true,'Resource':"
                      "{'Fn::GetAtt':['F','Arn']}}}}");
    UNIT_TEXT(verdict_text(&v), "(cloudformation-open@/States/A/Resource)");
    UNIT_TEXT(v.workflow->block->first->field[FIELD_RESOURCE]->text, "${F.Arn}");
    verdict_end(&v);
    SAYS(MACHINE("'Type':'Task','End':true,'Resource':{'Get':'F'}"),
         "value-type@/States/A/Resource");
}

static void names_of_files(void)
{
    static const char *const names[][2] = { { "order.asl.json", "order" },
                                            { "order.json", "order" },
                                            { "my.order.asl.yaml", "my.order" },
                                            { "order", "order" },
                                            { ".json", "workflow" } };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct arena *a = arena_new();
        struct diag *d = diag_new(a);
        struct source *s = source_of_text(a, names[i][0], "{}", 2);
        diag_source(d, s);
        UNIT_TEXT(ast_build(a, d, s, reader_parse(a, d, s))->name, names[i][1]);
        arena_release(a);
    }
}

static void nothing_of_nothing(void)
{
    CU_ASSERT_PTR_NULL(ast_build(NULL, NULL, NULL, NULL));
}

UNIT_MAIN("ast", { "the tree", the_tree }, { "rules", rules },
          { "every state where it stands", every_state_where_it_stands },
          { "empty blocks are passed over", empty_blocks_are_passed_over },
          { "top level", top_level }, { "values of the top level", values_of_the_top_level },
          { "types", types }, { "places", places }, { "every place", every_place },
          { "dialects", dialects }, { "numbers", numbers }, { "timestamps", timestamps },
          { "choices", choices }, { "handlers", handlers }, { "inner blocks", inner_blocks },
          { "placeholders", placeholders }, { "names of files", names_of_files },
          { "nothing of nothing", nothing_of_nothing })

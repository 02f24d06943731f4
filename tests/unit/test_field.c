/*
 * Which field may stand where, and in which dialect: the whole matrix.
 */
#include "compiler/read/field.h"

#include <stdbool.h>

#include "tests/unit/unit.h"
#include "tests/unit/verdict.h"

/* What may hold fields: what stands around them, and where that is. */
static const struct {
    const char *before, *after, *location;
} holders[] = {
#define STATE(type)                                                                            \
    {                                                                                          \
        "'StartAt':'A','States':{'A':{'Type':'" type "',", "}}", "/States/A"                   \
    }
#define IN(state, location)                                                                    \
    {                                                                                          \
        "'StartAt':'A','States':{'A':{" state ":[{", "}]}}", "/States/A/" location "[0]"       \
    }
    STATE("Pass"),
    STATE("Task"),
    STATE("Choice"),
    STATE("Wait"),
    STATE("Succeed"),
    STATE("Fail"),
    STATE("Parallel"),
    STATE("Map"),
    IN("'Type':'Choice','Choices'", "Choices"),
    { "'StartAt':'A','States':{'A':{'Type':'Choice','Choices':[{'And':[{", "}]}]}}",
      "/States/A/Choices[0]/And[0]" },
    IN("'Type':'Task','Retry'", "Retry"),
    IN("'Type':'Task','Catch'", "Catch"),
    IN("'Type':'Parallel','Branches'", "Branches"),
    { "'StartAt':'A','States':{'A':{'Type':'Map','ItemProcessor':{", "}}}",
      "/States/A/ItemProcessor" },
    { "", "", "/" },
};
#define HOLDERS (sizeof holders / sizeof holders[0])

/*
 * For each holder, in their order, in JSONPath and in JSONata: y it may stand there, - it may
 * not, d it is the other dialect's, . is not asked: it stands there anyway, or nothing can.
 */
static const struct {
    const char *word, *in_jsonpath, *in_jsonata;
} matrix[] = {
    { "Comment", "yyyyyyyyyyyyyyy", "yyyyyyyyy.yyyyy" },
    { "StartAt", "------------yyy", "---------.--yyy" },
    { "States", "------------yyy", "---------.--yyy" },
    { "Version", "--------------y", "---------.----y" },
    { "QueryLanguage", "yyyyyyyy------.", "yyyyyyyy-.----." },
    { "Type", "........-------", "........-.-----" },
    { "Next", "yy-y--yyy--y---", "yy-y--yyy.-y---" },
    { "End", "yy-y--yy-------", "yy-y--yy-.-----" },
    { "InputPath", "yyyyy-yy-------", "ddddd-dd-.-----" },
    { "OutputPath", "yyyyy-yy-------", "ddddd-dd-.-----" },
    { "Parameters", "yy----yy-------", "dd----dd-.-----" },
    { "ResultPath", "yy----yy---y---", "dd----dd-.-d---" },
    { "ResultSelector", "-y----yy-------", "-d----dd-.-----" },
    { "Result", "y--------------", "d--------.-----" },
    { "Assign", "yyyy--yyy--y---", "yyyy--yyy.-y---" },
    { "Arguments", "-d----d--------", "-y----y--.-----" },
    { "Output", "ddddd-ddd--d---", "yyyyy-yyy.-y---" },
    { "Retry", "-y----yy-------", "-y----yy-.-----" },
    { "Catch", "-y----yy-------", "-y----yy-.-----" },
    { "Resource", "-y-------------", "-y-------.-----" },
    { "Credentials", "-y-------------", "-y-------.-----" },
    { "TimeoutSeconds", "-y------------y", "-y-------.----y" },
    { "TimeoutSecondsPath", "-y-------------", "-d-------.-----" },
    { "HeartbeatSeconds", "-y-------------", "-y-------.-----" },
    { "HeartbeatSecondsPath", "-y-------------", "-d-------.-----" },
    { "Choices", "--y------------", "--y------.-----" },
    { "Default", "--y------------", "--y------.-----" },
    { "Condition", "--------d------", "--------y.-----" },
    { "Variable", "--------yy-----", "--------d.-----" },
    { "And", "--------yy-----", "--------d.-----" },
    { "Or", "--------yy-----", "--------d.-----" },
    { "Not", "--------yy-----", "--------d.-----" },
    { "Seconds", "---y-----------", "---y-----.-----" },
    { "SecondsPath", "---y-----------", "---d-----.-----" },
    { "Timestamp", "---y-----------", "---y-----.-----" },
    { "TimestampPath", "---y-----------", "---d-----.-----" },
    { "Error", "-----y---------", "-----y---.-----" },
    { "ErrorPath", "-----y---------", "-----d---.-----" },
    { "Cause", "-----y---------", "-----y---.-----" },
    { "CausePath", "-----y---------", "-----d---.-----" },
    { "Branches", "------y--------", "------y--.-----" },
    { "ItemProcessor", "-------y-------", "-------y-.-----" },
    { "Iterator", "-------y-------", "-------y-.-----" },
    { "ItemSelector", "-------y-------", "-------y-.-----" },
    { "ItemReader", "-------y-------", "-------y-.-----" },
    { "ItemBatcher", "-------y-------", "-------y-.-----" },
    { "ResultWriter", "-------y-------", "-------y-.-----" },
    { "Label", "-------y-------", "-------y-.-----" },
    { "MaxConcurrency", "-------y-------", "-------y-.-----" },
    { "ToleratedFailureCount", "-------y-------", "-------y-.-----" },
    { "ToleratedFailurePercentage", "-------y-------", "-------y-.-----" },
    { "ItemsPath", "-------y-------", "-------d-.-----" },
    { "MaxConcurrencyPath", "-------y-------", "-------d-.-----" },
    { "ToleratedFailureCountPath", "-------y-------", "-------d-.-----" },
    { "ToleratedFailurePercentagePath", "-------y-------", "-------d-.-----" },
    { "Items", "-------d-------", "-------y-.-----" },
    { "ProcessorConfig", "-------------y-", "---------.---y-" },
    { "ErrorEquals", "----------yy---", "---------.yy---" },
    { "IntervalSeconds", "----------y----", "---------.y----" },
    { "MaxAttempts", "----------y----", "---------.y----" },
    { "BackoffRate", "----------y----", "---------.y----" },
    { "MaxDelaySeconds", "----------y----", "---------.y----" },
    { "JitterStrategy", "----------y----", "---------.y----" },
};

/* The letter of what is said about a field, whatever is said about its value. */
static char letter_of(const char *dialect, size_t holder, const char *word)
{
    struct buf text = { 0 }, wrong = { 0 };
    buf_print(&text, "{'QueryLanguage':'%s',%s'%s':1%s}", dialect, holders[holder].before, word,
              holders[holder].after);
    struct verdict v = verdict_begin(buf_string(&text));
    const char *said = arena_print(v.arena, "%s,", verdict_text(&v));
    buf_print(&wrong, "field-misplaced@%s:%s,", holders[holder].location, word);
    char letter = strstr(said, buf_string(&wrong)) != NULL ? '-' : 'y';
    buf_release(&wrong);
    buf_print(&wrong, "field-dialect@%s:%s,", holders[holder].location, word);
    letter = strstr(said, buf_string(&wrong)) != NULL ? 'd' : letter;
    verdict_end(&v);
    buf_release(&text);
    buf_release(&wrong);
    return letter;
}

static void check_row(const char *dialect, const char *word, const char *wanted)
{
    struct buf row = { 0 }, all = { 0 };
    buf_print(&row, "%s ", word);
    buf_print(&all, "%s %s", word, wanted);
    CU_ASSERT_EQUAL_FATAL(strlen(wanted), HOLDERS);
    for (size_t i = 0; i < HOLDERS; i++) {
        buf_char(&row, wanted[i] == '.' ? '.' : letter_of(dialect, i, word));
    }
    UNIT_TEXT(buf_string(&row), buf_string(&all));
    buf_release(&row);
    buf_release(&all);
}

/* T-01, T-04, T-11, T-13, G-03, G-04, G-05, G-06, G-07 */
static void test_matrix(void)
{
    for (size_t i = 0; i < sizeof matrix / sizeof matrix[0]; i++) {
        check_row("JSONPath", matrix[i].word, matrix[i].in_jsonpath);
        check_row("JSONata", matrix[i].word, matrix[i].in_jsonata);
    }
}

/* A word that the language gets has to be added to the matrix. */
static void test_all_fields(void)
{
    CU_ASSERT_EQUAL(sizeof matrix / sizeof matrix[0], FIELDS);
    for (size_t i = 0; i < sizeof matrix / sizeof matrix[0]; i++) {
        CU_ASSERT_PTR_NOT_NULL(field_find(matrix[i].word, strlen(matrix[i].word)));
    }
}

UNIT_MAIN("field", { "matrix", test_matrix }, { "all fields", test_all_fields })

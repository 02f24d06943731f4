#include <stdbool.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "compiler/substitute.h"
#include "tests/unit/unit.h"

static struct arena *a;
static struct diag *d;
static struct doc_node *doc;

static void fill(const char *text, const struct pair *pairs)
{
    if (a == NULL) {
        a = arena_new();
    }
    d = diag_new(a);
    struct source *s = source_of_text(a, "t.json", text, strlen(text));
    diag_source(d, s);
    doc = reader_parse(a, d, s);
    CU_ASSERT_PTR_NOT_NULL_FATAL(doc);
    substitute(a, d, s, doc, pairs);
}

/* The member at a path of names. */
static const struct doc_node *at(const char *first, const char *second, const char *third)
{
    const struct doc_node *n = doc_member(doc, first);
    n = second == NULL ? n : doc_member(n, second);
    return third == NULL ? n : doc_member(n, third);
}

static const struct pair pairs[] = { { "N", "7" },  { "T", "true" }, { "Q", "a\"b" },
                                     { "N", "12" }, { "E", "${N}" }, { NULL, NULL } };

static void test_texts(void)
{
    fill("{\"Comment\": \"<${N}-${Q}>${E}$\", \"${Q}\": 1, \"Other\": \"${N\", \"X\": \"${}${ "
         "N}\"}",
         pairs);
    /* Of equal names the last counts; what is filled in is not looked at again. */
    UNIT_TEXT(at("Comment", NULL, NULL)->text, "<12-a\"b>${N}$");
    CU_ASSERT_PTR_NOT_NULL(doc_member(doc, "a\"b"));
    UNIT_TEXT(at("Other", NULL, NULL)->text, "${N");
    UNIT_TEXT(at("X", NULL, NULL)->text, "${}${ N}");
    CU_ASSERT_EQUAL(diag_count(d), 0);
}

static void test_open(void)
{
    fill("{\"Comment\": \"${Nobody} ${AWS::Region} ${N}\"}", pairs);
    UNIT_TEXT(at("Comment", NULL, NULL)->text, "${Nobody} ${AWS::Region} 12");
    CU_ASSERT_EQUAL(diag_count(d), 2);
    CU_ASSERT_EQUAL(diag_errors(d), 0);
}

static void test_numbers_and_truths(void)
{
    fill("{\"TimeoutSeconds\": \"${N}\", \"States\": {\"Seconds\": {\"Seconds\": \"${N}\", "
         "\"End\": \"${T}\","
         " \"Parameters\": {\"Seconds\": \"${N}\"}, \"Comment\": \"${N}\", \"MaxConcurrency\": "
         "\"${Q}\"},"
         " \"B\": {\"Seconds\": \"1${N}\", \"HeartbeatSeconds\": \"9\"}}}",
         pairs);
    CU_ASSERT_EQUAL(at("TimeoutSeconds", NULL, NULL)->type, DOC_NUMBER);
    CU_ASSERT_EQUAL(at("States", "Seconds", "Seconds")->type, DOC_NUMBER);
    CU_ASSERT_EQUAL(at("States", "Seconds", "End")->type, DOC_TRUE);
    CU_ASSERT_EQUAL(doc_member(at("States", "Seconds", "Parameters"), "Seconds")->type,
                    DOC_STRING);
    CU_ASSERT_EQUAL(at("States", "Seconds", "Comment")->type, DOC_STRING);
    CU_ASSERT_EQUAL(at("States", "Seconds", "MaxConcurrency")->type, DOC_STRING);
    CU_ASSERT_EQUAL(at("States", "B", "Seconds")->type, DOC_STRING);
    CU_ASSERT_EQUAL(at("States", "B", "HeartbeatSeconds")->type, DOC_STRING);
}

/* What a rule compares with, and the parts of a Map's fields. */
static void test_operands_and_parts(void)
{
    fill("{\"States\": {\"C\": {\"Choices\": [{\"Not\": {\"NumericEquals\": \"${N}\", "
         "\"StringEquals\": \"${N}\", \"IsNull\": \"${T}\"}}], \"ItemReader\": "
         "{\"ReaderConfig\": {\"MaxItems\": \"${N}\"}, \"Parameters\": {\"MaxItems\": "
         "\"${N}\"}}, \"ItemBatcher\": {\"MaxItemsPerBatch\": \"${N}\"}}}}",
         pairs);
    const struct doc_node *rule = doc_member(at("States", "C", "Choices")->first, "Not");
    const struct doc_node *reader = at("States", "C", "ItemReader");
    CU_ASSERT_EQUAL(doc_member(rule, "NumericEquals")->type, DOC_NUMBER);
    CU_ASSERT_EQUAL(doc_member(rule, "StringEquals")->type, DOC_STRING);
    CU_ASSERT_EQUAL(doc_member(rule, "IsNull")->type, DOC_TRUE);
    CU_ASSERT_EQUAL(doc_member(doc_member(reader, "ReaderConfig"), "MaxItems")->type,
                    DOC_NUMBER);
    CU_ASSERT_EQUAL(doc_member(doc_member(reader, "Parameters"), "MaxItems")->type, DOC_STRING);
    CU_ASSERT_EQUAL(doc_member(at("States", "C", "ItemBatcher"), "MaxItemsPerBatch")->type,
                    DOC_NUMBER);
}

/* Names that become equal are one name twice (T-16). */
static void test_equal_names(void)
{
    fill("{\"States\": {\"${N}\": {}, \"12\": {}, \"${Nobody}\": {}}}", pairs);
    CU_ASSERT_EQUAL(diag_errors(d), 1);
    CU_ASSERT_EQUAL(diag_count(d), 2);
}

static void test_nothing(void)
{
    static const struct pair none[] = { { NULL, NULL } };
    substitute(a, d, NULL, NULL, none);
    fill("[\"$\", \"${\", \"$}\", \"\"]", none);
    CU_ASSERT_EQUAL(diag_count(d), 0);
}

UNIT_MAIN("substitute", { "texts", test_texts }, { "open", test_open },
          { "numbers and truths", test_numbers_and_truths },
          { "operands and parts", test_operands_and_parts },
          { "equal names", test_equal_names }, { "nothing", test_nothing })

#include "runtime/endpoint/request.h"

#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/javamap.h"
#include "runtime/endpoint/demand.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/groups.h"
#include "tests/unit/unit.h"

/* ---- The texts of tests/serve/requests.txt ---- */

/* "<ab*3>" becomes "ababab". */
static void expand(const char *text, struct buf *out)
{
    while (*text != '\0') {
        const char *star = *text == '<' ? strchr(text, '*') : NULL, *end = NULL;
        size_t times = star != NULL ? strtoul(star + 1, (char **)&end, 10) : 0;
        if (times == 0 || *end != '>') {
            buf_char(out, *text++);
            continue;
        }
        for (size_t i = 0; i < times; i++) {
            buf_put(out, text + 1, (size_t)(star - text) - 1);
        }
        text = end + 1;
    }
}

/* The input as JSON, or "CODE: MESSAGE". */
static void put_outcome(const char *target, const char *body, size_t size, struct buf *out)
{
    struct service_answer a;
    struct value *input = NULL;
    enum operation operation;
    if (request_read(target, body, size, &operation, &input, &a)) {
        CU_ASSERT_STRING_EQUAL(operation_name(operation), strchr(target, '.') + 1);
        write_json(out, input);
        value_release(input);
        return;
    }
    CU_ASSERT_EQUAL(a.status, 400);
    buf_print(out, "%s: %s", a.code, a.message != NULL ? a.message : "-");
    service_answer_release(&a);
}

static void check(const char *operation, const char *body, const char *wanted)
{
    struct buf target = { 0 }, asked = { 0 }, due = { 0 }, out = { 0 };
    buf_print(&target, "AWSStepFunctions.%s", operation);
    expand(body, &asked);
    expand(wanted, &due);
    put_outcome(buf_string(&target), buf_string(&asked), asked.size, &out);
    UNIT_TEXT(buf_string(&out), buf_string(&due));
    buf_release(&target);
    buf_release(&asked);
    buf_release(&due);
    buf_release(&out);
}

static void test_types(void)
{
    groups_run("tests/serve/requests.txt", "types", check);
}

static void test_constraints(void)
{
    groups_run("tests/serve/requests.txt", "constraints", check);
}

/* ---- Which operation is meant ---- */

static void test_targets(void)
{
    static const char *const unknown[] = {
        NULL,
        "",
        "StartExecution",
        "AWSStepFunctions",
        "AWSStepFunctions.",
        "AWSStepFunctions.startExecution",
        "AWSStepFunctions.StartExecution ",
        "AWSStepFunctions.Start",
        "awsstepfunctions.StartExecution",
        "AWSStepFunctionsXStartExecution",
        "DynamoDB_20120810.GetItem",
    };
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        struct buf out = { 0 };
        put_outcome(unknown[i], "{}", 2, &out);
        UNIT_TEXT(buf_string(&out), "UnknownOperationException: -");
        buf_release(&out);
    }
}

static void test_operations(void)
{
    enum operation found;
    CU_ASSERT_EQUAL(OPERATIONS, 37);
    for (int o = 0; o < OPERATIONS; o++) {
        CU_ASSERT_TRUE(operation_find(operation_name((enum operation)o), &found));
        CU_ASSERT_EQUAL(found, (enum operation)o);
        CU_ASSERT_EQUAL(operation_input((enum operation)o)->kind, DEMAND_STRUCTURE);
    }
}

/* An empty body, and a text that nests without end. */
static void test_bodies(void)
{
    struct buf deep = { 0 }, out = { 0 };
    put_outcome("AWSStepFunctions.ListActivities", "", 0, &out);
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&out), "SerializationException: The body is not"));
    buf_text(&deep, "{\"x\":");
    for (int i = 0; i < 100000; i++) {
        buf_char(&deep, '[');
    }
    buf_clear(&out);
    put_outcome("AWSStepFunctions.ListActivities", deep.text, deep.size, &out);
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&out), "SerializationException: The body is not"));
    buf_release(&deep);
    buf_release(&out);
}

/* ---- The order of words in messages ---- */

static unsigned bucket(const char *word, size_t size)
{
    return (unsigned)javamap_code(word, size) % 32;
}

static void check_words(const struct demand *d)
{
    unsigned last = 0;
    for (size_t i = 0; i < d->count; i++) {
        check_words(d->members[i].demand);
    }
    if (d->of != NULL) {
        check_words(d->of);
    }
    for (const char *at = d->words != NULL ? d->words + 1 : ""; *at != '\0';) {
        size_t size = strcspn(at, ",]");
        CU_ASSERT_TRUE(bucket(at, size) >= last);
        last = bucket(at, size);
        at += size + strspn(at + size, ",] ");
    }
}

static void test_words(void)
{
    for (int o = 0; o < OPERATIONS; o++) {
        check_words(operation_input((enum operation)o));
    }
}

UNIT_MAIN("request", { "types", test_types }, { "constraints", test_constraints },
          { "targets", test_targets }, { "operations", test_operations },
          { "bodies", test_bodies }, { "words", test_words })

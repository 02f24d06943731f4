#include "runtime/check/cases.h"

#include <errno.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/exec/frame.h"
#include "runtime/program/answer.h"
#include "runtime/task/mock.h"
#include "runtime/value/file.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Reading ----------------------------------------------------------------------------- */

/* Inputs or Expect, whose names must be those of cases. 0 and *ret_object, NULL where there is
 * none. */
static int read_names(const struct cases *c, const struct json_object *machine, const char *key,
                      struct json_object **ret_object, struct buf *why)
{
    struct json_object *test_cases = NULL;
    *ret_object = NULL;
    if (!value_member(machine, key, ret_object)) {
        return 0;
    }
    if (value_type(*ret_object) != VALUE_OBJECT) {
        buf_print(why, "%s: %s is an object by the names of test cases", c->path, key);
        return -EINVAL;
    }
    value_member(machine, "TestCases", &test_cases);
    for (struct value_walk w = value_walk(*ret_object); value_step(&w);) {
        if (!value_member(test_cases, w.key, NULL)) {
            buf_print(why, "%s: %s: there is no test case '%s'", c->path, key, w.key);
            return -EINVAL;
        }
    }
    return 0;
}

static bool is_status(const struct json_object *v)
{
    for (enum execution_status s = EXECUTION_SUCCEEDED; s <= EXECUTION_ABORTED; s++) {
        if (value_type(v) == VALUE_STRING &&
            strcmp(value_string(v), execution_status_word(s)) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_text_or_null(const struct json_object *v)
{
    return v == NULL || value_type(v) == VALUE_STRING;
}

static const char *fault(const struct json_object *expect)
{
    if (value_type(expect) != VALUE_OBJECT) {
        return "an object is wanted";
    }
    for (struct value_walk w = value_walk(expect); value_step(&w);) {
        if (strcmp(w.key, "status") == 0 && !is_status(w.value)) {
            return "the status is SUCCEEDED, FAILED, TIMED_OUT or ABORTED";
        }
        if ((strcmp(w.key, "error") == 0 || strcmp(w.key, "cause") == 0) &&
            !is_text_or_null(w.value)) {
            return "error and cause are texts, or null where there is none";
        }
        if (strcmp(w.key, "status") != 0 && strcmp(w.key, "output") != 0 &&
            strcmp(w.key, "error") != 0 && strcmp(w.key, "cause") != 0) {
            return "only status, output, error and cause are known here";
        }
    }
    return NULL;
}

static int read_cases(struct cases *c, struct buf *why)
{
    struct json_object *machine = NULL, *test_cases = NULL, *inputs = NULL, *expects = NULL;
    const char *ignored = NULL;
    int status = mock_machine(c->file, c->path, c->workflow, &machine, &ignored, why);
    status = status < 0 ? status : read_names(c, machine, "Inputs", &inputs, why);
    status = status < 0 ? status : read_names(c, machine, "Expect", &expects, why);
    if (status < 0) {
        return status;
    }
    value_member(machine, "TestCases", &test_cases);
    c->list = memory_array(value_count(test_cases) + 1, sizeof *c->list);
    for (struct value_walk w = value_walk(test_cases); value_step(&w);) {
        struct test_case *t = &c->list[c->count++];
        *t = (struct test_case){ .name = w.key, .input = c->empty };
        value_member(inputs, w.key, &t->input);
        const char *wrong = value_member(expects, w.key, &t->expect) ? fault(t->expect) : NULL;
        if (wrong != NULL) {
            buf_print(why, "%s: Expect: '%s': %s", c->path, w.key, wrong);
            return -EINVAL;
        }
    }
    if (c->count == 0) {
        buf_print(why, "%s: it has no test case", c->path);
        return -EINVAL;
    }
    return 0;
}

int cases_read(struct cases *c, const char *path, const char *workflow, struct buf *why)
{
    *c = (struct cases){ .path = path, .workflow = workflow, .empty = value_object() };
    int status = file_read_json(path, &c->file, why);
    status = status < 0 ? status : read_cases(c, why);
    if (status < 0) {
        cases_release(c);
    }
    return status;
}

void cases_release(struct cases *c)
{
    memory_release(c->list);
    value_release(c->file);
    value_release(c->empty);
}

int cases_mock(const struct cases *c, const struct test_case *t, struct mock **ret_mock,
               struct buf *why)
{
    return mock_new(c->file, c->path, c->workflow, t->name, ret_mock, why);
}

/* ---- Judging ----------------------------------------------------------------------------- */

static const char *wanted_status(const struct test_case *t)
{
    const char *said = value_member_text(t->expect, "status");
    bool fails =
        value_member(t->expect, "error", NULL) || value_member(t->expect, "cause", NULL);
    return said != NULL ? said
                        : execution_status_word(fails ? EXECUTION_FAILED : EXECUTION_SUCCEEDED);
}

static void put_text(struct buf *b, const char *text)
{
    if (text == NULL) {
        buf_text(b, "null");
    } else {
        write_string(b, text, strlen(text));
    }
}

static bool judge_status(const struct test_case *t, const struct execution *x, struct buf *why)
{
    const char *wanted = wanted_status(t), *got = execution_status_word(x->status);
    if (strcmp(wanted, got) == 0) {
        return true;
    }
    buf_print(why, "the execution is %s instead of %s", got, wanted);
    if (x->error != NULL || x->cause != NULL) {
        buf_text(why, ": error ");
        put_text(why, x->error);
        buf_text(why, ", cause ");
        put_text(why, x->cause);
    }
    return false;
}

static bool judge_text(const struct test_case *t, const char *key, const char *got,
                       struct buf *why)
{
    struct json_object *v = NULL;
    if (!value_member(t->expect, key, &v)) {
        return true;
    }
    const char *wanted = v == NULL ? NULL : value_string(v);
    if (wanted == NULL || got == NULL ? wanted == got : strcmp(wanted, got) == 0) {
        return true;
    }
    buf_print(why, "the %s is ", key);
    put_text(why, got);
    buf_text(why, " instead of ");
    put_text(why, wanted);
    return false;
}

static bool judge_output(const struct test_case *t, const struct execution *x, struct buf *why)
{
    struct json_object *wanted = NULL;
    if (!value_member(t->expect, "output", &wanted) || value_equal(wanted, x->output)) {
        return true;
    }
    buf_text(why, "the output is ");
    write_json(why, x->output);
    buf_text(why, " instead of ");
    write_json(why, wanted);
    return false;
}

bool cases_judge(const struct test_case *t, const struct execution *x, struct buf *why)
{
    return judge_status(t, x, why) && judge_text(t, "error", x->error, why) &&
           judge_text(t, "cause", x->cause, why) && judge_output(t, x, why);
}

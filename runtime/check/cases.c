#include "runtime/check/cases.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/exec/frame.h"
#include "runtime/program/answer.h"
#include "runtime/program/option.h"
#include "runtime/task/mock.h"
#include "runtime/value/file.h"
#include "runtime/value/suggest.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Reading ----------------------------------------------------------------------------- */

/* Returns true if each key of `object`, which stands in `where`, is the name of a test case. */
static bool are_cases(const struct value *object, const char *where,
                      const struct value *test_cases, struct buf *why)
{
    if (value_type(object) != VALUE_OBJECT) {
        buf_print(why, "%s is to be an object by the names of test cases", where);
        return false;
    }
    for (struct value_walk w = value_walk(object); value_step(&w);) {
        if (!value_member(test_cases, w.key, NULL)) {
            buf_print(why, "%s: there is no test case '%s'", where, w.key);
            suggest_key(why, test_cases, w.key);
            return false;
        }
    }
    return true;
}

/* Inputs or Expect of the mock file. *ret_object is NULL where there is none. */
static bool read_names(const struct cases *c, const struct value *machine, const char *key,
                       const struct value *test_cases, struct value **ret_object,
                       struct buf *why)
{
    struct buf where = { 0 };
    *ret_object = NULL;
    if (!value_member(machine, key, ret_object)) {
        return true;
    }
    buf_print(&where, "%s: %s", c->path, key);
    bool good = are_cases(*ret_object, buf_string(&where), test_cases, why);
    buf_release(&where);
    return good;
}

static bool is_status(const struct value *v)
{
    for (enum execution_status s = EXECUTION_SUCCEEDED; s <= EXECUTION_ABORTED; s++) {
        if (value_type(v) == VALUE_STRING &&
            strcmp(value_string(v), execution_status_word(s)) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_text_or_null(const struct value *v)
{
    return value_is_null(v) || value_type(v) == VALUE_STRING;
}

static const char *fault(const struct value *expect)
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

/* One state machine's objects, all by the names of its test cases. */
struct parts {
    struct value *test_cases;
    struct value *inputs, *expects; /* NULL if there is none */
};

static bool read_parts(struct cases *c, const struct cases_request *r, struct parts *ret_parts,
                       struct buf *why)
{
    struct value *machine = NULL, *machines = NULL;
    const char *ignored = NULL;
    value_member(c->file, "StateMachines", &machines);
    if (r->machine != NULL && !value_member(machines, r->machine, NULL)) {
        buf_print(why, "%s: there is no state machine '%s'", c->path, r->machine);
        suggest_key(why, machines, r->machine);
        return false;
    }
    if (!mock_machine(c->file, c->path, c->workflow, &machine, &ignored, why)) {
        bool is_among = value_member(machines, c->workflow, NULL);
        buf_text(why,
                 value_count(machines) > 1 && !is_among ? "; choose one with --machine" : "");
        return false;
    }
    value_member(machine, "TestCases", &ret_parts->test_cases);
    return read_names(c, machine, "Inputs", ret_parts->test_cases, &ret_parts->inputs, why) &&
           read_names(c, machine, "Expect", ret_parts->test_cases, &ret_parts->expects, why) &&
           (c->inputs == NULL ||
            are_cases(c->inputs, r->inputs_path, ret_parts->test_cases, why));
}

static bool are_known(const struct cases *c, const struct option_list *names,
                      const struct value *test_cases, struct buf *why)
{
    for (size_t i = 0; i < names->count; i++) {
        if (!value_member(test_cases, names->texts[i], NULL)) {
            buf_print(why, "%s: there is no test case '%s'", c->path, names->texts[i]);
            suggest_key(why, test_cases, names->texts[i]);
            return false;
        }
    }
    return true;
}

static bool is_wanted(const char *name, const struct option_list *names)
{
    size_t i = 0;
    while (i < names->count && strcmp(names->texts[i], name) != 0) {
        i++;
    }
    return names->count == 0 || i < names->count;
}

static struct value *input_of(const struct cases *c, const struct cases_request *r,
                              const struct parts *p, const char *name)
{
    struct value *input = c->empty;
    if (value_member(c->inputs, name, &input)) {
        return input;
    }
    if (r->has_input) {
        return r->input;
    }
    value_member(p->inputs, name, &input);
    return input;
}

static bool read_cases(struct cases *c, const struct cases_request *r, struct buf *why)
{
    struct parts p = { .test_cases = NULL };
    if (!read_parts(c, r, &p, why) || !are_known(c, r->names, p.test_cases, why)) {
        return false;
    }
    c->list = memory_array(value_count(p.test_cases) + 1, sizeof *c->list);
    for (struct value_walk w = value_walk(p.test_cases); value_step(&w);) {
        struct test_case t = { .name = w.key, .input = input_of(c, r, &p, w.key) };
        const char *wrong = value_member(p.expects, w.key, &t.expect) ? fault(t.expect) : NULL;
        if (wrong != NULL) {
            buf_print(why, "%s: Expect: '%s': %s", c->path, w.key, wrong);
            return false;
        }
        if (is_wanted(w.key, r->names)) {
            c->list[c->count++] = t;
        }
    }
    if (c->count == 0) {
        buf_print(why, "%s: it has no test case", c->path);
    }
    return c->count > 0;
}

bool cases_read(struct cases *c, const struct cases_request *r, struct buf *why)
{
    *c = (struct cases){ .path = r->path,
                         .workflow = r->machine != NULL ? r->machine : r->workflow,
                         .empty = value_object() };
    bool read = file_read_json(r->path, &c->file, why) &&
                (r->inputs_path == NULL || file_read_json(r->inputs_path, &c->inputs, why)) &&
                read_cases(c, r, why);
    if (!read) {
        cases_release(c);
    }
    return read;
}

void cases_release(struct cases *c)
{
    memory_release(c->list);
    value_release(c->file);
    value_release(c->inputs);
    value_release(c->empty);
}

bool cases_mock(const struct cases *c, const struct test_case *t, struct mock **ret_mock,
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
    struct value *v = NULL;
    if (!value_member(t->expect, key, &v)) {
        return true;
    }
    const char *wanted = value_type(v) == VALUE_STRING ? value_string(v) : NULL;
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
    struct value *wanted = NULL;
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

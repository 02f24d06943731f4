/*
 * test: every test case of a mock file on the virtual clock. TAP on standard output, with the
 * coverage of the workflow as comments behind the results.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/exit.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/base/text.h"
#include "runtime/check/cases.h"
#include "runtime/check/coverage.h"
#include "runtime/check/junit.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/program/feature.h"
#include "runtime/program/mocked.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/task/mock.h"
#include "runtime/task/workers.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

struct test_options {
    struct options common;
    const char *mock_file;
    const char *inputs_file;
    const char *machine;
    struct option_list cases;
    const char *junit_file;
    const char *lcov_file;
    size_t fail_under; /* percent of the states */
};

struct test {
    const struct asl_workflow *workflow;
    const struct test_options *own;
    struct options options; /* of each case */
    struct value *input;    /* for all cases */
    struct cases cases;
    struct coverage *coverage;
    struct junit junit;
    struct session session; /* of the case that runs */
    bool is_stopped;
    size_t failed;
};

static void on_stop(void *owner, int signal)
{
    struct test *t = owner;
    (void)signal;
    t->is_stopped = t->session.is_stopped = true;
    session_abort(&t->session);
}

/* A name in TAP: on one line, and no # in it that would begin a directive. */
static void put_name(struct buf *b, const char *case_name)
{
    struct buf shown = { 0 };
    text_put_visible(&shown, case_name, strlen(case_name));
    for (const char *name = buf_string(&shown); *name != '\0'; name++) {
        if (*name == '#' || *name == '\\') {
            buf_char(b, '\\');
        }
        buf_char(b, *name);
    }
    buf_release(&shown);
}

/* Print how a case went; `why` is NULL for one that passed. */
static void report(struct test *t, const struct test_case *c, int64_t time_ms, const char *why)
{
    struct buf b = { 0 };
    size_t number = (size_t)(c - t->cases.list) + 1;
    buf_print(&b, "%sok %zu - ", why == NULL ? "" : "not ", number);
    put_name(&b, c->name);
    buf_char(&b, '\n');
    if (why != NULL) {
        t->failed++;
        buf_text(&b, "  ---\n  message: ");
        write_string(&b, why, strlen(why));
        buf_text(&b, "\n  ...\n");
    }
    junit_add(&t->junit, t->workflow->name, c->name, time_ms, why);
    fwrite(b.text, 1, b.size, output_file());
    fflush(output_file());
    buf_release(&b);
}

static void execute(struct test *t, const struct test_case *c)
{
    struct buf why = { 0 };
    loop_on_stop(t->session.loop, on_stop, t);
    struct execution *x =
        session_start(&t->session, NULL, c->input, coverage_observer(t->coverage));
    session_run(&t->session);
    if (!t->is_stopped) {
        bool passed = cases_judge(c, x, &why);
        report(t, c, x->stop_ms - x->start_ms, passed ? NULL : buf_string(&why));
    }
    run_release(x);
    buf_release(&why);
}

static void warn_of_mock(const struct test *t, const struct test_case *c, const struct mock *m)
{
    struct buf where = { 0 };
    buf_print(&where, "%s#%s", t->own->mock_file, c->name);
    mocked_warn(t->options.program, buf_string(&where), t->workflow, m);
    buf_release(&where);
}

/* Each case has a session of its own, so that it is the same whatever ran before. Returns
 * false if the options are wrong. */
static bool run_case(struct test *t, const struct test_case *c)
{
    struct session *s = &t->session;
    struct mock *mock = NULL;
    struct buf why = { 0 };
    bool bound = true;
    session_open(s, t->workflow, &t->options);
    if (!cases_mock(&t->cases, c, &mock, &why)) {
        report(t, c, 0, buf_string(&why));
    } else {
        warn_of_mock(t, c, mock);
        workers_mock_take(s->deployment.workers, mock);
        bound = session_bind(s);
        if (bound) {
            execute(t, c);
        }
    }
    session_close(s);
    buf_release(&why);
    return bound;
}

static bool write_file(const struct test *t, const char *path, int error)
{
    if (error != 0) {
        message_print(t->options.program, "%s: cannot be written: %s", path, strerror(-error));
    }
    return error == 0;
}

static int conclude(const struct test *t)
{
    const struct test_options *o = t->own;
    bool reached = coverage_reaches(t->coverage, o->fail_under);
    bool written = true;
    coverage_print(t->coverage, output_file(), "# ");
    if (fflush(output_file()) != 0) {
        written = write_file(t, "standard output", -errno);
    }
    if (o->junit_file != NULL) {
        written = write_file(t, o->junit_file,
                             junit_write(&t->junit, t->workflow->name, o->junit_file)) &&
                  written;
    }
    if (o->lcov_file != NULL) {
        written = write_file(t, o->lcov_file, coverage_write_lcov(t->coverage, o->lcov_file)) &&
                  written;
    }
    if (!reached) {
        message_print(t->options.program, "fewer than %zu %% of the states are covered",
                      o->fail_under);
    }
    return !written ? EXIT_MACHINE : t->failed > 0 || !reached ? EXIT_FAILED : EXIT_SUCCEEDED;
}

static int run_cases(struct test *t)
{
    output_print("TAP version 14\n1..%zu\n", t->cases.count);
    for (size_t i = 0; i < t->cases.count; i++) {
        if (!run_case(t, &t->cases.list[i])) {
            return EXIT_USAGE;
        }
        if (t->is_stopped) {
            output_print("Bail out! It was interrupted.\n");
            return EXIT_ABORTED;
        }
    }
    return conclude(t);
}

/* The input for all cases, if there is one. False, after a message. */
static bool read_input(struct test *t)
{
    const struct options *o = &t->options;
    return (o->input == NULL && o->input_file == NULL) || session_input(o, &t->input);
}

static bool read_cases(struct test *t)
{
    const struct test_options *own = t->own;
    const struct options *o = &t->options;
    struct cases_request request = {
        .path = own->mock_file,
        .workflow = t->workflow->name,
        .machine = own->machine,
        .names = &own->cases,
        .inputs_path = own->inputs_file,
        .input = t->input,
        .has_input = o->input != NULL || o->input_file != NULL,
    };
    struct buf why = { 0 };
    bool read = own->mock_file != NULL && cases_read(&t->cases, &request, &why);
    if (own->mock_file == NULL) {
        message_print(o->program, "the mock file is missing: %s test MockConfigFile.json",
                      o->program);
    } else if (!read) {
        message_print(o->program, "%s", buf_string(&why));
    }
    buf_release(&why);
    return read;
}

static int run_test(const struct asl_workflow *w, const struct options *o)
{
    struct test t = { .workflow = w, .own = (const struct test_options *)o, .options = *o };
    int code = EXIT_USAGE;
    if (!o->virtual_time) {
        t.options.virtual_time = true;
        t.options.virtual_start_ms = CLOCK_VIRTUAL_START_MS;
    }
    t.options.seeded = true;
    if (read_input(&t) && read_cases(&t)) {
        t.coverage = coverage_new(w);
        code = run_cases(&t);
        coverage_release(t.coverage);
        cases_release(&t.cases);
    }
    value_release(t.input);
    buf_release(&t.junit.cases);
    return code;
}

/* ---- Its options ------------------------------------------------------------------------- */

static bool set_mock_file(struct options *o, const struct option_row *row, const char *value,
                          struct buf *why)
{
    if (((const struct test_options *)o)->mock_file != NULL) {
        buf_print(why,
                  "there is a mock file already: what is '%s'? (--input JSON is the input for "
                  "all cases)",
                  value);
        return false;
    }
    return option_text(o, row, value, why);
}

static const struct option_row mock_file = {
    .word = "the mock file's name",
    .value = "FILE",
    .set = set_mock_file,
    .place = offsetof(struct test_options, mock_file),
};

static const struct option_row own_options[] = {
    { "--inputs", OPTION_VALUE, "FILE", "inputs of cases: a JSON object of CASE: INPUT",
      option_text, offsetof(struct test_options, inputs_file), 0, 0 },
    { "--case", OPTION_VALUE, "CASE", "run this case only; may stand several times", option_add,
      offsetof(struct test_options, cases), 0, 0 },
    { "--machine", OPTION_VALUE, "MACHINE", "which of the mock file's state machines this is",
      option_text, offsetof(struct test_options, machine), 0, 0 },
    { "--junit", OPTION_VALUE, "FILE", "write the results as JUnit's XML", option_text,
      offsetof(struct test_options, junit_file), 0, 0 },
    { "--lcov", OPTION_VALUE, "FILE", "write the coverage for lcov's tools", option_text,
      offsetof(struct test_options, lcov_file), 0, 0 },
    { "--fail-under", OPTION_VALUE, "N", "exit 1 if fewer percent of the states are covered",
      option_count, offsetof(struct test_options, fail_under), 0, 100 },
    OPTION_END,
};

static const struct option_row *const options[] = { own_options,     options_input,
                                                    options_session, options_local,
                                                    options_load,    NULL };

const struct asl_feature asl_feature_test = {
    .word = "test",
    .usage = "FILE [OPTION]...",
    .help = "run the test cases of a mock file on a virtual clock; prints TAP and coverage",
    .argument = &mock_file,
    .options = options,
    .size = sizeof(struct test_options),
    .is_trial = true,
    .run = run_test,
};

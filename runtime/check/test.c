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
#include "runtime/check/cases.h"
#include "runtime/check/coverage.h"
#include "runtime/check/junit.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/task/mock.h"
#include "runtime/task/workers.h"
#include "runtime/value/write.h"

struct test {
    const struct asl_workflow *workflow;
    struct options options; /* of each case */
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
    t->is_stopped = true;
    session_abort(&t->session);
}

/* A name in TAP: on one line, and no # in it that would begin a directive. */
static void put_name(struct buf *b, const char *name)
{
    for (; *name != '\0'; name++) {
        if (*name == '#' || *name == '\\') {
            buf_char(b, '\\');
        }
        buf_char(b, (unsigned char)*name < ' ' ? '?' : *name);
    }
}

/* `why` NULL: it passed. */
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
    fwrite(b.text, 1, b.size, stdout);
    fflush(stdout);
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

/* Each case has a session of its own, so that it is the same whatever ran before. False: the
 * options are wrong. */
static bool run_case(struct test *t, const struct test_case *c)
{
    struct session *s = &t->session;
    struct mock *mock = NULL;
    struct buf why = { 0 };
    bool bound = true;
    session_open(s, t->workflow, &t->options);
    if (cases_mock(&t->cases, c, &mock, &why) < 0) {
        report(t, c, 0, buf_string(&why));
    } else {
        workers_mock_take(s->engine.workers, mock);
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
        fprintf(stderr, "%s: cannot write %s: %s\n", t->options.program, path,
                strerror(-error));
    }
    return error == 0;
}

static int conclude(const struct test *t)
{
    const struct options *o = &t->options;
    bool reached = coverage_reaches(t->coverage, o->fail_under);
    bool written = true;
    coverage_print(t->coverage, stdout, "# ");
    if (fflush(stdout) != 0) {
        written = write_file(t, "the results", -errno);
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
        fprintf(stderr, "%s: fewer than %zu %% of the states are covered\n", o->program,
                o->fail_under);
    }
    return !written ? EXIT_MACHINE : t->failed > 0 || !reached ? EXIT_FAILED : EXIT_SUCCEEDED;
}

static int run_cases(struct test *t)
{
    printf("TAP version 14\n1..%zu\n", t->cases.count);
    for (size_t i = 0; i < t->cases.count; i++) {
        if (!run_case(t, &t->cases.list[i])) {
            return EXIT_USAGE;
        }
        if (t->is_stopped) {
            printf("Bail out! It was interrupted.\n");
            return EXIT_ABORTED;
        }
    }
    return conclude(t);
}

/* What belongs to a single run does not go with test cases. */
static const char *odd_option(const struct options *o)
{
    return o->input_file != NULL     ? "--input-file"
           : o->name != NULL         ? "--name"
           : o->history_file != NULL ? "--history"
           : o->describe             ? "--describe"
           : o->trace                ? "--trace"
           : o->mock != NULL         ? "--mock"
                                     : NULL;
}

static bool read_cases(struct test *t)
{
    const struct options *o = &t->options;
    struct buf why = { 0 };
    bool read = false;
    if (o->input == NULL) {
        buf_text(&why, "test MockConfigFile.json: the file is missing");
    } else if (odd_option(o) != NULL) {
        buf_print(&why, "%s does not go with test", odd_option(o));
    } else {
        read = cases_read(&t->cases, o->input, t->workflow->name, &why) == 0;
    }
    if (!read) {
        fprintf(stderr, "%s: %s\n", o->program, buf_string(&why));
    }
    buf_release(&why);
    return read;
}

static int run_test(const struct asl_workflow *w, const struct options *o)
{
    struct test t = { .workflow = w, .options = *o };
    if (!o->virtual_time) {
        t.options.virtual_time = true;
        t.options.virtual_start_ms = CLOCK_VIRTUAL_START_MS;
    }
    t.options.seeded = true;
    if (!read_cases(&t)) {
        return EXIT_USAGE;
    }
    t.coverage = coverage_new(w);
    int code = run_cases(&t);
    coverage_release(t.coverage);
    cases_release(&t.cases);
    buf_release(&t.junit.cases);
    return code;
}

const struct asl_feature asl_feature_test = {
    .word = "test",
    .help = "FILE [OPTION]...     run every test case of a mock file on a virtual clock; TAP "
            "and coverage",
    .run = run_test,
};

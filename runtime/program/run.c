/*
 * run: one execution from the command line: its input, the run, its answer.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/exit.h"
#include "runtime/exec/history.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/program/answer.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/program/record.h"
#include "runtime/program/session.h"
#include "runtime/program/trace.h"
#include "runtime/value/value.h"

struct run {
    struct session session;
    const struct options *options;
    struct execution *execution;
    struct record record;
    struct trace trace;
    struct observer recorder, tracer;
};

/* The history is the execution's own; the children of a distributed Map are only traced. */
static void on_recorded(void *owner, const struct execution *x, const struct history_event *e)
{
    struct run *r = owner;
    (void)x;
    record_event(&r->record, e);
}

static void on_traced(void *owner, const struct execution *x, const struct history_event *e)
{
    struct run *r = owner;
    trace_event(&r->trace, x, e);
}

static void on_retry(void *owner, const struct execution *x, const struct history_retry *retry)
{
    struct run *r = owner;
    (void)x;
    trace_retry(&r->trace, retry);
}

/* Who looks at the execution: whoever was asked for. */
static const struct observer *observers(struct run *r)
{
    const struct observer *all = NULL;
    if (r->options->trace) {
        r->tracer = (struct observer){
            .event = on_traced, .retry = on_retry, .children = true, .owner = r
        };
        all = &r->tracer;
    }
    if (r->record.file != NULL) {
        r->recorder = (struct observer){ .event = on_recorded, .owner = r, .next = all };
        all = &r->recorder;
    }
    return all;
}

static void on_stop(void *owner, int signal)
{
    struct run *r = owner;
    (void)signal;
    session_abort(&r->session);
}

static int answer(struct run *r)
{
    const struct execution *x = r->execution;
    bool written = true;
    struct json_object *failure = answer_failure(x);
    if (r->options->describe) {
        struct json_object *all = answer_describe(x);
        written = answer_print(stdout, all);
        value_release(all);
    } else if (x->status == EXECUTION_SUCCEEDED) {
        written = answer_print(stdout, x->output);
    } else {
        answer_print(stderr, failure);
    }
    int output_error = written ? 0 : errno;
    value_release(failure);
    int history_error = -record_close(&r->record);
    if (output_error == 0 && history_error == 0) {
        return (int)answer_exit(x->status);
    }
    /* Who does not want the output any more need not be told. */
    if (output_error != EPIPE) {
        fprintf(stderr, "%s: cannot write the %s: %s\n", r->options->program,
                output_error != 0 ? "output" : "history",
                strerror(output_error != 0 ? output_error : history_error));
    }
    return EXIT_MACHINE;
}

static int execute(struct run *r, struct json_object *input)
{
    const struct options *o = r->options;
    loop_on_stop(r->session.loop, on_stop, r);
    r->execution = session_start(&r->session, o->name, input, observers(r));
    session_run(&r->session);
    int code = answer(r);
    run_release(r->execution);
    return code;
}

static int run_once(const struct asl_workflow *w, const struct options *o)
{
    struct json_object *input = NULL;
    if (!session_input(o, &input)) {
        return EXIT_USAGE;
    }
    struct run r = { .options = o };
    session_open(&r.session, w, o);
    trace_open(&r.trace, stderr, clock_now_ms(&r.session.clock));
    int code = EXIT_USAGE;
    if (session_bind(&r.session)) {
        if (o->history_file != NULL && record_open(&r.record, o->history_file) != 0) {
            fprintf(stderr, "%s: cannot write the history to %s\n", o->program,
                    o->history_file);
            code = EXIT_MACHINE;
        } else {
            code = execute(&r, input);
        }
    }
    record_close(&r.record);
    session_close(&r.session);
    value_release(input);
    return code;
}

const struct asl_feature asl_feature_run = {
    .word = "run",
    .help = "[JSON] [OPTION]...   run the workflow once (what it does unasked); its output is "
            "printed",
    .run = run_once,
};

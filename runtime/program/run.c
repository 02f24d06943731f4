/*
 * run: one execution from the command line: its input, the run, its answer.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/exit.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
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

struct run_options {
    struct options common;
    const char *history_file; /* "-": standard output, instead of the result */
    bool describe;
    bool trace;
};

struct run {
    struct session session;
    const struct run_options *options;
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
    r->session.is_stopped = true;
    session_abort(&r->session);
}

/* Print what the execution came to. Returns false if it cannot be written: errno says why. */
static bool print_result(const struct run *r, bool history_is_printed)
{
    const struct execution *x = r->execution;
    bool written = true;
    if (r->options->describe) {
        struct value *all = answer_describe(x);
        written = answer_print(output_file(), all);
        value_release(all);
    } else if (x->status != EXECUTION_SUCCEEDED) {
        struct value *failure = answer_failure(x);
        answer_print(stderr, failure);
        value_release(failure);
    } else if (!history_is_printed) {
        written = answer_print(output_file(), x->output);
    }
    return written;
}

/* Returns the exit code. */
static int answer(struct run *r)
{
    bool history_is_printed = r->record.file == output_file();
    int history_error = -record_close(&r->record);
    int output_error = print_result(r, history_is_printed) ? 0 : errno;
    int error = output_error != 0 ? output_error : history_error;
    if (error == 0) {
        return (int)answer_exit(r->execution->status);
    }
    /* Who does not want the output any more need not be told. */
    if (error != EPIPE) {
        message_print(r->options->common.program, "%s: cannot be written: %s",
                      output_error != 0 || history_is_printed ? "standard output"
                                                              : r->options->history_file,
                      strerror(error));
    }
    return EXIT_MACHINE;
}

static int execute(struct run *r, struct value *input)
{
    const struct options *o = &r->options->common;
    loop_on_stop(r->session.loop, on_stop, r);
    r->execution = session_start(&r->session, o->name, input, observers(r));
    session_run(&r->session);
    int code = answer(r);
    run_release(r->execution);
    return code;
}

/* Returns false, after a message, if the history cannot be written. */
static bool open_history(struct run *r)
{
    const char *path = r->options->history_file;
    int error = path == NULL ? 0 : record_open(&r->record, path);
    if (error != 0) {
        message_print(r->options->common.program, "%s: cannot be written: %s", path,
                      strerror(-error));
    }
    return error == 0;
}

/* Returns false, after a message, if two things are to go to standard output. */
static bool goes_together(const struct run_options *o)
{
    bool both = o->describe && o->history_file != NULL && strcmp(o->history_file, "-") == 0;
    if (both) {
        message_print(o->common.program,
                      "--history - and --describe are both for standard output; write the "
                      "history to a file");
    }
    return !both;
}

static int run_with(struct run *r, const struct asl_workflow *w, struct value *input)
{
    int code = EXIT_USAGE;
    session_open(&r->session, w, &r->options->common);
    trace_open(&r->trace, stderr, clock_now_ms(&r->session.clock));
    if (session_bind(&r->session)) {
        bool is_open = open_history(r) && session_trace(&r->session, w);
        code = is_open ? execute(r, input) : EXIT_MACHINE;
    }
    record_close(&r->record);
    session_close(&r->session);
    return code;
}

static int run_once(const struct asl_workflow *w, const struct options *common)
{
    const struct run_options *o = (const struct run_options *)common;
    struct value *input = NULL;
    if (!goes_together(o) || !session_input(common, &input)) {
        return EXIT_USAGE;
    }
    struct run r = { .options = o };
    int code = run_with(&r, w, input);
    value_release(input);
    return code;
}

static const struct option_row own_options[] = {
    { "--history", OPTION_VALUE, "FILE",
      "write the event history, as GetExecutionHistory gives it; - prints it as the output",
      option_text, offsetof(struct run_options, history_file), 0, 0 },
    { "--describe", OPTION_NOTHING, "",
      "print DescribeExecution's JSON instead of the bare output", option_flag,
      offsetof(struct run_options, describe), 0, 0 },
    { "--trace", OPTION_NOTHING, "", "show what happens, on standard error", option_flag,
      offsetof(struct run_options, trace), 0, 0 },
    OPTION_END,
};

static const struct option_row *const options[] = {
    options_input, options_name, own_options,    options_mock, options_session,
    options_local, options_load, options_traces, NULL,
};

const struct asl_feature asl_feature_run = {
    .word = "run",
    .usage = "[JSON] [OPTION]...",
    .help = "run the workflow once, and print its output",
    .argument = &options_json,
    .options = options,
    .size = sizeof(struct run_options),
    .run = run_once,
};

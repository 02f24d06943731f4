/*
 * run: one execution from the command line: its input, the run, its answer. With --store it is
 * kept, and the same command goes on with it.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/command/record.h"
#include "runtime/command/trace.h"
#include "runtime/exec/history.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/program/answer.h"
#include "runtime/program/feature.h"
#include "runtime/program/keeping.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/value/value.h"

struct run_options {
    struct options common;
    const char *history_file; /* "-": standard output, instead of the result */
    bool describe;
    bool trace;
};

struct run {
    struct session session; /* unless it is kept */
    const struct run_options *options;
    struct record record;
    struct trace trace;
    struct observer recorder, tracer;
    const struct feature_keeping *keeping; /* if it is kept: by this, */
    struct kept *kept;                     /* and here */
    bool is_told;                          /* it has ended: */
    int code;                              /* the exit code; */
    int signal;                            /* or it has been stopped by this before its end */
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

/* What --trace wants to see; NULL. */
static const struct observer *tracer(struct run *r)
{
    r->tracer = (struct observer){
        .event = on_traced, .retry = on_retry, .children = true, .owner = r
    };
    return r->options->trace ? &r->tracer : NULL;
}

/* Who looks at the execution: whoever was asked for. */
static const struct observer *observers(struct run *r)
{
    const struct observer *all = tracer(r);
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
static bool print_result(const struct run *r, const struct answer *a, bool history_is_printed)
{
    bool written = true;
    if (r->options->describe) {
        struct value *all = answer_describe(a);
        written = answer_print(output_file(), all);
        value_release(all);
    } else if (a->status != EXECUTION_SUCCEEDED) {
        struct value *failure = answer_failure(a);
        answer_print(stderr, failure);
        value_release(failure);
    } else if (!history_is_printed) {
        written = answer_print(output_file(), a->output);
    }
    return written;
}

/* Returns the exit code. */
static int answer(struct run *r, const struct answer *a)
{
    bool history_is_printed = r->record.file == output_file();
    int history_error = -record_close(&r->record);
    int output_error = print_result(r, a, history_is_printed) ? 0 : errno;
    int error = output_error != 0 ? output_error : history_error;
    if (error == 0) {
        return (int)answer_exit(a->status);
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
    struct execution *x = session_start(&r->session, o->name, input, observers(r));
    session_run(&r->session);
    struct answer a = answer_of(x);
    int code = answer(r, &a);
    run_release(x);
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

/* ---- What is kept ---- */

static void on_kept_stop(void *owner, int signal)
{
    struct run *r = owner;
    r->signal = signal;
    r->keeping->session(r->kept)->is_stopped = true;
}

static void on_kept_event(void *owner, const char *json, size_t size)
{
    struct run *r = owner;
    record_text(&r->record, json, size);
}

static void on_kept_end(void *owner, const struct answer *a)
{
    struct run *r = owner;
    if (r->record.file != NULL) {
        r->keeping->history(r->kept, a->name, on_kept_event, r);
    }
    r->is_told = true;
    r->code = answer(r, a);
}

/* Until it has ended, or a signal asks for the end of the process. */
static int turn_kept(struct run *r)
{
    struct session *s = r->keeping->session(r->kept);
    while (!r->is_told && r->signal == 0) {
        turn_step(&s->engine);
        if (!r->is_told && !turn_news(&s->engine, true)) {
            session_run(s);
        }
    }
    if (!r->is_told) {
        message_print(r->options->common.program,
                      "stopped by SIG%s; the same command goes on with it",
                      sigabbrev_np(r->signal));
        r->code = EXIT_ABORTED;
    }
    return r->code;
}

static int execute_kept(struct run *r, struct value *input)
{
    struct buf why = { 0 };
    const struct options *o = &r->options->common;
    struct keeping_start start = {
        .name = o->name, .input = input, .nth = 1, .on_end = on_kept_end, .owner = r
    };
    loop_on_stop(r->keeping->session(r->kept)->loop, on_kept_stop, r);
    int code = EXIT_USAGE;
    if (r->keeping->begin(r->kept, &start, &why)) {
        code = turn_kept(r);
    } else {
        message_print(o->program, "%s", buf_string(&why));
    }
    buf_release(&why);
    return code;
}

static int run_kept(struct run *r, const struct asl_workflow *w, struct value *input)
{
    const struct options *o = &r->options->common;
    r->keeping = keeping_of(w, o);
    if (r->keeping == NULL) {
        return EXIT_USAGE;
    }
    int code = r->keeping->open(w, o, tracer(r), &r->kept);
    if (code == EXIT_SUCCEEDED) {
        trace_open(&r->trace, stderr, clock_now_ms(&r->keeping->session(r->kept)->clock));
        code = open_history(r) ? execute_kept(r, input) : EXIT_MACHINE;
        record_close(&r->record);
        r->keeping->close(r->kept);
    }
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
    int code = (options_keep(common) ? run_kept : run_with)(&r, w, input);
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
    options_input,   options_name,  own_options,  options_store,  options_mock,
    options_session, options_local, options_load, options_traces, NULL,
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

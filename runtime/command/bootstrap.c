/*
 * bootstrap: the custom runtime of a Lambda function whose code is the workflow. Each
 * invocation is an execution: the event is its input, and its output or error the answer.
 *
 * The next invocation is asked for when the host has taken the answer to the last one. With
 * AWS_LAMBDA_MAX_CONCURRENCY so many are asked for at once, and run beside each other.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/plainname.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/host/runtimeclient.h"
#include "runtime/loop/loop.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/span/traces.h"
#include "runtime/task/target.h"
#include "runtime/task/workers.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define ADDRESS_VARIABLE     "AWS_LAMBDA_RUNTIME_API"
#define CONCURRENCY_VARIABLE "AWS_LAMBDA_MAX_CONCURRENCY"
#define TRACE_VARIABLE       "_X_AMZN_TRACE_ID"

#define CONCURRENCY_MAX 1000
#define INIT_ERROR_MS   5000 /* for the host to hear that the function cannot begin */

/* An execution is stopped before the deadline of its invocation, so that its answer arrives: by
 * a tenth of the time that it has, but so much at most. */
#define MARGIN_MS_MAX 500

#define STATUS_TOO_LARGE 413

struct bootstrap {
    struct session session;
    const struct options *options;
    struct runtimeclient *client;
    size_t concurrency;
    size_t running; /* invocations without an answer */
    char *trace;    /* the variable as it is in the environment; owned, or NULL */
    bool is_over;
    int signal;     /* that has ended it */
    bool is_broken; /* the Runtime API is gone */
};

struct invocation {
    struct bootstrap *all;
    struct execution *execution;
    char *request_id;
    uint64_t deadline; /* the loop's; 0 if there is none */
    int64_t margin_ms;
};

/* ---- The answer -------------------------------------------------------------------------- */

/* An error of Lambda has a type: where a Fail state gives none, it is the execution's status.
 */
static void send_answer(struct bootstrap *b, const char *request_id, const struct execution *x)
{
    if (x->status == EXECUTION_SUCCEEDED) {
        struct buf output = { 0 };
        write_json(&output, x->output);
        runtimeclient_respond(b->client, request_id, &output);
    } else {
        const char *type = x->error != NULL ? x->error : execution_status_word(x->status);
        runtimeclient_fail(b->client, request_id, type, x->cause != NULL ? x->cause : "");
    }
}

static void on_end(void *owner, struct execution *x)
{
    struct bootstrap *b = owner;
    struct invocation *i = x->owner;
    if (!b->is_over) {
        send_answer(b, i->request_id, x);
    }
    loop_real_cancel(b->session.loop, i->deadline);
    memory_release(i->request_id);
    memory_release(i);
    b->running--;
    run_release(x);
}

static void on_deadline(void *owner)
{
    struct invocation *i = owner;
    struct buf cause = { 0 };
    i->deadline = 0;
    buf_print(&cause,
              "The execution was stopped %" PRId64 " ms before the deadline of its invocation.",
              i->margin_ms);
    run_stop(i->execution, EXECUTION_TIMED_OUT, "States.Timeout", buf_string(&cause));
    buf_release(&cause);
}

/* ---- The invocation ---------------------------------------------------------------------- */

/* Tasks and the functions that they call find the trace where AWS's SDKs look for it. A process
 * has one such variable, so executions beside each other have none. */
static void set_trace(struct bootstrap *b, const char *id)
{
    struct buf text = { 0 };
    char *last = b->trace;
    b->trace = NULL;
    if (id != NULL && b->concurrency == 1) {
        buf_print(&text, TRACE_VARIABLE "=%s", id);
        b->trace = buf_take(&text);
        putenv(b->trace);
    } else {
        unsetenv(TRACE_VARIABLE);
    }
    memory_release(last);
}

/* The name of an execution is the invocation's ID, where that may be one. */
static const char *name_of(const char *request_id)
{
    return plainname_is(request_id) ? request_id : NULL;
}

static void set_deadline(struct invocation *i, int64_t deadline_ms)
{
    int64_t left_ms = deadline_ms - clock_wall_ms();
    if (deadline_ms > 0) {
        left_ms = left_ms > 0 ? left_ms : 0;
        i->margin_ms = left_ms / 10 < MARGIN_MS_MAX ? left_ms / 10 : MARGIN_MS_MAX;
        i->deadline =
            loop_real_deadline(i->all->session.loop, left_ms - i->margin_ms, on_deadline, i);
    }
}

/* Returns true and *ret_input (new), or false with what is wrong with the event in `why`. */
static bool read_event(const struct bootstrap *b, const struct runtimeclient_event *e,
                       struct value **ret_input, struct buf *why)
{
    struct read_error error;
    if (!session_takes_size(&b->session, e->size, why)) {
        return false;
    }
    bool read = read_json(e->body, e->size, ret_input, &error);
    if (!read) {
        buf_print(why, "the event is not JSON: line %d, column %d: %s", error.line,
                  error.column, error.message);
    }
    return read;
}

static void on_came(void *owner, const struct runtimeclient_event *e)
{
    struct bootstrap *b = owner;
    struct value *input = NULL;
    struct buf why = { 0 };
    b->running++;
    set_trace(b, e->trace_id);
    if (read_event(b, e, &input, &why)) {
        struct invocation *i = memory_zero(sizeof *i);
        i->all = b;
        i->request_id = memory_text(e->request_id);
        i->execution = session_start(&b->session, name_of(e->request_id), input, NULL);
        i->execution->owner = i;
        if (b->session.traces != NULL && e->trace_id != NULL) {
            b->session.tracing->take_up(b->session.traces, i->execution, e->trace_id);
        }
        set_deadline(i, e->deadline_ms);
        value_release(input);
    } else {
        b->running--;
        runtimeclient_fail(b->client, e->request_id, "InvalidExecutionInput", buf_string(&why));
    }
    buf_release(&why);
}

/* ---- The Runtime API --------------------------------------------------------------------- */

static void finish(struct bootstrap *b)
{
    b->is_over = true;
    b->session.is_stopped = true;
}

static void say_broken(struct bootstrap *b, const char *what, const char *reason)
{
    if (!b->is_over) {
        message_print(b->options->program, "the Lambda Runtime API: %s: %s", what, reason);
        b->is_broken = true;
        finish(b);
    }
}

static void on_lost(void *owner, const char *reason)
{
    say_broken(owner, "invocation/next", reason);
}

/* A host that refuses an answer has told its caller of the failure itself, and may have more
 * invocations; one that fails itself does not come back. */
static void on_posted(void *owner, const char *what, int status, const char *reason)
{
    struct bootstrap *b = owner;
    struct buf why = { 0 };
    if (status == 0 || status >= 500) {
        if (status != 0) {
            buf_print(&why, "it answered with the status %d", status);
        }
        say_broken(b, what, status != 0 ? buf_string(&why) : reason);
        buf_release(&why);
        return;
    }
    if (status >= 400) {
        message_print(b->options->program, "the Lambda Runtime API: %s: %s: status %d", what,
                      status == STATUS_TOO_LARGE ? "the output is too large" : "it was refused",
                      status);
    }
    runtimeclient_next(b->client);
}

static const struct runtimeclient_listener listener = {
    .came = on_came,
    .posted = on_posted,
    .lost = on_lost,
};

/* ---- A function that cannot begin -------------------------------------------------------- */

static void on_told(void *owner, const char *what, int status, const char *reason)
{
    (void)what;
    (void)status;
    (void)reason;
    finish(owner);
}

static const struct runtimeclient_listener init_listener = { .posted = on_told };

static void on_late(void *owner)
{
    finish(owner);
}

static bool open_client(struct bootstrap *b, const char *address,
                        const struct runtimeclient_listener *l, struct buf *why)
{
    struct buf wrong = { 0 };
    runtimeclient_release(b->client);
    b->client = runtimeclient_new(b->session.loop, address, l, b, &wrong);
    if (b->client == NULL) {
        buf_print(why, ADDRESS_VARIABLE ": %s", buf_string(&wrong));
    }
    buf_release(&wrong);
    return b->client != NULL;
}

/* Say why it cannot begin, to the reader of the log and to the host. */
static int fail_init(struct bootstrap *b, const char *address, const struct buf *why)
{
    struct buf ignored = { 0 };
    message_print(b->options->program, "%s", buf_string(why));
    if (open_client(b, address, &init_listener, &ignored)) {
        uint64_t late = loop_real_deadline(b->session.loop, INIT_ERROR_MS, on_late, b);
        runtimeclient_fail(b->client, NULL, "Runtime.InitError", buf_string(why));
        while (!b->is_over && loop_turn(b->session.loop, true)) {
        }
        loop_real_cancel(b->session.loop, late);
    }
    buf_release(&ignored);
    b->session.is_stopped = true;
    return EXIT_FAILED;
}

static bool has_way(const struct asl_workflow *w, const char *word)
{
    const struct asl_target *const *way = w->targets;
    while (way != NULL && *way != NULL && strcmp((*way)->word, word) != 0) {
        way++;
    }
    return way != NULL && *way != NULL;
}

/* On Lambda a task of a service means AWS's. A program without HTTPS would use the embedded
 * services instead, and nobody would see why nothing happens. */
static bool reaches_services(const struct bootstrap *b, struct buf *why)
{
    struct buf names = { 0 };
    const char *key = getenv("AWS_ACCESS_KEY_ID");
    bool is_meant = key != NULL && key[0] != '\0' && b->options->local == NULL &&
                    !has_way(b->session.deployment.workflow, "aws");
    bool is_missed =
        is_meant && workers_calling(b->session.deployment.workers, true, &names) > 0;
    if (is_missed) {
        buf_print(
            why,
            "these states call services of AWS, which this program cannot reach, since it "
            "was built with --static or --without=aws and has no HTTPS: %s; --local DIR "
            "gives them the embedded services instead",
            buf_string(&names));
    }
    buf_release(&names);
    return !is_missed;
}

static bool try_begin(struct bootstrap *b, const char *address, struct buf *why)
{
    if (!session_try_bind(&b->session, why)) {
        if (!has_way(b->session.deployment.workflow, "aws")) {
            buf_text(why, "\nthis program has no HTTPS, which --static and --without=aws leave "
                          "out: it reaches no service of AWS, nor its Lambda functions");
        }
        return false;
    }
    if (!session_trace(&b->session, b->session.deployment.workflow)) {
        buf_text(why, "the trace file cannot be written");
        return false;
    }
    return reaches_services(b, why) && open_client(b, address, &listener, why);
}

/* ---- The work ---------------------------------------------------------------------------- */

static void on_stop(void *owner, int signal)
{
    struct bootstrap *b = owner;
    b->signal = signal;
    finish(b);
}

static int work(struct bootstrap *b)
{
    struct engine *e = &b->session.engine;
    loop_on_stop(b->session.loop, on_stop, b);
    for (size_t i = 0; i < b->concurrency; i++) {
        runtimeclient_next(b->client);
    }
    while (!b->is_over) {
        turn_step(e);
        if (!turn_news(e, true) && !b->is_over) {
            session_run(&b->session);
        }
    }
    bool is_idle = b->running == 0;
    session_abort(&b->session);
    return b->is_broken ? EXIT_MACHINE : is_idle ? EXIT_SUCCEEDED : EXIT_ABORTED;
}

/* A virtual clock jumps only while nothing is under way, not even a request for the next
 * invocation. */
static size_t concurrency_of(const struct options *o)
{
    const char *text = getenv(CONCURRENCY_VARIABLE);
    long number = text != NULL && !o->virtual_time ? strtol(text, NULL, 10) : 1;
    return number < 1 ? 1 : number > CONCURRENCY_MAX ? CONCURRENCY_MAX : (size_t)number;
}

static int run_open(struct bootstrap *b, const char *address)
{
    struct buf why = { 0 };
    int code = try_begin(b, address, &why) ? work(b) : fail_init(b, address, &why);
    buf_release(&why);
    return code;
}

/* What tasks start is not to take invocations away: the variables are ours alone. */
static int run_bootstrap(const struct asl_workflow *w, const struct options *o)
{
    struct bootstrap b = { .options = o, .concurrency = concurrency_of(o) };
    char *address = memory_text(getenv(ADDRESS_VARIABLE));
    if (address == NULL || address[0] == '\0') {
        message_print(o->program, ADDRESS_VARIABLE
                      " is not set: AWS Lambda, or what stands in for it, starts this program");
        memory_release(address);
        return EXIT_USAGE;
    }
    unsetenv(ADDRESS_VARIABLE);
    unsetenv(CONCURRENCY_VARIABLE);
    signal(SIGPIPE, SIG_IGN);
    session_open(&b.session, w, o);
    b.session.engine.on_end = on_end;
    b.session.engine.owner = &b;
    int code = run_open(&b, address);
    runtimeclient_release(b.client);
    session_close(&b.session);
    set_trace(&b, NULL);
    memory_release(address);
    return code;
}

static const struct option_row *const options[] = { options_mock,   options_session,
                                                    options_local,  options_load,
                                                    options_traces, NULL };

const struct asl_feature asl_feature_bootstrap = {
    .word = "bootstrap",
    .usage = "[OPTION]...",
    .help = "be a Lambda function's custom runtime; meant without the word where "
            "AWS_LAMBDA_RUNTIME_API is set",
    .options = options,
    .variable = ADDRESS_VARIABLE,
    .run = run_bootstrap,
};

/*
 * run: one execution from the command line: its input, who does its tasks, the run, its answer.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/history.h"
#include "runtime/loop/loop.h"
#include "runtime/serve/feature.h"
#include "runtime/serve/options.h"
#include "runtime/serve/record.h"
#include "runtime/serve/trace.h"
#include "runtime/task/worker.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define INPUT_SIZE_MAX (256u << 20)

struct run {
    const struct options *options;
    struct clock          clock;
    struct loop          *loop;
    struct engine         engine;
    struct execution     *execution;
    struct record         record;
    struct trace          trace;
    struct observer       observer;
};

/* ---- The input ---------------------------------------------------------------------------- */

/* All of a file, or a negative errno. */
static int read_file(const char *path, struct buf *text)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (file == NULL) {
        return -errno;
    }
    size_t got = 0;
    do {
        char *room = buf_room(text, 65536);
        got = fread(room, 1, 65536, file);
        text->size += got;
    } while (got > 0 && text->size <= INPUT_SIZE_MAX);
    int error = ferror(file) ? -EIO : text->size > INPUT_SIZE_MAX ? -EFBIG : 0;
    if (file != stdin) {
        fclose(file);
    }
    return error;
}

static bool read_text(const struct options *o, const char *from, const char *text, size_t size,
                      struct json_object **ret_input)
{
    struct read_error e;
    if (read_json(text, size, ret_input, &e)) {
        return true;
    }
    fprintf(stderr, "%s: %s:%d:%d: the input is no JSON: %s\n", o->program, from, e.line, e.column,
            e.message);
    return false;
}

static bool read_input(const struct options *o, struct json_object **ret_input)
{
    if (o->input_file == NULL) {
        const char *text = o->input == NULL ? "{}" : o->input;
        return read_text(o, "input", text, strlen(text), ret_input);
    }
    struct buf text = { 0 };
    int error = read_file(o->input_file, &text);
    bool read = error == 0 && read_text(o, o->input_file, buf_string(&text), text.size, ret_input);
    if (error != 0) {
        fprintf(stderr, "%s: cannot read %s: %s\n", o->program, o->input_file, strerror(-error));
    }
    buf_release(&text);
    return read;
}

/* ---- Observers ---------------------------------------------------------------------------- */

static void on_event(void *owner, const struct execution *x, const struct history_event *e)
{
    struct run *r = owner;
    if (r->record.file != NULL) {
        record_event(&r->record, e);
    }
    if (r->options->trace) {
        trace_event(&r->trace, x, e);
    }
}

static void on_retry(void *owner, const struct execution *x, const struct history_retry *retry)
{
    struct run *r = owner;
    (void)x;
    if (r->options->trace) {
        trace_retry(&r->trace, retry);
    }
}

static void on_stop(void *owner, int signal)
{
    struct run *r = owner;
    (void)signal;
    engine_stop(&r->engine, r->execution, EXECUTION_ABORTED, NULL, NULL);
}

/* ---- The answer --------------------------------------------------------------------------- */

static const char *const status_words[] = {
    [EXECUTION_RUNNING] = "RUNNING",   [EXECUTION_SUCCEEDED] = "SUCCEEDED", [EXECUTION_FAILED] = "FAILED",
    [EXECUTION_TIMED_OUT] = "TIMED_OUT", [EXECUTION_ABORTED] = "ABORTED",
};

static void put_text(struct json_object *o, const char *key, const char *text)
{
    if (text != NULL) {
        value_set_take(o, key, value_text(text));
    }
}

static void put_payload(struct json_object *o, const char *key, const char *details_key,
                        const struct json_object *payload)
{
    char *text = write_text(payload);
    put_text(o, key, text);
    memory_release(text);
    struct json_object *details = value_object();
    value_set_take(details, "included", value_bool(true));
    value_set_take(o, details_key, details);
}

static void put_date(struct json_object *o, const char *key, int64_t at_ms)
{
    char text[NUMBER_ROOM];
    int size = snprintf(text, sizeof text, "%" PRId64 ".%03d", at_ms / 1000, (int)(at_ms % 1000));
    value_set_take(o, key, value_number(text, (size_t)size));
}

/* DescribeExecution's answer. An execution that timed out as a whole has no error there (T-07). */
static struct json_object *describe(const struct execution *x)
{
    struct json_object *o = value_object();
    put_text(o, "executionArn", x->arn);
    put_text(o, "stateMachineArn", x->machine_arn);
    put_text(o, "name", x->name);
    put_text(o, "status", status_words[x->status]);
    put_date(o, "startDate", x->start_ms);
    put_date(o, "stopDate", x->stop_ms);
    put_payload(o, "input", "inputDetails", x->input);
    if (x->status == EXECUTION_SUCCEEDED) {
        put_payload(o, "output", "outputDetails", x->output);
    }
    if (x->status != EXECUTION_TIMED_OUT) {
        put_text(o, "error", x->error);
        put_text(o, "cause", x->cause);
    }
    value_set_take(o, "redriveCount", value_int(0));
    bool redrivable = !x->express && x->status != EXECUTION_SUCCEEDED;
    put_text(o, "redriveStatus", redrivable ? "REDRIVABLE" : "NOT_REDRIVABLE");
    return o;
}

static struct json_object *failure(const struct execution *x)
{
    struct json_object *o = value_object();
    put_text(o, "error", x->error);
    put_text(o, "cause", x->cause);
    return o;
}

/* Print a line; false if it could not be written. */
static bool print_line(FILE *out, const struct json_object *v)
{
    struct buf b = { 0 };
    write_json(&b, v);
    buf_char(&b, '\n');
    bool written = fwrite(b.text, 1, b.size, out) == b.size && fflush(out) == 0;
    buf_release(&b);
    return written;
}

static int answer(struct run *r)
{
    static const int codes[] = {
        [EXECUTION_RUNNING] = EXIT_MACHINE,   [EXECUTION_SUCCEEDED] = EXIT_SUCCEEDED,
        [EXECUTION_FAILED] = EXIT_FAILED,     [EXECUTION_TIMED_OUT] = EXIT_TIMED_OUT,
        [EXECUTION_ABORTED] = EXIT_ABORTED,
    };
    const struct execution *x = r->execution;
    bool written = true;
    if (r->options->describe) {
        struct json_object *o = describe(x);
        written = print_line(stdout, o);
        value_release(o);
    } else if (x->status == EXECUTION_SUCCEEDED) {
        written = print_line(stdout, x->output);
    } else {
        struct json_object *o = failure(x);
        print_line(stderr, o);
        value_release(o);
    }
    int error = record_close(&r->record);
    if (!written || error != 0) {
        fprintf(stderr, "%s: cannot write the %s: %s\n", r->options->program, written ? "history" : "output",
                strerror(written ? -error : errno));
        return EXIT_MACHINE;
    }
    return codes[x->status];
}

/* ---- The run ------------------------------------------------------------------------------ */

/* Who does the tasks; a line for the user in `why` where that cannot be. */
static bool bind(struct run *r, struct buf *why)
{
    const struct options *o = r->options;
    struct workers *w = r->engine.workers;
    for (size_t i = 0; i < o->task_files.count; i++) {
        if (workers_bind_file(w, o->task_files.texts[i], why) != 0) {
            return false;
        }
    }
    for (size_t i = 0; i < o->tasks.count; i++) {
        if (workers_bind(w, o->tasks.texts[i], why) != 0) {
            return false;
        }
    }
    if (o->mock != NULL && workers_mock(w, o->mock, why) != 0) {
        return false;
    }
    return workers_unbound(w, why) == 0;
}

static void open_run(struct run *r, const struct asl_workflow *w, const struct options *o)
{
    *r = (struct run){ .options = o };
    if (o->virtual_time) {
        clock_start_virtual(&r->clock, o->virtual_start_ms);
    } else {
        clock_start_real(&r->clock);
    }
    r->loop = loop_new(&r->clock, engine_deadline, &r->engine);
    if (o->seeded) {
        random_seed(&r->engine.random, o->seed);
    } else {
        random_seed_system(&r->engine.random);
    }
    engine_open(&r->engine, w, &r->clock, r->loop);
    if (!o->no_limits) {
        r->engine.limits = engine_aws_limits;
    }
    const char *debug = getenv("ASL_DEBUG");
    r->engine.debug_frames = debug != NULL && strcmp(debug, "frames") == 0;
    r->observer = (struct observer){ .event = on_event, .retry = on_retry, .owner = r };
    trace_open(&r->trace, stderr, clock_now_ms(&r->clock));
}

static void close_run(struct run *r)
{
    record_close(&r->record);
    if (r->execution != NULL) {
        execution_release(r->execution);
    }
    engine_close(&r->engine);
    loop_release(r->loop);
}

static int execute(struct run *r, struct json_object *input)
{
    const struct options *o = r->options;
    struct execution_start start = {
        .name = o->name,
        .role_arn = o->role_arn,
        .input = input,
        .express = o->express,
        .observer = o->trace || r->record.file != NULL ? &r->observer : NULL,
    };
    loop_on_stop(r->loop, on_stop, r);
    r->execution = engine_start(&r->engine, &start);
    if (!engine_run(&r->engine)) {
        engine_stop(&r->engine, r->execution, EXECUTION_ABORTED, NULL,
                    "Nothing is under way that could wake this execution.");
    }
    return answer(r);
}

static int run_once(const struct asl_workflow *w, const struct options *o)
{
    struct json_object *input = NULL;
    if (!read_input(o, &input)) {
        return EXIT_USAGE;
    }
    struct run r;
    struct buf why = { 0 };
    open_run(&r, w, o);
    int code = EXIT_USAGE;
    if (!bind(&r, &why)) {
        fprintf(stderr, "%s: %s\n", o->program, buf_string(&why));
    } else if (o->history_file != NULL && record_open(&r.record, o->history_file) != 0) {
        fprintf(stderr, "%s: cannot write the history to %s\n", o->program, o->history_file);
        code = EXIT_MACHINE;
    } else {
        code = execute(&r, input);
    }
    buf_release(&why);
    close_run(&r);
    value_release(input);
    return code;
}

const struct asl_feature asl_feature_run = {
    .word = "run",
    .help = "[JSON] [OPTION]...   run the workflow once (what it does unasked); its output is printed",
    .run = run_once,
};

#include "runtime/program/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/folder.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/exec/express.h"
#include "runtime/exec/history.h"
#include "runtime/exec/park.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/pool.h"
#include "runtime/program/mocked.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/span/traces.h"
#include "runtime/task/mock.h"
#include "runtime/task/target.h"
#include "runtime/task/workers.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define INPUT_SIZE_MAX (256u << 20)
#define SHOWN_BYTES    100 /* of an input in a message */

/* ---- The input ---- */

static int read_file(const char *path, struct buf *text)
{
    return strcmp(path, "-") == 0 ? descriptor_read(STDIN_FILENO, text, INPUT_SIZE_MAX)
                                  : descriptor_read_path(path, text, INPUT_SIZE_MAX);
}

static bool takes_size(const struct options *o, size_t size, struct buf *why)
{
    size_t limit = o->no_limits ? 0 : engine_aws_limits.payload_bytes;
    bool takes = limit == 0 || size <= limit;
    if (!takes && why != NULL) {
        buf_print(
            why, "the input has %zu bytes, and AWS takes at most %zu; --limits none takes more",
            size, limit);
    }
    return takes;
}

bool session_takes_size(const struct session *s, size_t size, struct buf *why)
{
    return takes_size(s->options, size, why);
}

/* Returns true, after a message, for an input that StartExecution refuses. */
static bool is_too_large(const struct options *o, const char *from, size_t size)
{
    struct buf why = { 0 };
    bool is = !takes_size(o, size, &why);
    if (is) {
        message_print(o->program, "%s: %s", from, buf_string(&why));
    }
    buf_release(&why);
    return is;
}

/* A short input is shown as it came: a shell may have changed it. */
static void refuse_text(const struct options *o, const char *from, const char *text,
                        size_t size, const struct read_error *e)
{
    bool is_shown = o->input_file == NULL && size > 0 && size <= SHOWN_BYTES;
    message_print(o->program, "%s:%d:%d: %s%.*s%s is not JSON: %s", from, e->line, e->column,
                  is_shown ? "'" : "this", is_shown ? (int)size : 0, text, is_shown ? "'" : "",
                  e->message);
}

static bool read_text(const struct options *o, const char *from, const char *text, size_t size,
                      struct value **ret_input)
{
    struct read_error e;
    if (is_too_large(o, from, size)) {
        return false;
    }
    bool read = read_json_written(text, size, ret_input, &e);
    if (!read) {
        refuse_text(o, from, text, size, &e);
    }
    return read;
}

bool session_input(const struct options *o, struct value **ret_input)
{
    if (o->input_file == NULL) {
        const char *text = o->input == NULL ? "{}" : o->input;
        return read_text(o, "input", text, strlen(text), ret_input);
    }
    struct buf text = { 0 };
    const char *from = strcmp(o->input_file, "-") == 0 ? "standard input" : o->input_file;
    int error = read_file(o->input_file, &text);
    bool read = error == 0 && read_text(o, from, buf_string(&text), text.size, ret_input);
    if (error == -EFBIG) {
        message_print(o->program, "%s: it has more than %u bytes", from, INPUT_SIZE_MAX);
    } else if (error != 0) {
        message_print(o->program, "%s: cannot be read: %s", from, strerror(-error));
    }
    buf_release(&text);
    return read;
}

/* ---- The session ---- */

bool session_is_early(void *session)
{
    const struct session *s = session;
    return s->awaits_api;
}

char *session_local(const struct options *o, const char *workflow)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    struct buf root = { 0 };
    if (o->local != NULL) {
        return memory_text(o->local);
    }
    if (state != NULL && state[0] == '/') {
        buf_print(&root, "%s/%s", state, workflow);
    } else if (home != NULL && home[0] != '\0') {
        buf_print(&root, "%s/.local/state/%s", home, workflow);
    } else {
        return NULL;
    }
    return buf_take(&root);
}

void *session_door(struct session *s, struct buf *why)
{
    if (s->door == NULL && s->services != NULL) {
        s->door = s->services->open(s, why);
    } else if (s->services == NULL) {
        buf_text(why, "this program has no embedded services");
    }
    return s->door;
}

/* The door is opened when the first function needs it. */
static const char *endpoint(void *owner)
{
    struct session *s = owner;
    struct buf why = { 0 };
    if (session_door(s, &why) == NULL) {
        message_print(s->options->program, "functions have no embedded services: %s",
                      buf_string(&why));
    }
    buf_release(&why);
    return s->door != NULL ? s->services->url(s->door) : NULL;
}

static const char *api(void *owner)
{
    return ((struct session *)owner)->api;
}

/* Before a door is open nobody waits for what tasks send. */
static struct hub *hub(void *owner)
{
    struct session *s = owner;
    return s->door != NULL ? s->services->hub(s->door) : NULL;
}

static struct target_site site_of(struct session *s, const struct asl_workflow *w)
{
    const struct options *o = s->options;
    struct target_site site = { .program = o->argc > 0 ? o->argv[0] : NULL,
                                .local = s->local,
                                .is_local_given = o->local != NULL || s->is_fresh,
                                .has_reports = o->has_reports,
                                .host = s->host };
    for (const struct asl_feature *const *f = w->features; f != NULL && *f != NULL; f++) {
        s->services = (*f)->services != NULL ? (*f)->services : s->services;
    }
    if (s->services != NULL) {
        site.endpoint = endpoint;
        site.api = api;
        site.is_early = session_is_early;
        site.hub = hub;
        site.owner = s;
    }
    return site;
}

void session_open_bare(struct session *s, const char *name, const struct options *o)
{
    *s = (struct session){ .options = o };
    if (o->virtual_time) {
        clock_start_virtual(&s->clock, o->virtual_start_ms);
    } else {
        clock_start_real(&s->clock);
    }
    s->loop = loop_new(&s->clock, turn_deadline, &s->engine);
    if (o->threads > 0) {
        loop_pool_size(s->loop, (int)o->threads);
    }
    if (o->seeded) {
        random_seed(&s->engine.random, o->seed);
    } else {
        random_seed_system(&s->engine.random);
    }
    turn_open(&s->engine, &s->clock, s->loop);
    s->is_fresh = o->feature->is_trial && o->local == NULL;
    s->local = s->is_fresh ? folder_fresh(name) : session_local(o, name);
    const char *debug = getenv("ASL_DEBUG");
    if (debug != NULL && strcmp(debug, "frames") == 0) {
        s->engine.commit = park_test;
    }
}

void session_deploy(struct session *s, struct deployment *d, const struct asl_workflow *w)
{
    turn_deploy(&s->engine, d, w);
    workers_measure(d->workers, !s->options->virtual_time);
    if (!s->options->no_limits) {
        d->limits = engine_aws_limits;
    }
    d->local = s->local;
    struct target_site site = site_of(s, w);
    workers_site(d->workers, &site);
}

void session_open(struct session *s, const struct asl_workflow *w, const struct options *o)
{
    session_open_bare(s, w->name, o);
    session_deploy(s, &s->deployment, w);
}

bool session_has_local(const struct session *s, struct buf *why)
{
    if (s->local == NULL) {
        buf_text(why, SESSION_NO_LOCAL);
    }
    return s->local != NULL;
}

static bool is_busy(const struct session *s, const struct deployment *d)
{
    return (d->workers != NULL && workers_unawaited(d->workers) > 0) ||
           (s->door != NULL && s->services->is_busy(s->door));
}

static void on_stop(void *owner, int signal)
{
    struct session *s = owner;
    (void)signal;
    s->is_stopped = true;
}

void session_await(struct session *s, const struct deployment *d)
{
    if (!s->is_stopped && is_busy(s, d)) {
        loop_on_stop(s->loop, on_stop, s);
        while (!s->is_stopped && is_busy(s, d) && loop_turn(s->loop, true)) {
        }
    }
}

void session_close(struct session *s)
{
    session_await(s, &s->deployment);
    if (s->traces != NULL) {
        s->tracing->close(s->traces);
        memory_release(s->tracer);
    }
    if (s->deployment.workflow != NULL) {
        turn_withdraw(&s->deployment);
    }
    turn_close(&s->engine);
    if (s->door != NULL) {
        s->services->close(s->door);
    }
    loop_release(s->loop);
    if (s->is_fresh && s->local != NULL) {
        folder_remove(s->local);
    }
    memory_release(s->local);
}

/* --mock */
static bool bind_mock(const struct options *o, struct deployment *d, struct buf *why)
{
    const struct asl_workflow *w = d->workflow;
    struct mock *m = NULL;
    if (o->mock == NULL) {
        return true;
    }
    if (!mock_read(o->mock, w->name, &m, why)) {
        return false;
    }
    mocked_warn(o->program, o->mock, w, m);
    workers_mock_take(d->workers, m);
    return true;
}

static void divert(const struct deployment *d)
{
    if (workers_run_inside(d->workers)) {
        output_divert();
    }
}

/* --local-load */
static bool load(struct session *s, struct buf *why)
{
    const char *path = s->options->local_load;
    if (path == NULL) {
        return true;
    }
    if (s->services == NULL) {
        buf_text(why, "--local-load: this program has no embedded services to fill, since no "
                      "state calls one, or since it was built without them");
        return false;
    }
    return s->services->load(s, path, why);
}

/* --trace-file */
static bool can_trace(const struct options *o, const struct asl_workflow *w, struct buf *why)
{
    bool can = o->trace_file == NULL || w->traces != NULL;
    if (!can) {
        buf_text(why, "--trace-file: this program was built without traces");
    }
    return can;
}

/* --tasks and --task */
static bool bind_given(const struct options *o, struct workers *w, struct buf *why)
{
    for (size_t i = 0; i < o->task_files.count; i++) {
        if (!workers_bind_file(w, o->task_files.texts[i], why)) {
            return false;
        }
    }
    for (size_t i = 0; i < o->tasks.count; i++) {
        if (!workers_bind(w, o->tasks.texts[i], why)) {
            return false;
        }
    }
    return true;
}

static bool bind_defaults(const struct options *o, struct deployment *d, struct buf *why)
{
    workers_defaults(d->workers, o->feature->is_trial || o->local != NULL || o->mock != NULL);
    divert(d);
    return workers_unbound(d->workers, why) == 0;
}

/* Who does the tasks; a line for the user in `why` where that cannot be. */
static bool bind(struct session *s, struct deployment *d, struct buf *why)
{
    const struct options *o = s->options;
    if (!bind_given(o, d->workers, why) || !bind_mock(o, d, why)) {
        return false;
    }
    bool is_bound = bind_defaults(o, d, why);
    bool takes = !o->express || express_takes(d->workflow->machine, why);
    return is_bound && takes && load(s, why) && can_trace(o, d->workflow, why);
}

/* Nobody shall call what costs money, or changes what others see, without knowing it. */
static void tell_of_real(const struct options *o, const struct deployment *d)
{
    struct buf names = { 0 };
    if (workers_calling(d->workers, false, &names) > 0) {
        message_print(o->program,
                      "these states call real services, with the AWS settings of this "
                      "environment: %s",
                      buf_string(&names));
    }
    buf_release(&names);
}

static bool bind_all(struct session *s, struct deployment *d, struct buf *why)
{
    bool bound = bind(s, d, why);
    if (bound) {
        tell_of_real(s->options, d);
    }
    return bound;
}

bool session_bind_tasks(struct session *s, struct deployment *d, struct buf *why)
{
    if (s->is_of_one) {
        return bind_all(s, d, why);
    }
    if (!bind_given(s->options, d->workers, why)) {
        return false;
    }
    struct buf unbound = { 0 };
    bool is_bound = bind_defaults(s->options, d, &unbound);
    if (!is_bound && !s->may_lack_tasks) {
        buf_text(why, buf_string(&unbound));
    }
    buf_release(&unbound);
    return is_bound || s->may_lack_tasks;
}

bool session_try_bind(struct session *s, struct buf *why)
{
    return bind_all(s, &s->deployment, why);
}

bool session_bind(struct session *s)
{
    struct buf why = { 0 };
    bool bound = session_try_bind(s, &why);
    if (!bound) {
        message_print(s->options->program, "%s", buf_string(&why));
    }
    buf_release(&why);
    return bound;
}

void session_renew(struct session *s, const struct deployment *d)
{
    if (!s->options->seeded) {
        random_seed_system(&s->engine.random);
    }
    divert(d);
    if (s->traces != NULL) {
        s->tracing->renew(s->traces);
    }
}

/* ---- Traces ---- */

const struct fetch_way *session_tls(const struct asl_workflow *w)
{
    const struct fetch_way *tls = NULL;
    for (const struct asl_target *const *t = w->targets; t != NULL && *t != NULL; t++) {
        tls = (*t)->tls != NULL ? (*t)->tls : tls;
    }
    return tls;
}

bool session_trace_with(struct session *s, const struct asl_traces *tracing, const char *name,
                        const struct fetch_way *tls)
{
    const struct options *o = s->options;
    int error = tracing->open(&(struct traces_options){ .loop = s->loop,
                                                        .clock = &s->clock,
                                                        .program = o->program,
                                                        .workflow = name,
                                                        .file = o->trace_file,
                                                        .tls = tls },
                              &s->traces);
    s->tracing = tracing;
    if (error != 0) {
        message_print(o->program, "%s: cannot be written: %s", o->trace_file, strerror(-error));
    } else if (s->traces != NULL) {
        s->tracer = memory_zero(sizeof *s->tracer);
        tracing->observe(s->traces, s->tracer);
    }
    return error == 0;
}

bool session_trace(struct session *s, const struct asl_workflow *w)
{
    return w->traces == NULL || session_trace_with(s, w->traces, w->name, session_tls(w));
}

/* The list with the one that traces, if there is any. */
static const struct observer *observed(struct session *s, const struct observer *others)
{
    if (s->tracer == NULL) {
        return others;
    }
    s->tracer->next = others;
    return s->tracer;
}

/* ---- Executions ---- */

struct execution *session_start(struct session *s, const char *name, struct value *input,
                                const struct observer *observers)
{
    return run_start(&s->deployment, &(struct run_start){
                                         .name = name,
                                         .role_arn = s->options->role_arn,
                                         .input = input,
                                         .express = s->options->express,
                                         .observers = observed(s, observers),
                                     });
}

struct execution *session_start_nth(struct session *s, uint64_t n, const char *name,
                                    struct value *input, struct random *random)
{
    const struct options *o = s->options;
    if (o->seeded) {
        random_seed(random, o->seed + (n - 1));
    }
    return run_start(
        &s->deployment,
        &(struct run_start){
            .name = name,
            .role_arn = o->role_arn,
            .input = input,
            .express = o->express,
            .random = o->seeded ? random : NULL,
            .observers = observed(s, NULL),
            .ahead_ms = o->virtual_time ? clock_now_ms(&s->clock) - o->virtual_start_ms : 0,
        });
}

void session_run(struct session *s)
{
    if (!turn_run(&s->engine)) {
        turn_stop_all(&s->engine, EXECUTION_ABORTED,
                      "Nothing is under way that could wake this execution.");
    }
}

void session_abort(struct session *s)
{
    turn_stop_all(&s->engine, EXECUTION_ABORTED, NULL);
}

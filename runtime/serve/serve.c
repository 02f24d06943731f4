#include "runtime/serve/serve.h"

#include <stddef.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/api/api.h"
#include "runtime/api/graphapi.h"
#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/cluster/cluster.h"
#include "runtime/console/console.h"
#include "runtime/endpoint/call.h"
#include "runtime/endpoint/server.h"
#include "runtime/endpoint/serving.h"
#include "runtime/exec/turn.h"
#include "runtime/ledger/storage.h"
#include "runtime/loop/http.h"
#include "runtime/loop/loop.h"
#include "runtime/machine/machine.h"
#include "runtime/machine/mockcase.h"
#include "runtime/machine/shelf.h"
#include "runtime/program/feature.h"
#include "runtime/program/option.h"
#include "runtime/program/session.h"
#include "runtime/serve/asker.h"
#include "runtime/serve/keep.h"
#include "runtime/serve/keyfiles.h"
#include "runtime/serve/metrics.h"
#include "runtime/serve/more.h"
#include "runtime/serve/sharing.h"
#include "runtime/serve/starter.h"
#include "runtime/serve/tidings.h"
#include "runtime/station/nested.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"

#define OPEN_MOST 1000000 /* executions at once, as AWS has it */

/* ---- Operations ---- */

struct serve {
    const struct serve_options *options;
    const struct serve_more *more;
    struct station station;
    struct nested *nested;   /* owned */
    struct cluster *cluster; /* owned; NULL: nobody else has the store */
    struct serving serving;
    struct front *front; /* NULL: there are no routes */
    struct metrics metrics;
    struct ongoing_news news;
    struct log log;
    struct retention retention;
    struct keyfiles keyfiles;
    struct tidings tidings;
};

/* ---- What it does is told ---- */

static void on_begun(void *owner, const struct ongoing *g)
{
    metrics_begun(g);
    log_begun(&((struct serve *)owner)->log, g);
}

static void on_redriven(void *owner, const struct ongoing *g)
{
    log_redriven(&((struct serve *)owner)->log, g);
}

static void on_ended(void *owner, const struct ongoing *g)
{
    metrics_ended(g);
    log_ended(&((struct serve *)owner)->log, g);
}

static void on_answered(void *owner, enum operation o, int status)
{
    struct serve *s = owner;
    metrics_answered(&s->metrics, o, status);
    log_answered(&s->log, o, status);
}

static void on_routed(void *owner, const struct front_answered *a)
{
    log_routed(&((struct serve *)owner)->log, a);
}

static void write_metrics(void *owner, struct buf *out)
{
    struct serve *s = owner;
    metrics_write(&s->metrics, &s->station, s->serving.server, s->front, out);
    cluster_put_metrics(s->cluster, out);
}

static void answer_graph(void *owner, struct http_request *r)
{
    graphapi_answer(&((struct serve *)owner)->station, r);
}

static void answer_node(void *owner, struct http_request *r)
{
    struct buf text = { 0 };
    sharing_put_node(((struct serve *)owner)->station.store, &text);
    http_answer(r, 200, "application/json", buf_string(&text), text.size);
    buf_release(&text);
}

static void watch(struct serve *s)
{
    metrics_open(&s->metrics);
    s->log = (struct log){ s->options->log, &s->station.session.clock };
    s->news = (struct ongoing_news){ .begun = on_begun,
                                     .redriven = on_redriven,
                                     .ended = on_ended,
                                     .owner = s,
                                     .observer = &s->metrics.observer };
    ongoings_tell(&s->station.ongoings, &s->news);
}

static void do_here(void *owner, struct call *c);

/* What another node has is done there. */
static void do_operation(void *owner, struct call *c)
{
    struct serve *s = owner;
    if (!cluster_take(s->cluster, c)) {
        do_here(s, c);
    }
}

static void do_here(void *owner, struct call *c)
{
    struct serve *s = owner;
    api_function *own = api_of(c->operation);
    if (own != NULL) {
        own(&s->station, c);
    } else if (s->more->operation != NULL) {
        s->more->operation(s->more->owner, &s->station, c);
    } else {
        call_needs_compiler(c);
    }
}

static bool is_ready(void *owner)
{
    return station_has_room(&((struct serve *)owner)->station);
}

static int64_t waits_ms(void *owner)
{
    return cluster_waits_ms(((struct serve *)owner)->cluster);
}

/* The console is not there where the API is not. */
static bool take_other(void *owner, struct http_request *r)
{
    struct serve *s = owner;
    return (!s->serving.is_closed && console_take(r)) ||
           (s->front != NULL && front_take(s->front, r));
}

static void other_gone(void *owner, struct http_request *r)
{
    front_gone(((struct serve *)owner)->front, r);
}

static void other_late(void *owner)
{
    front_late(((struct serve *)owner)->front);
}

static struct server_handlers handlers_of(const struct serve *s)
{
    struct server_handlers h = { .is_ready = is_ready,
                                 .waits_ms = waits_ms,
                                 .answered = on_answered,
                                 .metrics = write_metrics,
                                 .graph = answer_graph,
                                 .node = answer_node };
    for (int o = 0; o < OPERATIONS; o++) {
        h.operation[o] = do_operation;
    }
    h.other = take_other;
    if (s->front != NULL) {
        h.other_gone = other_gone;
        h.other_late = other_late;
    }
    return h;
}

/* ---- From the beginning to the end ---- */

static void say_resumed(const struct serve *s, size_t resumed)
{
    if (resumed > 0) {
        message_print(s->options->common.program, "%zu execution%s %s on", resumed,
                      resumed == 1 ? "" : "s", resumed == 1 ? "goes" : "go");
    }
}

/* Whoever has started us, such as systemd, hears that requests are answered. Returns the exit
 * code, after a message if it is not EXIT_SUCCEEDED. */
static int announce(struct serve *s)
{
    const struct options *o = &s->options->common;
    struct buf why = { 0 };
    s->station.session.api = server_url(s->serving.server);
    s->station.session.awaits_api = false;
    storage_announce(o, s->more->name, s->station.session.api);
    int code = serving_tell(&s->serving);
    if (s->more->listening != NULL) {
        s->more->listening(s->more->owner, s->station.session.api);
    }
    if (code == EXIT_SUCCEEDED &&
        !tidings_ready(&s->tidings, s->serving.server, s->front, &why)) {
        message_print(o->program, "%s", buf_string(&why));
        code = EXIT_MACHINE;
    }
    buf_release(&why);
    return code;
}

/* ---- Keys that change while it serves ---- */

static void guard_front(const struct serve *s)
{
    if (s->front != NULL) {
        front_guard(s->front, s->serving.token);
    }
}

static bool read_token(void *owner, struct buf *why)
{
    struct serve *s = owner;
    bool is_read = serving_read_token(&s->serving, why);
    guard_front(s);
    return is_read;
}

static bool read_keys(void *owner, struct buf *why)
{
    return front_read_keys(((struct serve *)owner)->front, why);
}

static void on_hangup(void *owner)
{
    struct serve *s = owner;
    tidings_reloading(&s->tidings);
    keyfiles_read(&s->keyfiles);
    tidings_reloaded(&s->tidings);
}

/* A SIGHUP is the end of whoever has nothing to read again, as it is where a terminal goes;
 * systemd has no terminal. */
static void watch_keys(struct serve *s)
{
    const struct serve_options *o = s->options;
    struct loop *l = s->station.session.loop;
    keyfiles_open(&s->keyfiles, l, o->common.program, s);
    keyfiles_add(&s->keyfiles, o->token, read_token);
    keyfiles_add(&s->keyfiles, o->front.gate.keys, read_keys);
    if (s->keyfiles.count > 0 || tidings_are_heard(&s->tidings)) {
        loop_on_hangup(l, on_hangup, s);
    }
}

/* Nobody's work is waited for. */
static void on_stop(void *owner)
{
    struct serve *s = owner;
    s->station.session.is_stopped = true;
    tidings_stopping(&s->tidings);
}

/* What is on no disk is not for long. */
static int64_t keep_ms(const struct serve *s)
{
    const struct retention_limit *l = &s->options->retention;
    return l->is_given ? l->keep_ms : s->station.ongoings.is_lasting ? RETENTION_USUAL_MS : 0;
}

/* Their tasks begin before children are looked at for which no task waits. */
static void on_resumed(void *owner)
{
    struct serve *s = owner;
    turn_step(&s->station.session.engine);
    nested_resumed(s->nested);
}

/* Of several nodes one is enough. */
static bool may_clear(void *owner)
{
    return cluster_is_first(((struct serve *)owner)->cluster);
}

static int listen_and_turn(struct serve *s)
{
    const struct serve_options *o = s->options;
    struct server_handlers handlers = handlers_of(s);
    struct serving_options options = { .program = o->common.program,
                                       .listen = o->listen,
                                       .token_file = o->token,
                                       .is_insecure = o->is_insecure,
                                       .has_keys = o->front.gate.keys != NULL,
                                       .body_max =
                                           s->front != NULL ? front_body_max(s->front) : 0,
                                       .stays_calm = store_is_shared(s->station.store),
                                       .patience_ms = cluster_lease_ms(o->lease.keep_ms),
                                       .handlers = &handlers,
                                       .owner = s,
                                       .on_stop = on_stop };
    int code = serving_open(&s->serving, s->station.session.loop, &options);
    if (code == EXIT_SUCCEEDED) {
        guard_front(s);
        watch_keys(s);
        s->cluster = cluster_open(
            &s->station, &(struct cluster_options){ .url = server_url(s->serving.server),
                                                    .lease_ms = o->lease.keep_ms,
                                                    .is_pooled = o->no_listen,
                                                    .ask = do_here,
                                                    .resumed = on_resumed,
                                                    .owner = s });
        retention_open(&s->retention, &s->station, keep_ms(s));
        retention_share(&s->retention, may_clear, s);
        code = announce(s);
        while (code == EXIT_SUCCEEDED && !s->serving.is_over) {
            station_turn(&s->station, true);
        }
        retention_close(&s->retention);
        keyfiles_close(&s->keyfiles);
        tidings_over(&s->tidings);
        storage_announce(&o->common, s->more->name, NULL);
        s->station.session.api = NULL;
    }
    serving_close(&s->serving);
    return code;
}

/* Returns false, with the reason in `why`, if there are routes and one of them is wrong. */
static bool open_front(struct serve *s, struct buf *why)
{
    const struct front_options *o = &s->options->front;
    if (!front_is_wanted(o)) {
        return true;
    }
    s->front = front_open(o, &s->station, s->more->machine, why);
    if (s->front != NULL) {
        front_listen(s->front, (struct front_listener){ on_routed, s });
    }
    return s->front != NULL;
}

static int serve(struct serve *s)
{
    struct buf why = { 0 };
    int code = EXIT_USAGE;
    if (s->more->prepare != NULL && !s->more->prepare(s->more->owner, &s->station)) {
        return EXIT_USAGE;
    }
    if (!open_front(s, &why) || !s->more->open(s->more->owner, &s->station, &why)) {
        message_print(s->options->common.program, "%s", buf_string(&why));
    } else {
        nested_resumed(s->nested);
        say_resumed(s, s->station.session.engine.running);
        if (s->front != NULL) {
            front_warn(s->front, s->options->common.program);
        }
        sharing_warn(&s->station);
        code = listen_and_turn(s);
    }
    buf_release(&why);
    return code;
}

/* --mock: NULL without it. Returns false after a message. */
static bool open_mocks(const struct serve_options *o, struct mockcases **ret_mocks)
{
    struct buf why = { 0 };
    *ret_mocks = NULL;
    bool is_open =
        o->mock == NULL || mockcases_open(o->common.program, o->mock, ret_mocks, &why);
    if (!is_open) {
        message_print(o->common.program, "%s", buf_string(&why));
    }
    buf_release(&why);
    return is_open;
}

/* What the options say of how executions run. With mocks a task may lack anybody who does it.
 */
static void set_up(struct station *s, const struct serve_options *o, struct mockcases *mocks)
{
    struct session *session = &s->session;
    station_mock_take(s, mocks);
    s->max_open = o->max_open > 0 ? o->max_open : OPEN_MOST;
    session->may_lack_tasks = mocks != NULL;
    if (o->wait_scale.is_given) {
        session->engine.wait_scale = o->wait_scale.factor;
    }
}

int serve_run(const struct serve_options *o, const struct serve_more *more)
{
    struct serve *s = memory_zero(sizeof *s);
    const char *alone = o->lease.is_given ? "--lease" : o->no_listen ? "--no-listen" : NULL;
    struct store *store = NULL;
    struct mockcases *mocks;
    bool is_lasting = false;
    *s = (struct serve){ .options = o, .more = more };
    int code = open_mocks(o, &mocks) && sharing_fits(&o->common, alone)
                   ? storage_open_to_serve(&o->common, more->name, &store, &is_lasting)
                   : EXIT_USAGE;
    if (code == EXIT_SUCCEEDED) {
        station_open(&s->station, more->name, &o->common, store, is_lasting);
        set_up(&s->station, o, mocks);
        watch(s);
        tidings_open(&s->tidings, &s->station);
        s->nested = nested_open(&s->station, do_operation, s);
        starter_open(&s->station);
        code = serve(s);
        starter_close(&s->station);
        cluster_stop(s->cluster);
        station_empty(&s->station);
        if (more->close != NULL) {
            more->close(more->owner);
        }
        front_close(s->front);
        nested_close(s->nested);
        cluster_close(s->cluster);
        metrics_close(&s->metrics);
        tidings_close(&s->tidings);
        station_close(&s->station);
        store_close(store);
    } else {
        mockcases_close(mocks);
    }
    memory_release(s);
    return code;
}

/* ---- A workflow's own server ---- */

struct own {
    const struct asl_workflow *workflow;
    const struct options *options;
    bool accepts_changed;
};

/* What was under way goes on, if the workflow still has all the states that it waits in. */
static bool go_on(const struct own *own, struct station *s, struct buf *why)
{
    struct buf missing = { 0 };
    bool fits = station_fits(s, &missing);
    bool can = fits || own->accepts_changed;
    if (!can) {
        buf_print(why, "%s; --accept-changed serves all the others", buf_string(&missing));
    } else {
        station_resume(s);
    }
    buf_release(&missing);
    return can;
}

static bool add_own(const struct asl_workflow *w, const struct options *o, struct station *s,
                    struct buf *why)
{
    char *definition = machine_definition(w);
    struct machine_plan p = { .name = w->name,
                              .definition = definition,
                              .role_arn = o->role_arn,
                              .is_express = o->express,
                              .created_ms = station_now_ms(s),
                              .load = { .workflow = w } };
    struct machine *m = shelf_add(&s->machines, &p, why);
    if (m != NULL) {
        m->is_given = true;
    }
    memory_release(definition);
    return m != NULL;
}

static bool open_own(void *owner, struct station *s, struct buf *why)
{
    const struct own *own = owner;
    const struct asl_workflow *w = own->workflow;
    bool added = add_own(w, own->options, s, why);
    bool is_traced = w->traces == NULL || station_trace(s, w->traces, w->name, session_tls(w));
    bool goes_on = added && is_traced && go_on(own, s, why);
    if (!is_traced) {
        buf_text(why, "nothing is served");
    }
    return goes_on;
}

static int run(const struct asl_workflow *w, const struct options *o)
{
    struct own own = { w, o, ((const struct serve_options *)o)->accepts_changed };
    return serve_run((const struct serve_options *)o, &(struct serve_more){ .name = w->name,
                                                                            .machine = w->name,
                                                                            .open = open_own,
                                                                            .owner = &own });
}

/* ---- Its API from the command line ---- */

/* The machine stays what the store says that it is. */
static bool open_asked(void *owner, struct station *s, struct buf *why)
{
    const struct own *own = owner;
    shelf_read(&s->machines);
    for (struct machine *m = s->machines.first; m != NULL; m = m->next) {
        if (strcmp(m->name, own->workflow->name) == 0) {
            struct options as_it_is = *own->options;
            as_it_is.role_arn = m->current->role_arn;
            as_it_is.express = m->is_express;
            return add_own(own->workflow, &as_it_is, s, why) && go_on(own, s, why);
        }
    }
    return true;
}

static void close_asked(void *owner)
{
    memory_release(owner);
}

static int ask_open(const struct asl_workflow *w, const struct options *o,
                    const struct asking_place *place, bool changes, struct asking **ret_asking)
{
    struct own *own = memory_get(sizeof *own);
    *own = (struct own){ w, o, true };
    struct serve_more more = {
        .name = w->name, .open = open_asked, .close = close_asked, .owner = own
    };
    return asker_open(w, o, place, changes, &more, ret_asking);
}

static const struct feature_asking asking = {
    .open = ask_open,
    .ask = asker_ask,
    .close = asker_close,
};

/* ---- The command line ---- */

const struct option_row serve_rows[] = {
    { "--listen", OPTION_VALUE, "ADDRESS:PORT",
      "where; default 127.0.0.1:8083; port 0: the system picks one", option_text,
      offsetof(struct serve_options, listen), 0, 0 },
    { "--token", OPTION_VALUE, "FILE",
      "ask for the token in it: as x-api-key, as a bearer's, or as AWS_ACCESS_KEY_ID; the file "
      "is read again when it changes, and at SIGHUP",
      option_text, offsetof(struct serve_options, token), 0, 0 },
    { "--insecure", OPTION_NOTHING, NULL, "listen where others can reach it, without a token",
      option_flag, offsetof(struct serve_options, is_insecure), 0, 0 },
    { "--mock", OPTION_VALUE, "FILE",
      "a MockConfigFile.json: stateMachineArn#CASE starts an execution with that test case",
      option_text, offsetof(struct serve_options, mock), 0, 0 },
    { "--wait-scale", OPTION_VALUE, "F",
      "Wait states and the delays before retries take F of their time; 0: none. Timeouts stay",
      option_factor, offsetof(struct serve_options, wait_scale), 0, 0 },
    { "--accept-changed", OPTION_NOTHING, NULL,
      "executions that wait in states which are gone stay as they are in the store",
      option_flag, offsetof(struct serve_options, accepts_changed), 0, 0 },
    { "--max-open", OPTION_VALUE, "N",
      "executions at once in this server, beyond which starts are throttled; default 1000000",
      option_count, offsetof(struct serve_options, max_open), 1, 100000000 },
    { "--retention", OPTION_VALUE, "TIME",
      "how long executions stay that have ended: 90d, 12h, 30m, 10s or none; default 90d; of "
      "nodes of postgres the longest counts",
      retention_option, offsetof(struct serve_options, retention), 0, 0 },
    { "--lease", OPTION_VALUE, "TIME",
      "of a node of postgres: so long after it has gone without a word others go on with its "
      "executions: 30s, 1500ms, at most 1440m; default 30s",
      lease_option, offsetof(struct serve_options, lease), 0, 0 },
    { "--no-listen", OPTION_NOTHING, NULL,
      "of a node of postgres: look for news only now and then, as a pooler of connections "
      "wants "
      "it",
      option_flag, offsetof(struct serve_options, no_listen), 0, 0 },
    LOG_ROWS(offsetof(struct serve_options, log)),
    OPTION_END,
};

static const struct option_row *const options[] = { serve_rows,     serve_front_rows,
                                                    options_store,  options_session,
                                                    options_local,  options_load,
                                                    options_traces, NULL };

const struct asl_feature asl_feature_serve = {
    .word = "serve",
    .usage = "[OPTION]...",
    .help = "AWS's API of Step Functions for this workflow, over HTTP",
    .options = options,
    .size = sizeof(struct serve_options),
    .run = run,
    .tell = revision_tell_digest,
    .keeping = &keep_executions,
    .asking = &asking,
};

#include "runtime/serve/keep.h"

#include <stdlib.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/exec/engine.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/outcome.h"
#include "runtime/ledger/storage.h"
#include "runtime/ledger/table.h"
#include "runtime/machine/machine.h"
#include "runtime/machine/shelf.h"
#include "runtime/program/answer.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/station/ongoing.h"
#include "runtime/station/station.h"
#include "runtime/store/lent.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* A Map Run's child that has not ended. */
struct child {
    uint64_t number, parent;
};

struct kept {
    struct station station;
    int *changed; /* owned: sockets of forks that wait for a commit */
    size_t changed_count, changed_room;
    struct store *store;
    struct machine *machine;
    struct child *children; /* owned: those in the store, in the order in which they started */
    size_t child_count, child_room;
};

/* An execution whose end is wanted. */
struct wanted {
    struct kept *kept;
    uint64_t number;
    void (*on_end)(void *owner, const struct answer *a);
    void *owner;
};

/* ---- Executions ---- */

/* That of one that timed out has the error that a run tells, and DescribeExecution does not
 * (T-07). */
static void tell(const struct wanted *w)
{
    struct outcome o;
    if (outcome_read(&w->kept->station.ledger, w->number, &o)) {
        if (o.answer.status == EXECUTION_TIMED_OUT) {
            o.answer.error = "States.Timeout";
        }
        w->on_end(w->owner, &o.answer);
        outcome_close(&o);
    }
}

static void on_end(void *owner, const struct execution *x)
{
    struct wanted *w = owner;
    if (x != NULL) {
        tell(w);
    }
    memory_release(w);
}

static struct wanted *want(struct kept *k, uint64_t number, const struct keeping_start *start)
{
    struct wanted *w = memory_get(sizeof *w);
    *w = (struct wanted){ k, number, start->on_end, start->owner };
    return w;
}

/* How far a virtual clock is ahead for whoever is to see that time now. */
static int64_t ahead_of(const struct kept *k, int64_t seen_ms)
{
    const struct clock *c = &k->station.session.clock;
    return c->is_virtual ? clock_now_ms(c) - seen_ms : 0;
}

static void begin_new(struct kept *k, const struct keeping_start *start)
{
    const struct options *o = k->station.session.options;
    struct wanted *w = want(k, 0, start);
    const struct ongoing *g =
        ongoings_begin(&k->station.ongoings,
                       &(struct ongoing_start){ .revision = k->machine->current,
                                                .name = start->name,
                                                .input = start->input,
                                                .on_end = on_end,
                                                .owner = w,
                                                .ahead_ms = ahead_of(k, o->virtual_start_ms),
                                                .is_seeded = o->seeded,
                                                .seed = o->seed + (start->nth - 1) });
    w->number = g->number;
}

/* The time of an event, as it is recorded, if that is later. */
static bool read_time(void *owner, uint64_t id, const char *json, size_t size)
{
    struct value *event = NULL, *at;
    struct read_error e;
    int64_t *last_ms = owner;
    (void)id;
    if (read_json(json, size, &event, &e) && value_member(event, "timestamp", &at)) {
        int64_t at_ms = (int64_t)(value_to_number(at).real * 1000 + 0.5);
        *last_ms = at_ms > *last_ms ? at_ms : *last_ms;
    }
    value_release(event);
    return false;
}

/* What an execution and its Map Runs' children have seen of a virtual clock last. */
static int64_t last_seen_ms(struct kept *k, uint64_t number)
{
    int64_t last_ms = 0;
    ledger_walk_events(&k->station.ledger, number, 0, true, read_time, &last_ms);
    for (size_t i = 0; i < k->child_count; i++) {
        if (k->children[i].parent == number) {
            ledger_walk_events(&k->station.ledger, k->children[i].number, 0, true, read_time,
                               &last_ms);
        }
    }
    return last_ms;
}

/* What its Map Runs have started goes on with it. */
static bool go_on(struct kept *k, uint64_t number, const struct keeping_start *start,
                  struct buf *why)
{
    struct ongoings *all = &k->station.ongoings;
    bool is_virtual = k->station.session.clock.is_virtual;
    int64_t ahead_ms = is_virtual ? ahead_of(k, last_seen_ms(k, number)) : 0;
    bool can = station_resume_one(&k->station, number, ahead_ms, why);
    for (size_t i = 0; can && i < k->child_count; i++) {
        const struct child *c = &k->children[i];
        if (ongoings_find(all, c->parent) != NULL && ongoings_find(all, c->number) == NULL) {
            can = station_resume_one(&k->station, c->number, ahead_ms, why);
        }
    }
    struct ongoing *g = can ? ongoings_find(all, number) : NULL;
    if (g != NULL) {
        g->on_end = on_end;
        g->owner = want(k, number, start);
    } else if (can) {
        buf_text(why, "the store does not have what is needed to go on with it");
    }
    return g != NULL;
}

/* One that the store has, and that had this input. */
static bool find_again(struct kept *k, uint64_t number, const struct keeping_start *start,
                       struct buf *why)
{
    struct value *entry = ledger_read(&k->station.ledger, number);
    bool runs = outcome_status(entry) == EXECUTION_RUNNING;
    value_release(entry);
    if (runs) {
        return go_on(k, number, start, why);
    }
    station_commit(&k->station); /* a store that has failed shows nothing of what it has */
    tell(&(struct wanted){ k, number, start->on_end, start->owner });
    return true;
}

static char *arn_of(const struct kept *k, const char *name)
{
    struct buf arn = { 0 };
    buf_print(&arn, "%s%s", k->machine->current->deployment.names.standard_stem, name);
    return buf_take(&arn);
}

static bool begin(struct kept *k, const struct keeping_start *start, struct buf *why)
{
    char *arn = arn_of(k, start->name);
    uint64_t number = 0;
    bool is_known = ledger_find(&k->station.ledger, arn, &number), begun = true;
    struct value *input =
        is_known ? outcome_value(&k->station.ledger, TABLE_INPUT, number) : NULL;
    if (!is_known) {
        begin_new(k, start);
    } else if (!value_equal(input, start->input)) {
        buf_print(why,
                  "the store has an execution %s that was started with another input; another "
                  "--name starts a new one",
                  start->name);
        begun = false;
    } else {
        begun = find_again(k, number, start, why);
    }
    value_release(input);
    memory_release(arn);
    return begun;
}

struct told {
    void (*visit)(void *owner, const char *json, size_t size);
    void *owner;
};

static bool tell_event(void *owner, uint64_t id, const char *json, size_t size)
{
    struct told *t = owner;
    (void)id;
    t->visit(t->owner, json, size);
    return true;
}

static void history(struct kept *k, const char *name,
                    void (*visit)(void *owner, const char *json, size_t size), void *owner)
{
    struct told t = { visit, owner };
    char *arn = arn_of(k, name);
    uint64_t number;
    if (ledger_find(&k->station.ledger, arn, &number)) {
        ledger_walk_events(&k->station.ledger, number, 0, false, tell_event, &t);
    }
    memory_release(arn);
}

/* ---- Open and closed ---- */

static bool note_child(void *owner, uint64_t number)
{
    struct kept *k = owner;
    struct value *entry = ledger_read(&k->station.ledger, number);
    int64_t parent = entry == NULL ? 0 : outcome_int(entry, "parent");
    if (parent != 0) {
        k->children =
            memory_grow(k->children, k->child_count, &k->child_room, sizeof *k->children);
        k->children[k->child_count++] = (struct child){ number, (uint64_t)parent };
    }
    value_release(entry);
    return true;
}

static bool add_machine(struct kept *k, const struct asl_workflow *w, struct buf *why)
{
    char *definition = machine_definition(w);
    struct machine_plan p = { .name = w->name,
                              .definition = definition,
                              .role_arn = k->station.session.options->role_arn,
                              .created_ms = station_now_ms(&k->station),
                              .load = { .workflow = w } };
    k->machine = shelf_add(&k->station.machines, &p, why);
    memory_release(definition);
    return k->machine != NULL;
}

/* Returns an exit code. */
static int fill(struct kept *k, const struct asl_workflow *w)
{
    struct buf why = { 0 };
    int code = EXIT_SUCCEEDED;
    if (!add_machine(k, w, &why)) {
        message_print(k->station.session.options->program, "%s", buf_string(&why));
        code = EXIT_USAGE;
    } else if (w->traces != NULL &&
               !station_trace(&k->station, w->traces, w->name, session_tls(w))) {
        code = EXIT_MACHINE;
    }
    buf_release(&why);
    return code;
}

static void close_kept(struct kept *k)
{
    if (k->machine != NULL) {
        session_await(&k->station.session, &k->machine->current->deployment);
    }
    station_empty(&k->station);
    station_close(&k->station);
    store_close(k->store);
    memory_release(k->children);
    memory_release(k->changed);
    memory_release(k);
}

/* Its tasks wait for somebody outside as those of any program that runs one workflow do. */
static int open_kept(const struct asl_workflow *w, const struct options *o,
                     const struct observer *watch, struct kept **ret_kept)
{
    struct store *store = NULL;
    bool is_lasting;
    int code = storage_open(o, w->name, &store, &is_lasting);
    if (code != EXIT_SUCCEEDED) {
        return code;
    }
    if (store_is_shared(store)) {
        message_print(o->program, "--store: a store that several processes have at once is for "
                                  "serve; here it is sqlite:FILE or memory");
        store_close(store);
        return EXIT_USAGE;
    }
    struct kept *k = memory_zero(sizeof *k);
    k->store = store;
    station_open(&k->station, w->name, o, store, is_lasting);
    k->station.session.host = NULL;
    k->station.session.is_of_one = true;
    ongoings_watch(&k->station.ongoings, watch);
    code = fill(k, w);
    if (code != EXIT_SUCCEEDED) {
        close_kept(k);
        return code;
    }
    ledger_walk(&k->station.ledger, NULL, 0, false, note_child, k);
    *ret_kept = k;
    return EXIT_SUCCEEDED;
}

/* ---- Forks ---- */

static void share(struct kept *k, size_t index, size_t count, int fd)
{
    lent_borrow(k->store, fd);
    ledger_share(&k->station.ledger, index, count);
    session_renew(&k->station.session, &k->machine->current->deployment);
}

static bool serve(struct kept *k, int fd)
{
    enum lent lent = lent_take(k->store, fd);
    if (lent == LENT_CHANGED) {
        k->changed =
            memory_grow(k->changed, k->changed_count, &k->changed_room, sizeof *k->changed);
        k->changed[k->changed_count++] = fd;
    }
    return lent != LENT_GONE;
}

static void settle(struct kept *k)
{
    station_commit(&k->station);
    for (size_t i = 0; i < k->changed_count; i++) {
        lent_committed(k->changed[i]);
    }
    k->changed_count = 0;
}

static struct session *session_of(struct kept *k)
{
    return &k->station.session;
}

const struct feature_keeping keep_executions = {
    .open = open_kept,
    .session = session_of,
    .begin = begin,
    .history = history,
    .share = share,
    .serve = serve,
    .settle = settle,
    .close = close_kept,
};

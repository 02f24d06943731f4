#include "runtime/cluster/cluster.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/random.h"
#include "runtime/cluster/errand.h"
#include "runtime/cluster/fetch.h"
#include "runtime/cluster/forward.h"
#include "runtime/cluster/news.h"
#include "runtime/cluster/roster.h"
#include "runtime/cluster/offspring.h"
#include "runtime/cluster/refusals.h"
#include "runtime/endpoint/exposition.h"
#include "runtime/exec/engine.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/table.h"
#include "runtime/loop/loop.h"
#include "runtime/machine/machine.h"
#include "runtime/program/options.h"
#include "runtime/station/desk.h"
#include "runtime/station/handover.h"
#include "runtime/station/ongoing.h"
#include "runtime/station/station.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/shared.h"
#include "runtime/value/value.h"

#define LEASE_MS INT64_C(30000)

/* Between two looks at the store: a tenth of the lease, but not more than a second. */
#define TICK_PART    10
#define TICK_MOST_MS 1000
#define NS_PER_MS    INT64_C(1000000)

/* In each so many looks also for executions that need a revision that is not here. */
#define UNCLAIMED_TICKS 8

/* A letter that has come and is not done yet. */
struct waiting_letter {
    struct shared_letter letter; /* what it has is owned */
    bool is_orphan;
};

struct cluster {
    struct station *station;
    struct cluster_options options;
    char *name;                /* owned: HOST:PID */
    struct forwards *forwards; /* owned, as is this: */
    struct fetches *fetches;
    struct roster *roster;
    int64_t tick_ms;
    uint64_t timer, ticks;
    bool is_due, is_first, is_stopped;
    bool may_ask;                   /* others have tasks for workers here */
    size_t claimed;                 /* in this tick */
    uint64_t lost, calls;           /* as the store counts them */
    struct waiting_letter *letters; /* owned: [letter_count] */
    size_t letter_count, letter_room;
    bool is_at_work; /* the loop calls work() */
    struct refusals refusals;
    uint64_t *failed; /* owned: [failed_count] groups of this tick that cannot go on */
    size_t failed_count, failed_room;

    struct news *news; /* owned; NULL once it is stopped */
};

/* ---- Ticks ---- */

static void set_timer(struct cluster *c, int64_t wait_ms);

static void on_time(void *owner)
{
    struct cluster *c = owner;
    c->timer = 0;
    c->is_due = true;
}

static void set_timer(struct cluster *c, int64_t wait_ms)
{
    struct loop *l = c->station->session.loop;
    if (c->timer != 0) {
        loop_real_cancel(l, c->timer);
    }
    c->timer = loop_real_deadline(l, wait_ms, on_time, c);
}

/* So that nodes which began together do not ask together for ever. */
static int64_t jittered(const struct cluster *c)
{
    return c->tick_ms / 2 + (int64_t)(random_word() % (uint64_t)c->tick_ms);
}

/* ---- Claims ---- */

static bool has_failed(const struct cluster *c, uint64_t root)
{
    return c->failed_count > 0 && c->failed[c->failed_count - 1] == root;
}

/* Jobs of a group come one after the other. */
static void fail(struct cluster *c, const struct shared_job *j, const char *why)
{
    const struct station *s = c->station;
    struct value *entry = ledger_read(&c->station->ledger, j->number);
    const char *arn = entry == NULL ? NULL : value_member_text(entry, "executionArn");
    message_print(s->session.options->program,
                  "%s: this node cannot go on with it, and leaves it to others: %s",
                  arn != NULL ? arn : "an execution",
                  why[0] != '\0' ? why
                                 : "what the store has of it is not whole, or its state "
                                   "machine is not here any more");
    value_release(entry);
    c->failed = memory_grow(c->failed, c->failed_count, &c->failed_room, sizeof *c->failed);
    c->failed[c->failed_count++] = j->root;
    refusals_add(&c->refusals, j->root, clock_monotonic_ns());
}

static void on_claimed(void *owner, const struct shared_job *j)
{
    struct cluster *c = owner;
    struct station *s = c->station;
    struct buf why = { 0 };
    if (has_failed(c, j->root) || ongoings_find(&s->ongoings, j->number) != NULL) {
        return;
    }
    c->claimed++;
    station_resume_one(s, j->number, 0, &why);
    struct ongoing *g = ongoings_find(&s->ongoings, j->number);
    if (g != NULL) {
        ongoing_join(&s->ongoings, g, j->root);
    } else {
        fail(c, j, buf_string(&why));
    }
    buf_release(&why);
}

static void give_back_failed(struct cluster *c)
{
    for (size_t i = 0; i < c->failed_count; i++) {
        handover_group(&c->station->ongoings, c->failed[i]);
    }
    c->failed_count = 0;
}

/* What goes on is committed once before any task of it begins, so that the lease is looked at
 * then. What others ask for may be for it. */
static void on_all_claimed(void *owner)
{
    struct cluster *c = owner;
    give_back_failed(c);
    store_end_job(c->station->store, 0);
    ledger_lose(&c->station->ledger); /* what they begin has greater numbers than they have */
    c->options.resumed(c->options.owner);
    forwards_look(c->forwards);
}

/* ---- Letters ---- */

static void forget_letters(struct cluster *c)
{
    for (size_t i = 0; i < c->letter_count; i++) {
        memory_release((char *)(uintptr_t)c->letters[i].letter.operation);
        memory_release((char *)(uintptr_t)c->letters[i].letter.body.at);
    }
    c->letter_count = 0;
}

static void do_letter(struct cluster *c, const struct waiting_letter *w)
{
    if (w->is_orphan) {
        fetches_orphan(c->fetches, &w->letter);
    } else if (!offspring_do(c->station, &w->letter) && !fetches_do(c->fetches, &w->letter)) {
        errand_do(c->station, &w->letter, c->options.ask, c->options.owner);
    }
}

/* In a turn, as what clients ask for: so that a reply goes with the commit of what it tells. */
static void work(void *owner)
{
    struct cluster *c = owner;
    c->is_at_work = false;
    for (size_t i = 0; i < c->letter_count; i++) {
        do_letter(c, &c->letters[i]);
    }
    forget_letters(c);
    if (c->may_ask) {
        c->may_ask = false;
        fetches_ask(c->fetches);
    }
}

static void work_soon(struct cluster *c)
{
    if (!c->is_at_work) {
        c->is_at_work = true;
        loop_soon(c->station->session.loop, work, c);
    }
}

static void keep_letter(struct cluster *c, const struct shared_letter *l, bool is_orphan)
{
    c->letters = memory_grow(c->letters, c->letter_count, &c->letter_room, sizeof *c->letters);
    c->letters[c->letter_count++] =
        (struct waiting_letter){ { l->id,
                                   memory_text(l->operation),
                                   { memory_text_n(l->body.at, l->body.size), l->body.size } },
                                 is_orphan };
    work_soon(c);
}

static void on_letter(void *owner, const struct shared_letter *l)
{
    keep_letter(owner, l, false);
}

static void on_orphan(void *owner, const struct shared_letter *l)
{
    keep_letter(owner, l, true);
}

static void on_reply(void *owner, const struct shared_letter *l)
{
    struct cluster *c = owner;
    if (!fetches_reply(c->fetches, l)) {
        forward_reply(c->forwards, l);
    }
}

static void on_watched(void *owner, struct store_bytes value)
{
    struct cluster *c = owner;
    roster_look(c->roster, value.size == ROWKEY_NUMBER ? rowkey_u64(value.at) : 0);
}

/* What it can do: the programs of its state machines, appended. */
static size_t put_programs(const struct station *s, struct buf *out)
{
    size_t count = 0;
    for (const struct revision *r = s->machines.revisions; r != NULL; r = r->next) {
        if (r->load.workflow != NULL && !r->machine->is_apart) {
            buf_put(out, (const char *)r->program, sizeof r->program);
            count++;
        }
    }
    return count;
}

/* What it has just left to others they may have first. */
static bool lets_others(const struct cluster *c)
{
    const struct ongoings *o = &c->station->ongoings;
    int64_t wait_ns = 2 * c->tick_ms * NS_PER_MS;
    return o->other_nodes > 0 && o->left_ns != 0 && clock_monotonic_ns() - o->left_ns < wait_ns;
}

/* How many executions it would have besides those that it has; none once it is to end. */
static size_t room(const struct cluster *c)
{
    const struct station *s = c->station;
    size_t open = s->session.engine.running;
    size_t most = s->max_open == 0 ? INT32_MAX : s->max_open;
    bool may = !c->is_stopped && !s->session.is_stopped && !lets_others(c);
    return may && most > open ? most - open : 0;
}

static void tick(struct cluster *c)
{
    struct station *s = c->station;
    struct buf programs = { 0 };
    struct shared_tick t = { .most = room(c),
                             .queued = desk_queued(s->desk),
                             .claimed = on_claimed,
                             .all_claimed = on_all_claimed,
                             .letter = on_letter,
                             .reply = on_reply,
                             .orphan = on_orphan,
                             .watched = on_watched,
                             .watched_table = TABLE_CATALOG,
                             .watched_key = store_text(""),
                             .owner = c };
    t.program_count = put_programs(s, &programs);
    t.programs = buf_string(&programs);
    t.refused = refusals_now(&c->refusals, clock_monotonic_ns(), &t.refused_count);
    c->claimed = 0;
    store_tick(s->store, &t);
    c->is_first = t.ret_is_first;
    s->ongoings.other_nodes = t.ret_others;
    if (t.ret_has_queued) {
        c->may_ask = true;
        work_soon(c);
    }
    if (++c->ticks % UNCLAIMED_TICKS == 0) {
        roster_look_unclaimed(c->roster);
    }
    if (t.ret_is_buried) {
        store_end_job(s->store, 0); /* there has to be a commit, which then fails */
    }
    buf_release(&programs);
    set_timer(c, c->claimed > 0 || t.ret_has_more ? 1 : jittered(c));
}

/* ---- Turns ---- */

static void lose(struct cluster *c)
{
    c->is_due = true;
    forget_letters(c);
    forwards_lose(c->forwards);
    fetches_lose(c->fetches);
}

/* One at a time: what is taken for it goes with a commit of its own. */
static void stop_late(struct cluster *c)
{
    if (!store_is_changed(c->station->store)) {
        forwards_stop_one(c->forwards);
    }
}

/* A client that was just answered may have asked for more: that is committed first. */
static void after_turn(void *owner)
{
    struct cluster *c = owner;
    struct store *store = c->station->store;
    const struct shared_counts *n = store_counts(store);
    if (n->lost != c->lost) {
        c->lost = n->lost;
        lose(c);
    }
    if (n->calls != c->calls) {
        c->calls = n->calls;
        c->is_due = true;
    }
    store_let_go(store);
    if (forwards_are_late(c->forwards)) {
        c->is_due = true;
        stop_late(c);
    }
    if (c->is_due && store_is_changed(store)) {
        work_soon(c);
    } else if (c->is_due) {
        c->is_due = false;
        fetches_settled(c->fetches);
        tick(c);
    }
    news_watch(c->news);
}

/* ---- Open and closed ---- */

struct cluster *cluster_open(struct station *s, const struct cluster_options *o)
{
    if (!store_is_shared(s->store)) {
        return NULL;
    }
    struct cluster *c = memory_zero(sizeof *c);
    *c = (struct cluster){ .station = s, .options = *o, .name = shared_node_name() };
    int64_t lease_ms = cluster_lease_ms(o->lease_ms);
    int64_t part_ms = lease_ms / TICK_PART;
    c->tick_ms = part_ms < TICK_MOST_MS ? part_ms : TICK_MOST_MS;
    c->forwards = forwards_open(s, o->ask, o->owner);
    c->fetches = fetches_open(s);
    c->roster = roster_open(s);
    store_wait_on(s->store, s->session.loop);
    store_join(s->store, &(struct shared_node){ c->name, o->url, lease_ms, o->is_pooled });
    c->news = news_open(s->session.loop, s->store);
    s->after_turn = after_turn;
    s->after_owner = c;
    set_timer(c, 1);
    return c;
}

void cluster_stop(struct cluster *c)
{
    if (c != NULL) {
        c->is_stopped = true;
        roster_stop(c->roster);
        c->station->after_turn = NULL;
        loop_real_cancel(c->station->session.loop, c->timer);
        loop_soon_cancel(c->station->session.loop, work, c);
        news_close(c->news);
        store_wait_on(c->station->store, NULL);
    }
}

void cluster_close(struct cluster *c)
{
    if (c != NULL) {
        forwards_close(c->forwards);
        fetches_close(c->fetches);
        roster_close(c->roster);
        refusals_close(&c->refusals);
        memory_release(c->failed);
        forget_letters(c);
        memory_release(c->letters);
        memory_release(c->name);
        memory_release(c);
    }
}

bool cluster_take(struct cluster *c, struct call *call)
{
    if (c == NULL) {
        return false;
    }
    store_look_anew(c->station->store);
    return forward_take(c->forwards, call) || !roster_prepare(c->roster, call);
}

bool cluster_is_first(const struct cluster *c)
{
    return c == NULL || c->is_first;
}

int64_t cluster_lease_ms(int64_t wanted_ms)
{
    return wanted_ms > 0 ? wanted_ms : LEASE_MS;
}

int64_t cluster_waits_ms(const struct cluster *c)
{
    return c == NULL ? 0 : store_counts(c->station->store)->waits_ms;
}

/* ---- Metrics ---- */

void cluster_put_metrics(const struct cluster *c, struct buf *out)
{
    if (c == NULL) {
        return;
    }
    const struct shared_counts *n = store_counts(c->station->store);
    exposition_head(out, "asl_node_info", "gauge", "Always 1; its label names this node.");
    buf_text(out, "asl_node_info{");
    exposition_label(out, "name", c->name);
    buf_text(out, "} 1\n");
    exposition_number(out, "asl_node_claims_total", "counter",
                      "Executions that this node has taken over from others.", n->claims);
    exposition_number(out, "asl_node_lost_total", "counter",
                      "Times that this node has lost its lease, and what it had.", n->lost);
    exposition_number(out, "asl_node_letters_total", "counter",
                      "Requests of other nodes for what this node has.", n->letters);
    exposition_number(out, "asl_store_polls_total", "counter",
                      "Times that this node has looked for work and mail.", n->polls);
    exposition_number(
        out, "asl_store_waiting_seconds", "gauge",
        "How long the store has not answered, or not been written; 0 while it is.",
        (uint64_t)n->waits_ms / 1000);
    exposition_number(out, "asl_store_reconnects_total", "counter",
                      "Times that a new connection to the store was needed.", n->reconnects);
    exposition_number(out, "asl_store_retries_total", "counter",
                      "Transactions that were sent again since others were in the way.",
                      n->retries);
}

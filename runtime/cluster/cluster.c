#include "runtime/cluster/cluster.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/random.h"
#include "runtime/cluster/fetch.h"
#include "runtime/cluster/forward.h"
#include "runtime/cluster/news.h"
#include "runtime/exec/engine.h"
#include "runtime/ledger/ledger.h"
#include "runtime/loop/loop.h"
#include "runtime/machine/machine.h"
#include "runtime/program/options.h"
#include "runtime/station/desk.h"
#include "runtime/station/ongoing.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"

#define LEASE_MS INT64_C(30000)

/* Between two looks at the store: a tenth of the lease, but not more than a second. */
#define TICK_PART    10
#define TICK_MOST_MS 1000
#define CLAIM_MOST   100

struct cluster {
    struct station *station;
    struct cluster_options options;
    char *name;                /* owned: HOST:PID */
    struct forwards *forwards; /* owned, as is this: */
    struct fetches *fetches;
    int64_t tick_ms;
    uint64_t timer;
    bool is_due, is_first, is_stopped;
    size_t claimed;       /* in this tick */
    uint64_t lost, calls; /* as the store counts them */

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

static void on_claimed(void *owner, const struct shared_job *j)
{
    struct cluster *c = owner;
    struct station *s = c->station;
    struct buf why = { 0 };
    if (ongoings_find(&s->ongoings, j->number) != NULL) {
        return;
    }
    c->claimed += j->number == j->root;
    if (!station_resume_one(s, j->number, 0, &why)) {
        message_print(s->session.options->program, "%s", buf_string(&why));
    }
    struct ongoing *g = ongoings_find(&s->ongoings, j->number);
    if (g != NULL) {
        g->root = j->root;
    }
    buf_release(&why);
}

/* What goes on is committed once before any task of it begins, so that the lease is looked at
 * then. What others ask for may be for it. */
static void on_all_claimed(void *owner)
{
    struct cluster *c = owner;
    store_end_job(c->station->store, 0);
    ledger_lose(&c->station->ledger); /* what they begin has greater numbers than they have */
    c->options.resumed(c->options.owner);
}

static void on_letter(void *owner, const struct shared_letter *l)
{
    struct cluster *c = owner;
    if (!fetches_do(c->fetches, l)) {
        forward_do(c->forwards, l, c->options.ask, c->options.owner);
    }
}

static void on_reply(void *owner, const struct shared_letter *l)
{
    struct cluster *c = owner;
    if (!fetches_reply(c->fetches, l)) {
        forward_reply(c->forwards, l);
    }
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

static size_t room(const struct cluster *c)
{
    const struct station *s = c->station;
    size_t open = s->session.engine.running;
    size_t left = s->max_open == 0 ? CLAIM_MOST : s->max_open > open ? s->max_open - open : 0;
    return c->is_stopped ? 0 : left < CLAIM_MOST ? left : CLAIM_MOST;
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
                             .owner = c };
    t.program_count = put_programs(s, &programs);
    t.programs = buf_string(&programs);
    c->claimed = 0;
    store_tick(s->store, &t);
    c->is_first = t.ret_is_first;
    if (t.ret_has_queued) {
        fetches_ask(c->fetches);
    }
    if (t.ret_is_buried) {
        store_end_job(s->store, 0); /* there has to be a commit, which then fails */
    }
    buf_release(&programs);
    set_timer(c, t.most > 0 && c->claimed >= t.most ? 1 : jittered(c));
}

/* ---- Turns ---- */

/* What others ask for is done at once, and committed with the next turn. */
static void after_turn(void *owner)
{
    struct cluster *c = owner;
    const struct shared_counts *n = store_counts(c->station->store);
    if (n->lost != c->lost) {
        c->lost = n->lost;
        c->is_due = true;
        forward_lose(c->forwards);
    }
    if (n->calls != c->calls) {
        c->calls = n->calls;
        c->is_due = true;
    }
    if (c->is_due) {
        c->is_due = false;
        tick(c);
    }
    news_watch(c->news);
}

/* ---- Open and closed ---- */

static char *name_of(void)
{
    char host[HOST_NAME_MAX + 1] = "";
    struct buf b = { 0 };
    gethostname(host, sizeof host - 1);
    buf_print(&b, "%s:%ld", host, (long)getpid());
    return buf_take(&b);
}

struct cluster *cluster_open(struct station *s, const struct cluster_options *o)
{
    if (!store_is_shared(s->store)) {
        return NULL;
    }
    struct cluster *c = memory_zero(sizeof *c);
    *c = (struct cluster){ .station = s, .options = *o, .name = name_of() };
    int64_t lease_ms = cluster_lease_ms(o->lease_ms);
    int64_t part_ms = lease_ms / TICK_PART;
    c->tick_ms = part_ms < TICK_MOST_MS ? part_ms : TICK_MOST_MS;
    c->forwards = forwards_open(s);
    c->fetches = fetches_open(s);
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
        c->station->after_turn = NULL;
        loop_real_cancel(c->station->session.loop, c->timer);
        news_close(c->news);
        store_wait_on(c->station->store, NULL);
    }
}

void cluster_close(struct cluster *c)
{
    if (c != NULL) {
        forwards_close(c->forwards);
        fetches_close(c->fetches);
        memory_release(c->name);
        memory_release(c);
    }
}

bool cluster_take(struct cluster *c, struct call *call)
{
    return c != NULL && forward_take(c->forwards, call);
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

static void put(struct buf *out, const char *name, const char *type, const char *help,
                uint64_t value)
{
    buf_print(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRIu64 "\n", name, help, name, type, name,
              value);
}

void cluster_put_metrics(const struct cluster *c, struct buf *out)
{
    if (c == NULL) {
        return;
    }
    const struct shared_counts *n = store_counts(c->station->store);
    buf_print(out,
              "# HELP asl_node_info Always 1; its label names this node.\n"
              "# TYPE asl_node_info gauge\nasl_node_info{name=\"%s\"} 1\n",
              c->name);
    put(out, "asl_node_claims_total", "counter",
        "Executions that this node has taken over from others.", n->claims);
    put(out, "asl_node_lost_total", "counter",
        "Times that this node has lost its lease, and what it had.", n->lost);
    put(out, "asl_node_letters_total", "counter",
        "Requests of other nodes for what this node has.", n->letters);
    put(out, "asl_store_polls_total", "counter",
        "Times that this node has looked for work and mail.", n->polls);
    put(out, "asl_store_waiting_seconds", "gauge",
        "How long the store has not answered; 0 while it does.", (uint64_t)n->waits_ms / 1000);
    put(out, "asl_store_reconnects_total", "counter",
        "Times that a new connection to the store was needed.", n->reconnects);
    put(out, "asl_store_retries_total", "counter",
        "Transactions that were sent again since others were in the way.", n->retries);
}

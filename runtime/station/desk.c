#include "runtime/station/desk.h"

#include <asl/tree.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/ledger/table.h"
#include "runtime/loop/loop.h"
#include "runtime/service/answer.h"
#include "runtime/station/held.h"
#include "runtime/store/store.h"
#include "runtime/token/pending.h"
#include "runtime/token/reception.h"
#include "runtime/value/value.h"

/* As many workers as AWS lets wait for tasks of one activity. */
#define POLLERS_MAX 1000

/* AWS lets a worker wait for a minute, which is also how long its clients wait for an answer at
 * all. */
#define PATIENCE_MS 55000

/* A worker who waits for a task. */
struct poller {
    struct desk *desk;
    struct call *call;
    struct poller *next, *previous; /* in the order in which they came */
    uint64_t patience_id;
    struct pending *offered; /* for the moment of taking it */
};

struct desk {
    struct loop *loop;
    struct held *held;
    struct store *store;
    int64_t patience_ms;
    struct pending_list *list;
    struct poller *first, *last;
    bool will_match; /* the loop will call match() */
};

/* ---- Workers who wait ---- */

static void release_poller(struct poller *p)
{
    struct desk *d = p->desk;
    loop_real_cancel(d->loop, p->patience_id);
    *(p->previous != NULL ? &p->previous->next : &d->first) = p->next;
    *(p->next != NULL ? &p->next->previous : &d->last) = p->previous;
    memory_release(p);
}

static struct value *no_task(void)
{
    struct value *body = value_object();
    value_set_take(&body, "taskToken", value_null());
    return body;
}

/* There is no task for him. */
static void send_away(struct poller *p)
{
    struct call *c = p->call;
    struct held *h = p->desk->held;
    struct service_answer a = { .status = 0 };
    release_poller(p);
    service_answer_good(&a, no_task());
    held_answer(h, c, &a);
}

static void on_patience(void *owner)
{
    struct poller *p = owner;
    p->patience_id = 0;
    send_away(p);
}

static void on_gone(struct call *c)
{
    release_poller(c->mark);
}

static void on_stop(struct call *c)
{
    send_away(c->mark);
}

/* ---- Tasks meet workers ---- */

static void match_soon(struct desk *d);

/* A worker has gone before he could be told of his task. */
static void on_lost(void *owner, const struct service_answer *a)
{
    struct desk *d = owner;
    pending_return(d->list, value_member_text(a->body, "taskToken"));
    match_soon(d);
}

/* Gives the worker the first task of his activity, if there is one. */
static void give(struct poller *p)
{
    struct desk *d = p->desk;
    p->offered = pending_offer(d->list, call_text(p->call, "activityArn"), &p->offered);
    if (p->offered != NULL) {
        struct service_answer a = { .status = 0 };
        struct call *c = p->call;
        service_answer_good(&a, pending_show(p->offered));
        pending_take(p->offered, call_text(c, "workerName"));
        release_poller(p);
        held_answer_late(d->held, c, &a, on_lost, d);
    }
}

static void match(void *owner)
{
    struct desk *d = owner;
    d->will_match = false;
    for (struct poller *p = d->first, *next; p != NULL; p = next) {
        next = p->next;
        give(p);
    }
}

static void match_soon(struct desk *d)
{
    if (!d->will_match) {
        d->will_match = true;
        loop_soon(d->loop, match, d);
    }
}

static size_t count_pollers(const struct desk *d, const char *activity)
{
    size_t count = 0;
    for (const struct poller *p = d->first; p != NULL; p = p->next) {
        count += strcmp(call_text(p->call, "activityArn"), activity) == 0;
    }
    return count;
}

void desk_get_task(struct desk *d, struct call *c)
{
    if (count_pollers(d, call_text(c, "activityArn")) >= POLLERS_MAX) {
        struct service_answer a = { .status = 0 };
        service_answer_fail(&a, 400, NULL, "ActivityWorkerLimitExceeded",
                            "The maximum number of workers concurrently polling for activity "
                            "tasks has been reached.");
        held_answer(d->held, c, &a);
        return;
    }
    struct poller *p = memory_zero(sizeof *p);
    *p = (struct poller){ .desk = d, .call = c, .previous = d->last };
    *(d->last != NULL ? &d->last->next : &d->first) = p;
    d->last = p;
    p->patience_id = loop_real_deadline(d->loop, d->patience_ms, on_patience, p);
    c->on_gone = on_gone;
    c->on_stop = on_stop;
    c->mark = p;
    match_soon(d);
}

/* ---- Workers of other nodes ---- */

size_t desk_queued(const struct desk *d)
{
    return pending_queued(d->list);
}

struct value *desk_take(struct desk *d, const char *activity, const char *worker,
                        char **ret_execution)
{
    struct pending *p = NULL;
    *ret_execution = NULL;
    p = pending_offer(d->list, activity, &p);
    if (p == NULL) {
        return NULL;
    }
    struct value *task = pending_show(p);
    *ret_execution = memory_text(pending_execution(p));
    pending_take(p, worker);
    return task;
}

void desk_return(struct desk *d, const char *token)
{
    pending_return(d->list, token);
    match_soon(d);
}

static bool is_first_of(const struct desk *d, const struct poller *p)
{
    const char *activity = call_text(p->call, "activityArn");
    const struct poller *at = d->first;
    while (at != p && strcmp(call_text(at->call, "activityArn"), activity) != 0) {
        at = at->next;
    }
    return at == p;
}

void desk_each_wanted(struct desk *d, void (*visit)(void *owner, const struct call *c),
                      void *owner)
{
    for (const struct poller *p = d->first; p != NULL; p = p->next) {
        if (is_first_of(d, p)) {
            visit(owner, p->call);
        }
    }
}

bool desk_give(struct desk *d, const char *activity, struct value *task,
               void (*if_lost)(void *owner, const struct service_answer *a), void *owner)
{
    struct poller *p = d->first;
    while (p != NULL && strcmp(call_text(p->call, "activityArn"), activity) != 0) {
        p = p->next;
    }
    if (p != NULL) {
        struct service_answer a = { .status = 0 };
        struct call *c = p->call;
        service_answer_good(&a, value_share(task));
        release_poller(p);
        held_offer(d->held, c, &a, if_lost, owner);
    }
    value_release(task);
    return p != NULL;
}

/* ---- Answers to tokens ---- */

void desk_send(struct desk *d, struct call *c, const char *operation)
{
    struct service_answer a = { .status = 0 };
    pending_answer(d->list, operation, c->input, &a);
    if (service_answer_is_good(&a)) {
        held_answer_late(d->held, c, &a, NULL, NULL);
    } else {
        held_answer(d->held, c, &a);
    }
}

/* ---- The place where tasks wait ---- */

static bool has_activity(void *place, const char *activity)
{
    const struct desk *d = place;
    return store_get(d->store, TABLE_ACTIVITY, store_text(activity), NULL);
}

static struct pending *wait(void *place, const struct pending_task *t, struct buf *why)
{
    struct desk *d = place;
    struct pending *p = pending_add(d->list, t);
    (void)why;
    if (t->activity != NULL) {
        match_soon(d);
    }
    return p;
}

static void leave(void *place, struct pending *p)
{
    struct desk *d = place;
    pending_remove(d->list, p);
}

const struct asl_tokens desk_tokens = {
    .has_activity = has_activity,
    .wait = wait,
    .leave = leave,
};

static bool is_activity(const struct asl_request *r, bool is_local)
{
    (void)is_local;
    return r->kind == ASL_ACTIVITY;
}

static void release_nothing(void *bound)
{
    (void)bound;
}

const struct asl_target desk_activity = {
    .word = "activity",
    .is_worker = true,
    .answers = is_activity,
    .release = release_nothing,
};

struct desk *desk_open(struct loop *l, struct held *h, struct store *s)
{
    struct desk *d = memory_zero(sizeof *d);
    *d = (struct desk){
        .loop = l, .held = h, .store = s, .patience_ms = PATIENCE_MS, .list = pending_list_new()
    };
    return d;
}

void desk_patience(struct desk *d, int64_t wait_ms)
{
    d->patience_ms = wait_ms;
}

size_t desk_waiting(const struct desk *d)
{
    return pending_count(d->list);
}

bool desk_knows(const struct desk *d, const char *token)
{
    return pending_knows(d->list, token);
}

void desk_close(struct desk *d)
{
    loop_soon_cancel(d->loop, match, d);
    while (d->first != NULL) {
        struct call *c = d->first->call;
        release_poller(d->first);
        call_good(c, no_task());
    }
    pending_list_release(d->list);
    memory_release(d);
}

#include "runtime/cluster/forward.h"

#include <string.h>

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/cluster/errand.h"
#include "runtime/cluster/unclaimed.h"
#include "runtime/endpoint/call.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/maprun.h"
#include "runtime/ledger/outcome.h"
#include "runtime/loop/loop.h"
#include "runtime/service/answer.h"
#include "runtime/station/desk.h"
#include "runtime/station/ongoing.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/token/pending.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* How long an answer of another node is waited for. */
#define PATIENCE_MS 10000

/* Between two times that all nodes are asked for what none has: one that is gone may have had
 * it, and another is about to claim it. */
#define AGAIN_MS 500

#define UNKNOWN "TaskTimedOut"

/* A call that another node answers. */
struct forward {
    struct forwards *list;
    struct call *call;
    int64_t *letters; /* owned: [count] those that have no reply yet */
    size_t count, room;
    uint64_t job;  /* whose node answers; 0: whoever knows of it */
    bool has_gone; /* one that was asked has gone without a word: it may have known of it */
    bool is_sure;  /* once before nobody has known of it, and nothing was unclaimed */
    bool is_late;  /* nobody has answered: what it would stop is to be stopped without a node */
    bool is_last;  /* that was tried before */
    int64_t left_ms;
    uint64_t timer;
    struct forward *next;
};

/* A name of an error, which an answer wants to be static. */
struct code {
    struct code *next;
    char name[];
};

struct forwards {
    struct station *station;
    void (*ask)(void *owner, struct call *c);
    void *owner; /* of that */
    struct forward *first;
    struct code *codes;
};

/* ---- The end of a call that was handed over ---- */

static void take_back(struct forward *f)
{
    for (size_t i = 0; i < f->count; i++) {
        store_take_back(f->list->station->store, f->letters[i]);
    }
    f->count = 0;
}

static void release(struct forward *f)
{
    struct forward **at = &f->list->first;
    while (*at != f) {
        at = &(*at)->next;
    }
    *at = f->next;
    loop_real_cancel(f->list->station->session.loop, f->timer);
    memory_release(f->letters);
    memory_release(f);
}

/* The answer is taken. */
static void answer(struct forward *f, struct service_answer *a)
{
    struct station *s = f->list->station;
    struct call *c = f->call;
    take_back(f);
    release(f);
    c->on_gone = NULL;
    station_answer(s, c, a);
}

static void on_gone(struct call *c)
{
    struct forward *f = c->mark;
    take_back(f);
    release(f);
}

static void fail(struct forward *f, const char *why)
{
    struct service_answer a = { .status = 0 };
    service_answer_fail(&a, 503, NULL, "ServiceUnavailable", "%s", why);
    answer(f, &a);
}

static void fail_late(struct forward *f)
{
    fail(f, "The node that has the execution does not answer, or no node that runs can go on "
            "with it. Try again later.");
}

static void on_stop(struct call *c)
{
    fail_late(c->mark);
}

static void fail_unknown(struct forward *f)
{
    struct service_answer a = { .status = 0 };
    service_answer_fail(&a, 400, NULL, UNKNOWN,
                        "Task Timed Out: 'Provided task does not exist anymore'");
    answer(f, &a);
}

/* ---- Handing over ---- */

static void add_letter(void *owner, int64_t id)
{
    struct forward *f = owner;
    f->letters = memory_grow(f->letters, f->count, &f->room, sizeof *f->letters);
    f->letters[f->count++] = id;
}

static void send(struct forward *f)
{
    struct buf body = { 0 };
    struct store *s = f->list->station->store;
    write_json(&body, f->call->input);
    struct shared_letter l = { .operation = operation_name(f->call->operation),
                               .body = store_buf(&body) };
    if (f->job == 0) {
        f->has_gone = false;
        store_send_all(s, &l, false, add_letter, f);
    } else {
        add_letter(f, store_send(s, f->job, &l));
    }
    buf_release(&body);
}

static void note_unclaimed(void *owner, uint64_t number)
{
    (void)number;
    *(bool *)owner = true;
}

static void wait(struct forward *f, int64_t wait_ms);

/* The call is done here after all. */
static void do_here(struct forward *f)
{
    struct forwards *list = f->list;
    struct call *c = f->call;
    take_back(f);
    release(f);
    c->on_gone = NULL;
    c->on_stop = NULL;
    list->ask(list->owner, c);
}

/* This node may have claimed meanwhile what the call is for. */
static bool is_here(const struct forward *f)
{
    struct station *s = f->list->station;
    return f->job != 0 ? ongoings_find(&s->ongoings, f->job) != NULL
                       : desk_knows(s->desk, call_text(f->call, "taskToken"));
}

/* All that live know nothing of it. One that was asked before it has claimed what this is for
 * knows of it the next time; it may have claimed that from one that has gone. */
static void ask_again(struct forward *f)
{
    bool may_come = f->has_gone;
    if (is_here(f)) {
        do_here(f);
        return;
    }
    store_unclaimed(f->list->station->store, note_unclaimed, &may_come);
    bool was_sure = f->is_sure;
    f->is_sure = !may_come;
    if (was_sure && !may_come) {
        fail_unknown(f);
    } else if (f->left_ms <= AGAIN_MS) {
        fail_late(f);
    } else {
        f->left_ms -= AGAIN_MS;
        wait(f, AGAIN_MS);
    }
}

/* Nobody has answered. An execution that no node can go on with is stopped without one, once
 * this turn is over. */
static void give_up(struct forward *f)
{
    f->is_late = f->call->operation == OPERATION_StopExecution;
    if (!f->is_late) {
        fail_late(f);
    }
}

/* Another node may just be about to stop it, or have it for a moment. */
static void stop_unclaimed(struct forward *f)
{
    f->is_late = false;
    if (unclaimed_stop(f->list->station, f->job, call_text(f->call, "error"),
                       call_text(f->call, "cause"))) {
        do_here(f);
    } else if (f->is_last) {
        fail_late(f);
    } else {
        f->is_last = true;
        wait(f, AGAIN_MS);
    }
}

static void on_time(void *owner)
{
    struct forward *f = owner;
    f->timer = 0;
    if (is_here(f)) {
        do_here(f);
        return;
    }
    if (f->count > 0 || f->job != 0) {
        give_up(f);
        return;
    }
    send(f);
    if (f->count == 0) {
        ask_again(f);
    } else {
        wait(f, f->left_ms);
    }
}

static void wait(struct forward *f, int64_t wait_ms)
{
    struct loop *l = f->list->station->session.loop;
    loop_real_cancel(l, f->timer);
    f->timer = loop_real_deadline(l, wait_ms, on_time, f);
}

static void hand_over(struct forwards *list, struct call *c, uint64_t job)
{
    struct forward *f = memory_zero(sizeof *f);
    *f = (struct forward){
        .list = list, .call = c, .job = job, .left_ms = PATIENCE_MS, .next = list->first
    };
    list->first = f;
    c->on_gone = on_gone;
    c->on_stop = on_stop;
    c->mark = f;
    send(f);
    if (f->count == 0) {
        ask_again(f);
    } else {
        wait(f, PATIENCE_MS);
    }
}

/* ---- What is for another node ---- */

/* Returns true if that execution is under way, and not here. */
static bool is_elsewhere(struct forwards *f, uint64_t number)
{
    struct station *s = f->station;
    if (number == 0 || ongoings_find(&s->ongoings, number) != NULL) {
        return false;
    }
    struct value *entry = ledger_read(&s->ledger, number);
    bool runs = entry != NULL && outcome_status(entry) == EXECUTION_RUNNING;
    value_release(entry);
    return runs;
}

/* One that may be stopped: no request stops an Express one. */
static uint64_t execution_of(struct forwards *f, const struct call *c)
{
    const char *text = call_text(c, "executionArn");
    struct arn arn;
    uint64_t number = 0;
    bool is_standard = text != NULL && arn_read(arn_part(text), &arn) &&
                       arn_part_begins(arn.rest, "execution:");
    return is_standard && ledger_find(&f->station->ledger, text, &number) ? number : 0;
}

static uint64_t parent_of(struct forwards *f, const struct call *c)
{
    const char *arn = call_text(c, "mapRunArn");
    struct value *row = arn == NULL ? NULL : maprun_read(f->station->store, arn);
    uint64_t number =
        row != NULL && maprun_is_running(row) ? (uint64_t)outcome_int(row, "parent") : 0;
    value_release(row);
    return number;
}

bool forward_take(struct forwards *f, struct call *c)
{
    enum operation o = c->operation;
    if (o == OPERATION_SendTaskSuccess || o == OPERATION_SendTaskFailure ||
        o == OPERATION_SendTaskHeartbeat) {
        struct service_answer refused = { .status = 0 };
        bool is_ours = desk_knows(f->station->desk, call_text(c, "taskToken")) ||
                       !pending_check(operation_name(o), c->input, &refused);
        service_answer_release(&refused);
        if (!is_ours) {
            hand_over(f, c, 0);
        }
        return !is_ours;
    }
    uint64_t number = o == OPERATION_StopExecution  ? execution_of(f, c)
                      : o == OPERATION_UpdateMapRun ? parent_of(f, c)
                                                    : 0;
    if (!is_elsewhere(f, number)) {
        return false;
    }
    hand_over(f, c, number);
    return true;
}

/* ---- Replies ---- */

static const char *code_of(struct forwards *list, const char *name)
{
    struct code *c = list->codes;
    while (c != NULL && strcmp(c->name, name) != 0) {
        c = c->next;
    }
    if (c == NULL) {
        c = memory_get(sizeof *c + strlen(name) + 1);
        c->next = list->codes;
        memcpy(c->name, name, strlen(name) + 1);
        list->codes = c;
    }
    return c->name;
}

/* Takes the letter out. Returns false if the call was not sent with it. */
static bool take_letter(struct forward *f, int64_t id)
{
    for (size_t i = 0; i < f->count; i++) {
        if (f->letters[i] == id) {
            f->letters[i] = f->letters[--f->count];
            return true;
        }
    }
    return false;
}

/* Nobody does it any more: nobody knows the token there, or the execution is over. */
static void take_none(struct forward *f)
{
    if (f->job != 0) {
        do_here(f);
    } else if (f->count == 0) {
        ask_again(f);
    }
}

static void take_reply(struct forward *f, const struct shared_letter *l)
{
    struct service_answer a = { .status = 0 };
    char *code;
    if (l->body.at == NULL) {
        f->has_gone = true;
        take_none(f);
    } else if (!errand_read_reply(l, &a, &code)) {
        fail_late(f);
    } else if (f->job == 0 && code != NULL && strcmp(code, UNKNOWN) == 0) {
        service_answer_release(&a);
        memory_release(code);
        take_none(f);
    } else {
        a.code = code != NULL ? code_of(f->list, code) : NULL;
        memory_release(code);
        answer(f, &a);
    }
}

void forward_reply(struct forwards *list, const struct shared_letter *l)
{
    struct forward *f = list->first;
    while (f != NULL && !take_letter(f, l->id)) {
        f = f->next;
    }
    store_take_back(list->station->store, l->id);
    if (f != NULL) {
        take_reply(f, l);
    }
}

void forwards_look(struct forwards *list)
{
    for (struct forward *f = list->first, *next; f != NULL; f = next) {
        next = f->next;
        if (is_here(f)) {
            do_here(f);
        }
    }
}

static struct forward *first_late(const struct forwards *list)
{
    struct forward *f = list->first;
    while (f != NULL && !f->is_late) {
        f = f->next;
    }
    return f;
}

bool forwards_are_late(const struct forwards *list)
{
    return first_late(list) != NULL;
}

void forwards_stop_one(struct forwards *list)
{
    stop_unclaimed(first_late(list));
}

void forwards_lose(struct forwards *list)
{
    while (list->first != NULL) {
        fail(list->first,
             "This node has lost its lease: nothing is known of the request's end. "
             "Try again.");
    }
}

/* ---- All of them ---- */

struct forwards *forwards_open(struct station *s, void (*ask)(void *owner, struct call *c),
                               void *owner)
{
    struct forwards *f = memory_zero(sizeof *f);
    *f = (struct forwards){ .station = s, .ask = ask, .owner = owner };
    return f;
}

void forwards_close(struct forwards *list)
{
    while (list->first != NULL) {
        fail_late(list->first);
    }
    while (list->codes != NULL) {
        struct code *c = list->codes;
        list->codes = c->next;
        memory_release(c);
    }
    memory_release(list);
}

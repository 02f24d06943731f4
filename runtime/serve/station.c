#include "runtime/serve/station.h"

#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/turn.h"
#include "runtime/program/options.h"
#include "runtime/serve/call.h"
#include "runtime/service/answer.h"
#include "runtime/store/store.h"
#include "runtime/value/value.h"

struct station_held {
    struct call *call; /* borrowed; NULL: its client is gone */
    struct service_answer answer;
};

/* ---- Answers ---- */

static void on_gone(struct call *c)
{
    const struct station *s = c->mark;
    for (size_t i = 0; i < s->held_count; i++) {
        if (s->held[i].call == c) {
            s->held[i].call = NULL;
        }
    }
}

void station_answer(struct station *s, struct call *c, struct service_answer *a)
{
    c->on_gone = on_gone;
    c->mark = s;
    s->held = memory_grow(s->held, s->held_count, &s->held_room, sizeof(struct station_held));
    s->held[s->held_count++] = (struct station_held){ c, *a };
    *a = (struct service_answer){ .status = 0 };
}

/* What is answered may have others answered as well. */
static void let_answers_out(struct station *s)
{
    for (size_t i = 0; i < s->held_count; i++) {
        struct station_held h = s->held[i];
        s->held[i].call = NULL;
        if (h.call != NULL) {
            call_answer(h.call, &h.answer);
        } else {
            service_answer_release(&h.answer);
        }
    }
    s->held_count = 0;
}

/* ---- The commit point ---- */

/* Nobody may be told of what is not in the store, so that there is nothing left to do. */
static _Noreturn void die(const struct station *s, const char *why)
{
    message_print(s->session.options->program,
                  "the store cannot be written, and the server stops at once: %s", why);
    _exit(EXIT_MACHINE);
}

static void commit(struct engine *e)
{
    struct station *s = e->owner;
    struct buf why = { 0 };
    ongoings_write(&s->ongoings);
    if (!store_commit(s->store, &why)) {
        die(s, buf_string(&why));
    }
}

static void on_end(void *owner, struct execution *x)
{
    (void)owner;
    ongoings_ended(x);
}

void station_turn(struct station *s, bool may_wait)
{
    turn_news(&s->session.engine, may_wait);
    turn_step(&s->session.engine);
    let_answers_out(s);
}

/* ---- Going on ---- */

struct numbers {
    uint64_t *list; /* owned */
    size_t count, room;
};

static bool note_number(void *owner, uint64_t number)
{
    struct numbers *n = owner;
    n->list = memory_grow(n->list, n->count, &n->room, sizeof *n->list);
    n->list[n->count++] = number;
    return true;
}

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* The entry of an execution, or, of a Map Run's child, that of the one it belongs to. New, or
 * NULL. */
static struct value *outer_entry(struct station *s, uint64_t number)
{
    struct value *entry = ledger_read(&s->ledger, number), *parent;
    int64_t of;
    while (entry != NULL && value_member(entry, "parent", &parent) &&
           value_is_int(parent, &of)) {
        value_release(entry);
        entry = ledger_read(&s->ledger, (uint64_t)of);
    }
    return entry;
}

struct revision *station_revision(struct station *s, uint64_t number)
{
    struct value *entry = outer_entry(s, number);
    const char *arn = entry == NULL ? NULL : value_member_text(entry, "stateMachineArn");
    struct machine *m = arn == NULL ? NULL : machine_find(&s->machines, arn, strlen(arn));
    bool found = m != NULL && is_same(m->current->id, value_member_text(entry, "revision"));
    value_release(entry);
    return found ? m->current : NULL;
}

/* Those of a Map Run have started after the execution that they belong to. */
size_t station_resume(struct station *s)
{
    struct numbers n = { .count = 0 };
    size_t before = s->session.engine.running;
    ledger_walk(&s->ledger, NULL, 0, false, note_number, &n);
    for (size_t i = 0; i < n.count; i++) {
        struct revision *r = station_revision(s, n.list[i]);
        if (r != NULL) {
            ongoings_resume(&s->ongoings, n.list[i], r);
        }
    }
    memory_release(n.list);
    return s->session.engine.running - before;
}

/* ---- Open and closed ---- */

void station_open(struct station *s, const char *name, const struct options *o,
                  struct store *store, bool is_lasting)
{
    *s = (struct station){ .store = store };
    session_open_bare(&s->session, name, o);
    s->session.engine.owner = s;
    s->session.engine.commit = commit;
    s->session.engine.on_end = on_end;
    s->session.engine.on_failing = ongoings_failing;
    s->machines.session = &s->session;
    ledger_open(&s->ledger, store);
    ongoings_open(&s->ongoings, &s->session.engine, &s->ledger, is_lasting);
}

void station_close(struct station *s)
{
    let_answers_out(s);
    ongoings_close(&s->ongoings);
    machines_close(&s->machines);
    session_close(&s->session);
    memory_release(s->held);
}

int64_t station_now_ms(const struct station *s)
{
    return clock_now_ms(&s->session.clock);
}

#include "runtime/station/held.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/service/answer.h"

struct held_one {
    struct call *call; /* borrowed; NULL: its client is gone */
    struct service_answer answer;
    uint64_t turn; /* may go out once that one is committed */
    void (*on_lost)(void *owner, const struct service_answer *a);
    void *owner;
};

static void on_gone(struct call *c)
{
    const struct held *h = c->mark;
    for (size_t i = 0; i < h->count; i++) {
        struct held_one *one = &h->list[i];
        if (one->call == c) {
            one->call = NULL;
            if (one->on_lost != NULL) {
                one->on_lost(one->owner, &one->answer);
            }
        }
    }
}

static void hold(struct held *h, struct held_one one)
{
    one.call->on_gone = on_gone;
    one.call->on_stop = NULL;
    one.call->mark = h;
    h->list = memory_grow(h->list, h->count, &h->room, sizeof *h->list);
    h->list[h->count++] = one;
}

void held_answer(struct held *h, struct call *c, struct service_answer *a)
{
    held_offer(h, c, a, NULL, NULL);
}

void held_offer(struct held *h, struct call *c, struct service_answer *a,
                void (*on_lost)(void *owner, const struct service_answer *a), void *owner)
{
    hold(h, (struct held_one){
                .call = c, .answer = *a, .turn = h->turn, .on_lost = on_lost, .owner = owner });
    *a = (struct service_answer){ .status = 0 };
}

void held_answer_late(struct held *h, struct call *c, struct service_answer *a,
                      void (*on_lost)(void *owner, const struct service_answer *a), void *owner)
{
    hold(
        h,
        (struct held_one){
            .call = c, .answer = *a, .turn = h->turn + 1, .on_lost = on_lost, .owner = owner });
    *a = (struct service_answer){ .status = 0 };
}

static void let_out(struct held_one *one)
{
    if (one->call != NULL) {
        call_answer(one->call, &one->answer);
    } else {
        service_answer_release(&one->answer);
    }
}

static bool is_committed(const struct held_one *one)
{
    return one->call != NULL && one->call->is_committed;
}

/* Those that may go by that turn, or of them those that are committed with it. */
static void let_out_by(struct held *h, uint64_t turn, bool only_committed)
{
    size_t kept = 0, count = h->count;
    for (size_t i = 0; i < count; i++) {
        struct held_one one = h->list[i];
        bool may_go = one.turn <= turn && (!only_committed || is_committed(&one));
        h->list[i].call = NULL;
        if (may_go) {
            let_out(&one);
        } else {
            h->list[kept++] = one;
        }
    }
    h->count -= count - kept;
    if (h->count > kept) {
        memmove(h->list + kept, h->list + count, (h->count - kept) * sizeof *h->list);
    }
}

void held_join(struct held *h)
{
    let_out_by(h, h->turn, true);
}

void held_let_out(struct held *h)
{
    let_out_by(h, h->turn++, false);
}

void held_fail(struct held *h, const char *code, const char *message)
{
    for (size_t i = 0; i < h->count; i++) {
        struct held_one *one = &h->list[i];
        service_answer_release(&one->answer);
        one->answer = (struct service_answer){ .status = 0 };
        service_answer_fail(&one->answer, 503, NULL, code, "%s", message);
        one->turn = h->turn;
        one->on_lost = NULL;
    }
}

void held_close(struct held *h)
{
    while (h->count > 0) {
        let_out_by(h, UINT64_MAX, false);
    }
    memory_release(h->list);
}

#include "runtime/serve/awaited.h"

#include <stddef.h>

#include "runtime/base/memory.h"
#include "runtime/exec/run.h"
#include "runtime/serve/ongoing.h"
#include "runtime/serve/station.h"

struct awaited {
    struct execution *x;    /* borrowed */
    struct awaiting *first; /* those who wait */
};

static void on_end(void *owner, const struct execution *x)
{
    struct awaited *a = owner;
    while (a->first != NULL) {
        struct awaiting *w = a->first;
        a->first = w->next;
        w->of = NULL;
        w->on_end(w->owner, x);
    }
    memory_release(a);
}

struct awaited *awaited_begin(struct station *s, struct ongoing_start *start)
{
    struct awaited *a = memory_zero(sizeof *a);
    start->on_end = on_end;
    start->owner = a;
    a->x = ongoings_begin(&s->ongoings, start)->x;
    return a;
}

const struct execution *awaited_execution(const struct awaited *a)
{
    return a->x;
}

void awaited_join(struct awaited *a, struct awaiting *w)
{
    w->of = a;
    w->next = a->first;
    a->first = w;
}

void awaited_leave(struct awaiting *w, bool stops)
{
    struct awaited *a = w->of;
    if (a == NULL) {
        return;
    }
    struct awaiting **at = &a->first;
    while (*at != w) {
        at = &(*at)->next;
    }
    *at = w->next;
    w->of = NULL;
    if (stops && a->first == NULL) {
        run_stop(a->x, EXECUTION_ABORTED, "Route.Abandoned",
                 "Nobody waits for the answer any more");
    }
}

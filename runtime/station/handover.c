#include "runtime/station/handover.h"

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/clock.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/outbox.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/numbertable.h"
#include "runtime/station/jobgroup.h"
#include "runtime/station/ongoing.h"
#include "runtime/store/shared.h"

static void hand_over(struct ongoings *o, struct ongoing *g)
{
    for (struct asl_frame *f = frame_next(g->x, NULL); f != NULL; f = frame_next(g->x, f)) {
        outbox_take_back(f);
    }
    numbertable_take(&o->table, g->number);
    jobgroup_drop(&o->groups, &g->job);
    ongoing_put_away(o, g);
}

static struct ongoing *ongoing_at(const struct ongoings *o, uint32_t place)
{
    const struct execution *x = o->engine->runs[place];
    struct ongoing *g = x == NULL ? NULL : x->owner;
    return g != NULL && g->number != 0 ? g : NULL;
}

/* Children have groups of their own if they came from the store. */
static void hand_over_children(struct ongoings *o, uint64_t root)
{
    for (uint32_t i = 0; i < o->engine->run_room; i++) {
        const struct ongoing *g = ongoing_at(o, i);
        const struct ongoing *parent = g == NULL ? NULL : ongoing_parent(g->x);
        if (parent != NULL && parent->job.root == root && g->job.root != root) {
            handover_group(o, g->job.root);
        }
    }
}

static bool has_map_run(const struct execution *x)
{
    const struct asl_frame *f = frame_next(x, NULL);
    while (f != NULL && frame_map_run(f) == NULL) {
        f = frame_next(x, f);
    }
    return f != NULL;
}

void handover_group(struct ongoings *o, uint64_t root)
{
    struct ongoing *of = ongoings_find(o, root);
    store_give_back(o->ledger->store, root);
    if (of != NULL && of->job.others == 0 && !has_map_run(of->x)) {
        hand_over(o, of);
        return;
    }
    hand_over_children(o, root);
    for (uint32_t i = 0; i < o->engine->run_room; i++) {
        struct ongoing *g = ongoing_at(o, i);
        if (g != NULL && g->job.root == root) {
            hand_over(o, g);
        }
    }
}

void handover_leaving(struct ongoings *o)
{
    for (size_t i = 0; i < o->leaving_count; i++) {
        if (ongoings_find(o, o->leaving[i]) != NULL) {
            handover_group(o, o->leaving[i]);
            o->left_ns = clock_monotonic_ns();
        }
    }
    o->leaving_count = 0;
}

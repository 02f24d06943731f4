#include "runtime/exec/engine.h"

#include <asl/tree.h>

#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/expr/literal.h"
#include "runtime/expr/scope.h"

/* To look at the clock takes as long as a third of a short move. */
#define MOVES_IN_A_MOMENT 16

const struct engine_limits engine_aws_limits = {
    .payload_bytes = 262144,
    .variables_bytes = 10 * 1024 * 1024,
    .events = 25000,
    .express_events = 1000000,
    .standard_ms = INT64_C(365) * 24 * 3600 * 1000,
    .express_ms = INT64_C(5) * 60 * 1000,
    .query = &scope_aws_bounds,
};

void engine_open(struct engine *e, struct clock *c, struct loop *l)
{
    e->clock = c;
    e->loop = l;
    e->wait_scale = 1;
    slots_open(&e->slots);
}

void engine_deploy(struct engine *e, struct deployment *d, const struct asl_workflow *w)
{
    d->engine = e;
    d->workflow = w;
    d->literals = literals_new();
    names_open(&d->names, w->name);
}

void engine_withdraw(struct deployment *d)
{
    literals_release(d->literals);
    names_close(&d->names);
}

void engine_close(struct engine *e)
{
    slots_close(&e->slots);
    memory_release(e->runs);
    memory_release(e->free_runs);
    memory_release(e->changed);
}

int64_t engine_now_ms(const struct engine *e)
{
    return clock_now_ms(e->clock);
}

int64_t engine_look_at_clock(struct engine *e)
{
    e->moment_left = MOVES_IN_A_MOMENT - 1;
    e->moment_ms = engine_now_ms(e);
    return e->moment_ms;
}

void engine_moment_passed(struct engine *e)
{
    e->moment_left = 0;
}

#include "runtime/eval/work.h"

#include <asl/tree.h>

#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

/* So much may be made in all for each byte that one value may have: what an evaluation has
 * dropped is not counted back, so that counting is cheap. */
#define SPENT_TIMES 256

struct value *work_fail_with(struct work *w, enum work_code code, const struct work_details *d)
{
    if (work_failed(w)) {
        return NULL;
    }
    w->code = code;
    w->at = NULL;
    w->token = d->token;
    w->told = *d;
    value_share(d->value);
    value_share(d->value2);
    value_share(d->exp);
    w->message = memory_text(d->message);
    return NULL;
}

struct value *work_fail(struct work *w, enum work_code code, struct value *value)
{
    return work_fail_with(w, code, &(const struct work_details){ .value = value });
}

void work_blame(struct work *w, const struct asl_expr *at, const char *token)
{
    if (w->at == NULL) {
        w->at = at;
    }
    if (w->token == NULL) {
        w->token = token;
    }
}

void work_forget_error(struct work *w)
{
    value_release(w->told.value);
    value_release(w->told.value2);
    value_release(w->told.exp);
    memory_release(w->message);
    w->told = (struct work_details){ 0 };
    w->message = NULL;
    w->code = CODE_NONE;
}

bool work_may_make(struct work *w, size_t bytes)
{
    if (w->most_bytes == 0) {
        return true;
    }
    w->spent_bytes += bytes;
    if (bytes > w->most_bytes || w->spent_bytes / SPENT_TIMES > w->most_bytes) {
        work_fail(w, CODE_BYTES, NULL);
        return false;
    }
    return !work_failed(w);
}

bool work_may_go(struct work *w, uint64_t steps)
{
    if (steps > w->steps) {
        w->steps = 0;
        work_fail(w, CODE_STEPS, NULL);
        return false;
    }
    w->steps -= steps;
    return !work_failed(w);
}

int64_t work_now_ms(struct work *w)
{
    if (!w->has_time) {
        const struct asl_scope *s = w->scope;
        w->now_ms = s->now_ms != NULL ? s->now_ms(s->owner) : clock_wall_ms();
        w->has_time = true;
    }
    return w->now_ms;
}

struct random *work_random(struct work *w)
{
    static struct random own;
    static bool is_seeded;
    if (w->scope->random != NULL) {
        return w->scope->random;
    }
    if (!is_seeded) {
        random_seed_system(&own);
        is_seeded = true;
    }
    return &own;
}

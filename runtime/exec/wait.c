#include "runtime/exec/wait.h"

#include "runtime/base/clock.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/outbox.h"
#include "runtime/loop/loop.h"

static void stop(struct loop *l, uint64_t *timer)
{
    if (*timer != 0) {
        loop_cancel(l, *timer);
    }
    *timer = 0;
}

void wait_for(struct asl_frame *f, uint64_t *timer, int64_t after_ms)
{
    const struct engine *e = f->run->engine;
    stop(e->loop, timer);
    f->is_instant = false;
    *timer = loop_deadline(e->loop, clock_steady_ms(e->clock) + after_ms, f->seat.ticket);
}

void wait_until(struct asl_frame *f, int64_t at_ms)
{
    struct loop *l = f->run->engine->loop;
    stop(l, &f->timer);
    f->is_instant = true;
    f->timer = loop_instant(l, at_ms + f->run->ahead_ms, f->seat.ticket);
}

/* A double holds every delay there is: they are below 2^53 ms. */
int64_t wait_scaled_ms(const struct asl_frame *f, int64_t ms)
{
    double scale = f->run->engine->wait_scale;
    return scale == 1 ? ms : (int64_t)((double)ms * scale + 0.5);
}

void wait_forget(struct asl_frame *f)
{
    struct loop *l = f->run->engine->loop;
    stop(l, &f->timer);
    f->is_instant = false;
    if (f->task != NULL) {
        stop(l, &f->task->heartbeat);
        f->task->timeout_ms = f->task->heartbeat_ms = 0;
    }
    f->seat.ticket = 0;
}

void wait_call_off(struct asl_frame *f)
{
    if (f->wait == WAIT_TASK) {
        outbox_cancel(f);
    }
    wait_forget(f);
}

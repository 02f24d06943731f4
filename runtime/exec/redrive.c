#include "runtime/exec/redrive.h"

#include <asl/tree.h>

#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/exec/move.h"
#include "runtime/exec/park.h"
#include "runtime/exec/run.h"
#include "runtime/exec/wait.h"
#include "runtime/loop/loop.h"

static int retries_of(const struct asl_frame *f)
{
    return f->retries == NULL ? 0 : f->retries->count;
}

static bool is_for_child(const struct redrive_point *p, const struct asl_frame *f)
{
    return p->above != 0 && p->above == f->seat.slot && p->entered_event == f->entered_event &&
           p->retries == retries_of(f);
}

static void note_above(struct redrive_point *p, const struct asl_frame *f)
{
    const struct asl_frame *above = f == NULL ? NULL : frame_above(f);
    p->above = above == NULL ? 0 : above->seat.slot;
    if (above != NULL) {
        p->entered_event = above->entered_event;
        p->retries = retries_of(above);
    }
}

void redrive_write(struct redrive_point *p, const struct execution *x, struct asl_frame *f)
{
    if (f == NULL || !is_for_child(p, f)) {
        if (f != NULL) {
            frame_drop_staged(f);
        }
        buf_clear(&p->bytes);
        park_write(&p->bytes, x);
    }
    note_above(p, f);
}

static void forget_retries(struct asl_frame *f)
{
    memory_release(f->retries);
    f->retries = NULL;
}

/* The state is done again, from its own beginning: the history does not say once more that it
 * was entered. A Map Run that is still there goes on. */
static void do_again(struct asl_frame *f, uint64_t redriven)
{
    forget_retries(f);
    f->last_event = redriven;
    if (frame_map_run(f) != NULL) {
        frame_lift_error(f);
        f->run->deployment->workflow->map_runs->redriven(f);
    } else {
        wait_forget(f);
        frame_drop_fan(f);
        move_redrive(f);
    }
}

/* Of what was stopped, a Map Run has lost its children, and a task what did it or would have
 * tried it once more. */
static bool is_again(const struct asl_frame *f)
{
    bool is_task = frame_row(f)->type == ASL_TASK;
    return f->error != NULL || (f->wait == WAIT_CHILDREN && frame_map_run(f) != NULL) ||
           (is_task && (f->wait == WAIT_TASK || f->wait == WAIT_RETRY));
}

struct execution *redrive_begin(struct deployment *d, const struct run_start *s,
                                const struct redrive *how)
{
    struct execution *x = park_resume(d, s, how->bytes, how->size);
    struct identity_texts *texts = x->identity.texts;
    texts->redrives = how->redrives;
    texts->redriven_ms = execution_now_ms(x);
    x->events = how->events;
    uint64_t redriven = history_redriven(x, how->redrives);
    for (struct asl_frame *f = frame_next(x, NULL); f != NULL; f = frame_next(x, f)) {
        if (is_again(f)) {
            do_again(f, redriven);
        }
    }
    loop_cancel(x->engine->loop, x->timer);
    run_set_deadline(x);
    return x;
}

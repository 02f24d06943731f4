#include "runtime/exec/outbox.h"

#include <asl/service.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/exec/identity.h"
#include "runtime/task/target.h"
#include "runtime/task/workers.h"

enum effect_kind { EFFECT_START, EFFECT_CANCEL, EFFECT_END };

struct effect {
    enum effect_kind kind;
    uint64_t ticket;             /* of START and CANCEL */
    union {                      /* borrowed */
        struct workers *workers; /* of CANCEL */
        struct execution *x;     /* of END */
    };
};

struct outbox {
    struct effect *effects;
    size_t count, room;
};

struct outbox *outbox_new(void)
{
    return memory_zero(sizeof(struct outbox));
}

void outbox_release(struct outbox *o)
{
    memory_release(o->effects);
    memory_release(o);
}

static void put(struct outbox *o, struct effect effect)
{
    o->effects = memory_grow(o->effects, o->count, &o->room, sizeof *o->effects);
    o->effects[o->count++] = effect;
}

void outbox_start(struct asl_frame *f)
{
    put(f->run->engine->outbox,
        (struct effect){ .kind = EFFECT_START, .ticket = f->seat.ticket });
}

void outbox_take_back(const struct asl_frame *f)
{
    struct outbox *o = f->run->engine->outbox;
    size_t kept = 0;
    for (size_t i = 0; i < o->count; i++) {
        const struct effect *e = &o->effects[i];
        if (e->kind != EFFECT_START || e->ticket != f->seat.ticket) {
            o->effects[kept++] = *e;
        }
    }
    o->count = kept;
}

void outbox_cancel(struct asl_frame *f)
{
    put(f->run->engine->outbox, (struct effect){ .kind = EFFECT_CANCEL,
                                                 .ticket = f->seat.ticket,
                                                 .workers = f->run->deployment->workers });
}

void outbox_end(struct execution *x)
{
    if (x->engine->on_end != NULL) {
        put(x->engine->outbox, (struct effect){ .kind = EFFECT_END, .x = x });
    }
}

/* The execution's ARN, which is made only if somebody may ask what waits. */
static const char *arn_of(const struct asl_frame *f)
{
    const struct asl_request *r = frame_row(f)->request;
    bool may_wait = f->task->token != NULL || r->kind == ASL_ACTIVITY;
    return may_wait ? identity_texts(&f->run->identity)->arn : NULL;
}

/* A virtual clock does not move while a real task works: the task's own time limits then run on
 * real time. */
static void start_task(struct engine *e, uint64_t ticket)
{
    struct asl_frame *f = frame_of(slots_waiting(&e->slots, ticket));
    if (f == NULL) {
        return; /* it was called off before it began */
    }
    if (frame_map_run(f) != NULL) {
        f->run->deployment->workflow->map_runs->resumed(f);
        return;
    }
    bool is_virtual = e->clock->is_virtual;
    const struct asl_request *request = frame_row(f)->request;
    const struct identity_texts *texts =
        request->calls != NULL && request->calls->names_execution
            ? identity_texts(&f->run->identity)
            : NULL;
    struct target_trace trace;
    bool has_trace = history_carry(f, &trace);
    workers_start(f->run->deployment->workers,
                  &(struct workers_order){
                      .ticket = ticket,
                      .run = f->run->family,
                      .state = frame_row(f)->name,
                      .request = request,
                      .execution_arn = texts != NULL ? texts->arn : NULL,
                      .machine_arn = texts != NULL ? texts->machine_arn : NULL,
                      .input = frame_arguments(f),
                      .timeout_ms = is_virtual ? f->task->timeout_ms : 0,
                      .heartbeat_ms = is_virtual ? f->task->heartbeat_ms : 0,
                      .limit_ms = f->task->timeout_ms,
                      .silence_ms = f->task->heartbeat_ms,
                      .token = f->task->token,
                      .has_started = f->task->has_started && !f->task->is_back,
                      .has_submitted = f->task->has_submitted,
                      .answer = f->task->answer,
                      .role = f->task->role,
                      .begun = f->task->begun,
                      .execution = arn_of(f),
                      .chance = f->task->chance,
                      .ahead_ms = f->run->ahead_ms,
                      .trace = has_trace ? &trace : NULL,
                  });
}

void outbox_send(struct engine *e)
{
    struct outbox *o = e->outbox;
    for (size_t i = 0; i < o->count; i++) {
        struct effect effect = o->effects[i]; /* the list may move meanwhile */
        switch (effect.kind) {
        case EFFECT_START: start_task(e, effect.ticket); break;
        case EFFECT_CANCEL: workers_cancel(effect.workers, effect.ticket); break;
        case EFFECT_END: e->on_end(e->owner, effect.x); break;
        }
    }
    o->count = 0;
}

void outbox_drop(struct engine *e, void (*ended)(void *owner, struct execution *x), void *owner)
{
    struct outbox *o = e->outbox;
    for (size_t i = 0; i < o->count; i++) {
        if (o->effects[i].kind == EFFECT_END) {
            ended(owner, o->effects[i].x);
        }
    }
    o->count = 0;
}

/*
 * engine.h - runs executions: the ready queue, the slots that frames live in, tickets, and the loop's news.
 *
 * A turn: step every ready frame until it parks or ends, then wait for the next news. Nothing but the engine
 * steps a frame, and nothing but move.c changes a frame's state.
 */
#ifndef EXEC_ENGINE_H
#define EXEC_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/random.h"
#include "runtime/exec/frame.h"

struct clock;
struct loop;
struct workers;

/* AWS's quotas (Q-01 .. Q-03); 0 is none. */
struct engine_limits {
    size_t   payload_bytes;
    uint64_t events;
    int64_t  standard_ms; /* how long a run may take */
    int64_t  express_ms;
};
extern const struct engine_limits engine_aws_limits;

struct engine {
    const struct asl_workflow *workflow; /* static */
    struct clock              *clock;    /* borrowed */
    struct loop               *loop;     /* borrowed */
    struct workers            *workers;  /* owned */
    struct random              random;
    struct engine_limits       limits;
    bool                       debug_frames; /* every park goes through bytes */

    struct asl_frame **slots; /* [room]; slot 0 is nobody's */
    uint32_t           room, used;
    uint32_t          *free_slots;
    uint32_t           free_count;
    uint32_t          *ready; /* a ring of slots */
    size_t             ready_room, ready_first, ready_count;
    uint32_t           serial; /* makes tickets unique */
    size_t             running; /* executions that have not ended */
    struct execution **runs;    /* [run_room]: those that have not ended; for tickets of TimeoutSeconds */
    uint32_t           run_room;
    void             (*on_end)(void *owner, struct execution *x);
    void              *owner;
};

/* An engine for a workflow; all but the workers is borrowed. */
void engine_open(struct engine *e, const struct asl_workflow *w, struct clock *c, struct loop *l);
void engine_close(struct engine *e);

/* Deadlines of the loop come here; `owner` is the engine. */
void engine_deadline(void *owner, uint64_t ticket);

/* What one run is made of; texts and the input are copied or shared. */
struct execution_start {
    const char         *name;        /* NULL: a UUID */
    const char         *role_arn;    /* NULL: a made-up one of the account */
    struct json_object *input;       /* shared */
    bool                express;
    const struct observer *observer; /* borrowed; NULL: none */
};

/* Begin a run; its first state is entered on the next turn. New: release it after it has ended. */
struct execution *engine_start(struct engine *e, const struct execution_start *s);
void execution_release(struct execution *x);

/* End it now: everything in it is stopped, and ExecutionAborted or ExecutionTimedOut is its last event. */
void engine_stop(struct engine *e, struct execution *x, enum execution_status status, const char *error,
                 const char *cause);

/* Turn until no execution runs any more. False: nothing can ever happen again, though some still wait. */
bool engine_run(struct engine *e);

/* For exec/ alone. */

/* Give a frame a slot and put it into the ready queue. */
uint32_t engine_add(struct engine *e, struct asl_frame *f);
void engine_remove(struct engine *e, struct asl_frame *f);
struct asl_frame *engine_frame(const struct engine *e, uint32_t slot);
void engine_ready(struct engine *e, struct asl_frame *f);

/* A new ticket for what the frame is about to wait for. */
uint64_t engine_ticket(struct engine *e, struct asl_frame *f);

/* Wake the frame at `at_ms`, and remember it in f->timer. */
void engine_wake_at(struct engine *e, struct asl_frame *f, int64_t at_ms);

/* Stop waiting: its timers, its task. */
void engine_forget(struct engine *e, struct asl_frame *f);

int64_t engine_now_ms(const struct engine *e);

#endif

/*
 * engine.h - runs executions: the ready queue, the slots that frames live in, tickets, and the
 * loop's news.
 *
 * A turn: step every ready frame until it parks or ends, then wait for the next news. Nothing
 * but the engine steps a frame, and nothing but move.c changes a frame's state.
 */
#ifndef EXEC_ENGINE_H
#define EXEC_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/random.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/names.h"

struct clock;
struct literals;
struct loop;
struct workers;

/* AWS's quotas (Q-01 .. ); 0 is none. */
struct engine_limits {
    size_t payload_bytes;
    size_t variables_bytes;  /* of all that an execution stores at one time */
    uint64_t events;         /* of a Standard run */
    uint64_t express_events; /* of an Express run on a virtual clock */
    int64_t standard_ms;     /* how long a run may take */
    int64_t express_ms;
};
extern const struct engine_limits engine_aws_limits;

/* Where a frame lives, and the frames below it: slots, 0 for none. */
struct engine_slot {
    struct asl_frame *frame; /* NULL: the slot is free */
    uint32_t first_child, last_child;
    uint32_t next, previous;                /* among its parent's children */
    struct execution *first_run, *last_run; /* what its distributed Map has started */
};

struct engine {
    const struct asl_workflow *workflow; /* static */
    struct clock *clock;                 /* borrowed */
    struct loop *loop;                   /* borrowed */
    struct workers *workers;             /* owned */
    struct literals *literals;           /* owned */
    struct names names;
    struct random random;
    struct engine_limits limits;
    bool debug_frames; /* every park goes through bytes */
    const char *local; /* root of the embedded services; borrowed; NULL: there is none */

    struct engine_slot *slots; /* [room]; slot 0 is nobody's */
    uint32_t room, used;
    uint32_t *free_slots; /* [room] */
    uint32_t free_count;
    uint32_t *ready; /* a ring of slots */
    size_t ready_room, ready_first, ready_count;
    uint32_t serial;      /* makes tickets unique */
    int64_t moment_ms;    /* what engine_moment_ms() answers */
    unsigned moment_left; /* so many times more before it looks again */
    size_t running;       /* executions that have not ended */
    struct execution *
        *runs; /* [run_room]: those that have not ended, by their places, else NULL */
    uint32_t run_room;
    uint32_t *free_runs; /* [run_room] */
    uint32_t free_run_count;
    void (*on_end)(void *owner, struct execution *x); /* may release it; NULL: nobody asks */
    void *owner;
};

/* An engine for a workflow; all but the workers is borrowed. */
void engine_open(struct engine *e, const struct asl_workflow *w, struct clock *c,
                 struct loop *l);
void engine_close(struct engine *e);

/* Deadlines of the loop come here; `owner` is the engine. */
void engine_deadline(void *owner, uint64_t ticket);

/* What makes a run the child of a distributed Map, all of it borrowed for the call. */
struct execution_child {
    const struct asl_frame *map;       /* whose it is */
    const struct asl_machine *machine; /* its item processor */
    const struct names *names;
    size_t index;                                          /* among its siblings, from 0 */
    size_t items;                                          /* in its input */
    size_t bytes;                                          /* of its input, about */
    void (*on_end)(struct engine *e, struct execution *x); /* must release it */
};

/* What one run is made of; texts and the input are copied or shared. */
struct execution_start {
    const char *name;          /* NULL: a UUID */
    const char *role_arn;      /* NULL: a made-up one of the account */
    struct json_object *input; /* shared */
    bool express;
    const struct observer *observer;     /* borrowed; NULL: none */
    const struct execution_child *child; /* NULL: it is nobody's */
};

/* Begin a run; its first state is entered on the next turn. New: release it after it has ended.
 */
struct execution *engine_start(struct engine *e, const struct execution_start *s);
void execution_release(struct execution *x);

/* End it now: everything in it is stopped, and ExecutionAborted or ExecutionTimedOut is its
 * last event. */
void engine_stop(struct engine *e, struct execution *x, enum execution_status status,
                 const char *error, const char *cause);

/* Turn until no execution runs any more. False: nothing can ever happen again, though some
 * still wait. */
bool engine_run(struct engine *e);

/* The same in pieces, for whoever has more to wait for: step every frame that is ready, then
 * take the loop's news. With `may_wait` the turn sleeps until there are some, or jumps. False:
 * none can ever come. */
void engine_step(struct engine *e);
bool engine_turn(struct engine *e, bool may_wait);

/* For exec/ alone. */

/* Give a frame a slot and put it into the ready queue. */
uint32_t engine_add(struct engine *e, struct asl_frame *f);

/* Take it out, or all that is below it; whoever is taken out waits for nothing any more.
 * O(frames taken out). */
void engine_remove(struct engine *e, struct asl_frame *f);
void engine_remove_children(struct engine *e, struct asl_frame *f);

/* The frames right below one, in the order of their places; NULL: no more. */
struct asl_frame *engine_first_child(const struct engine *e, const struct asl_frame *f);
struct asl_frame *engine_next_child(const struct engine *e, const struct asl_frame *child);
struct asl_frame *engine_frame(const struct engine *e, uint32_t slot);

/* The frame that waits with this ticket; NULL: none does any more. */
struct asl_frame *engine_frame_of(const struct engine *e, uint64_t ticket);

/* Abort what a frame's Map has started, in the order of starting; each one's on_end is called.
 */
void engine_stop_runs(struct engine *e, struct asl_frame *f);
void engine_ready(struct engine *e, struct asl_frame *f);

/* A frame waits for something: with debug_frames it goes through bytes, and its address
 * changes. */
void engine_parked(struct engine *e, uint32_t slot);

/* A new ticket for what the frame is about to wait for. */
uint64_t engine_ticket(struct engine *e, struct asl_frame *f);

/* Wake the frame at `at_ms`, and remember it in f->timer. */
void engine_wake_at(struct engine *e, struct asl_frame *f, int64_t at_ms);

/* Stop waiting: its timers, its task. */
void engine_forget(struct engine *e, struct asl_frame *f);

int64_t engine_now_ms(const struct engine *e);

/* The same, read only once in a while: some moves of a frame ago at most, and never before the
 * last turn. */
int64_t engine_moment_ms(struct engine *e);

#endif

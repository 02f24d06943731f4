/*
 * engine.h - what all executions of a process share: the clock, the loop, and the slots that
 * frames live in; and what those of one workflow share: its tables, who does its tasks, its
 * limits. An engine may run several workflows.
 *
 * The engine is data and time only. run.h starts and stops executions, turn.h makes them move.
 */
#ifndef EXEC_ENGINE_H
#define EXEC_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/aws/names.h"
#include "runtime/base/random.h"
#include "runtime/exec/slots.h"

struct asl_frame;
struct asl_workflow;
struct clock;
struct execution;
struct haul;
struct literals;
struct loop;
struct map_redrive;
struct outbox;
struct scope_bounds;
struct workers;

/* AWS's quotas (Q-01 .. ); 0 means no limit. */
struct engine_limits {
    size_t payload_bytes;
    size_t variables_bytes;  /* of all that an execution stores at one time */
    uint64_t events;         /* of a Standard run */
    uint64_t express_events; /* of an Express run on a virtual clock */
    int64_t standard_ms;     /* how long a run may take */
    int64_t express_ms;
    const struct scope_bounds *query; /* of one evaluation of JSONata; NULL: its own */
};
extern const struct engine_limits engine_aws_limits;

/* A workflow in an engine. */
struct deployment {
    struct engine *engine;               /* borrowed */
    const struct asl_workflow *workflow; /* borrowed; it outlives the deployment */
    struct workers *workers;             /* owned */
    struct literals *literals;           /* owned */
    struct names names;
    struct engine_limits limits;
    const char *local;  /* root of the embedded services; borrowed; NULL if there is none */
    struct haul *hauls; /* of distributed Maps that use a real S3, which own them; or NULL */
};

struct engine {
    struct clock *clock;   /* borrowed */
    struct loop *loop;     /* borrowed */
    struct outbox *outbox; /* owned */
    struct random random;

    /* Wait states, and the delays before a retry, take so many times as long as they say. What
     * a task may take is not touched: the work does not become quicker. */
    double wait_scale;

    struct slots slots;
    struct execution **runs; /* [run_room]: by their places; NULL if a place is free */
    uint32_t run_room;
    uint32_t *free_runs; /* [run_room] */
    uint32_t free_run_count;
    size_t running; /* executions that have not ended */

    int64_t moment_ms; /* what engine_moment_ms() answers */
    int moment_left;   /* how many more times it answers that before it looks at the clock
                          again */

    /* An execution that no distributed Map started has ended, and what it did is committed. It
     * may be released. NULL if nobody wants to know. */
    void (*on_end)(void *owner, struct execution *x);
    void *owner;

    /* An execution is about to end without success, or may be: `f` has failed (it may be in a
     * branch whose failure is still caught), or NULL if the execution is stopped. Its frames
     * are as they were. NULL if nobody wants to know. */
    void (*on_failing)(struct execution *x, struct asl_frame *f);

    /* A redriven Map Run has room for one more child: of those that had not succeeded the next
     * goes on, or is told as one that cannot; with `is_over` it is told so in any case. `r` is
     * moved on. Called only where a redrive has set what `r` tells. */
    void (*on_redrive_child)(struct asl_frame *map, struct map_redrive *r, bool is_over);

    /* Those of a Map's children that are in this process are stopped; it may have others. NULL
     * if it has none. */
    void (*on_stop_children)(struct asl_frame *map);

    /* The turn's commit point: run_take_changed() yields what has changed. Nothing of the turn
     * has left the process yet: no task has begun, and no end has been reported. NULL if
     * nothing is to be stored. */
    void (*commit)(struct engine *e);
    struct execution **changed; /* the list so far; NULL where one is not in it any more */
    size_t changed_count, changed_room;
};

/* An engine that has no outbox yet (turn_open() gives it one). What the caller has set of
 * random, on_end, on_failing and commit stays. */
void engine_open(struct engine *e, struct clock *c, struct loop *l);
void engine_close(struct engine *e);

/* A workflow that has no workers yet (turn_deploy() gives it some). What the caller has set of
 * limits and local stays. */
void engine_deploy(struct engine *e, struct deployment *d, const struct asl_workflow *w);
void engine_withdraw(struct deployment *d);

/* What the workflow sees as now. */
int64_t engine_now_ms(const struct engine *e);

/* Like engine_now_ms(), but cheaper: the clock is read only once in a while. The answer may be
 * some moves of a frame old, but not older than the last turn. */
int64_t engine_look_at_clock(struct engine *e); /* of engine_moment_ms(), once in a while */
static inline int64_t engine_moment_ms(struct engine *e)
{
    return e->moment_left-- > 0 ? e->moment_ms : engine_look_at_clock(e);
}

/* Have the next engine_moment_ms() look at the clock. */
void engine_moment_passed(struct engine *e);

#endif

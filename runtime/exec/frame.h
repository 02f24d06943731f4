/*
 * frame.h - a place in a machine, and the run it belongs to.
 *
 * A frame is data. Between two steps nothing of it is on the C stack, and nobody has a pointer
 * to it: what waits for a frame holds its ticket. park.h turns a whole execution into bytes,
 * and bytes into an execution. The values it holds are its own references.
 */
#ifndef EXEC_FRAME_H
#define EXEC_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <asl/tree.h>

#include "runtime/exec/identity.h"
#include "runtime/exec/slots.h"

struct buf;
struct deployment;
struct engine;
struct execution;
struct execution_child;
struct value;
struct map_run;
struct notice;
struct observer;

/* A workflow's failure: a name, a cause, and what may be done about it. */
struct frame_error {
    bool fatal;     /* the state itself caused it: no retrier or catcher sees it (E-09) */
    bool heartbeat; /* a States.Timeout that States.HeartbeatTimeout matches as well (E-11) */
    bool in_child;  /* a branch or an item failed, or JSONata in one of the state's own fields,
                       and the history does not say yet that the state failed */
    bool quiet;     /* the history never says so: it was a States.Runtime (H-48), or a payload
                       of the state's own beyond the limit (PL-12) */
    char *name;     /* NULL if absent */
    char *cause;    /* NULL if absent */
};

/* Upper bounds of a value: its bytes as JSON text, and the levels that it nests. */
struct frame_bound {
    size_t bytes;
    size_t levels;
};

enum frame_phase {
    FRAME_ENTER, /* its state comes next, for the first time in this visit */
    FRAME_AGAIN, /* its state comes next, after a retrier's wait */
    FRAME_BACK   /* what its state waited for has come */
};

enum frame_wait {
    WAIT_NOTHING, /* ready */
    WAIT_TASK,
    WAIT_TIME, /* a Wait state */
    WAIT_RETRY,
    WAIT_CHILDREN
};

/* What a Task keeps from its start to its end. */
struct frame_task {
    char *token;      /* of a task of an activity, of .waitForTaskToken or .sync; owned, or
                         NULL */
    uint64_t chance;  /* what this attempt's request ids and the like follow from, so that they
                         are the same when it begins again after a restart */
    bool has_started; /* the history says so */
    bool is_back;     /* whoever took it then was gone at once: it waits for another worker */
    bool has_submitted;   /* likewise */
    int64_t timeout_ms;   /* how long it may take from its start; 0 if there is no bound */
    int64_t heartbeat_ms; /* how long it may be silent; 0 if there is no bound */
    uint64_t heartbeat;   /* the loop's deadline; 0 if there is none */
    struct value *answer; /* to its token, which has come before its target has ended; owned;
                             NULL: none so far (await.h) */
    char *role;           /* the ARN of the role that it assumes; owned, or NULL */
    struct value *begun;  /* what TaskSubmitted showed of a .sync task's job: by that the job is
                             followed after a restart; owned; or NULL */
};

/* How often a visit's retriers have been used. */
struct frame_retries {
    int count; /* all of them */
    size_t retriers;
    int used[]; /* [retriers] each of them (E-22) */
};

/* What a Parallel or Map keeps while its children run. */
struct frame_fan {
    struct value *items;   /* a Map's; owned */
    bool keyed;            /* they are an object's members, each {"Key","Value"} */
    struct value *results; /* an array, filled by place; owned */
    size_t total;          /* branches or items */
    size_t begun;
    size_t ended;
    size_t at_once;   /* MaxConcurrency; 0 if there is no bound */
    uint64_t started; /* the event MapStateStarted */
    uint64_t chain;   /* with MaxConcurrency 1, the event before the next iteration (H-42) */
    uint64_t failing; /* the event before ...StateFailed; 0 until there is one in this visit */
    uint64_t succeeded; /* the event ...StateSucceeded; 0 until there is one in this visit */
    struct map_run *map_run; /* of a distributed Map that runs; owned; else NULL */
};

/* How far a redrive of a Map Run has come: of its children those are still to be looked at
 * whose numbers in the store are from `next` on, and less than `end`. */
struct map_redrive {
    uint64_t next, end;
};

/* The functions of distributed Maps that are called here, though their code is on a floor
 * above: a workflow with a distributed Map has a pointer to them (asl_workflow.map_runs). */
struct asl_map_runs {
    /* A Map Run without its children as JSON text, and the Map Run that such a value
     * describes. */
    void (*write)(struct buf *b, const struct map_run *r);
    struct map_run *(*read)(const struct value *value);
    void (*release)(struct map_run *r);
    /* An execution that the frame's Map has started has ended. Must release it. */
    void (*child_ended)(struct asl_frame *f, struct execution *x);
    /* Other bounds hold now for the frame's Map: more may run at once, or too much have failed.
     * The frame may be gone afterwards. */
    void (*limits_changed)(struct asl_frame *f);
    /* The Map Run, which has failed or was stopped with its execution, goes on: so far without
     * any child. */
    void (*redriven)(struct asl_frame *f);
    /* Of its children that had not succeeded, one goes on; one, which is Express, is run once
     * more with its input (borrowed); one (of which what an export's record says is there) can
     * not go on, and stays failed, with so many items. That is said of one after the other, as
     * the Map Run asks for them (engine.on_redrive_child). */
    void (*child_redriven)(struct asl_frame *f, const struct execution *x);
    void (*child_again)(struct asl_frame *f, const struct execution_child *c,
                        struct value *input);
    void (*child_lost)(struct asl_frame *f, const struct execution *x, size_t items);
    /* Children of before the Map Run was redriven, of whose ends it will hear only now; and
     * that one of them has ended, of which what else there is to say is said next. */
    void (*await_late)(struct asl_frame *f, size_t count);
    void (*late_ended)(struct asl_frame *f);
    /* What the frame has asked a service by its ticket has an answer (borrowed). The frame may
     * be gone afterwards. */
    void (*answered)(struct asl_frame *f, const struct notice *n);
    /* The frame was read back from its bytes with a ticket: nobody knows any more of what it
     * has asked. The frame may be gone afterwards. */
    void (*resumed)(struct asl_frame *f);
    /* The frame is removed, or goes on elsewhere: nothing that it has asked matters any more.
     */
    void (*left)(struct asl_frame *f);
};

struct asl_frame {
    struct seat seat;                  /* first, so that a seat is its frame (slots.h) */
    struct execution *run;             /* borrowed */
    const struct asl_machine *machine; /* static */
    int state;
    uint32_t place; /* which branch or item of the frame above it is */
    uint8_t phase;  /* enum frame_phase */
    uint8_t wait;   /* enum frame_wait */
    bool has_result;
    bool has_output;
    bool is_instant; /* its deadline is on the wall clock: a Timestamp */

    struct value *raw;       /* what came in */
    struct value *effective; /* after InputPath; NULL if it is the raw input */
    struct value *arguments; /* after Parameters; NULL if it is the effective input */
    struct value *result;    /* what the work gave, if has_result */
    struct value *output;    /* what is staged until a gate, if has_output */
    /* What is staged may be put into the raw input only at the gate, by this path: then the
     * input has no other owner, and is changed in place. NULL if an output is staged as it is.
     */
    const struct asl_expr *put_path; /* static */
    struct value *assign;            /* staged variables, an object, or NULL */
    struct value *variables;         /* of this scope: an object, or NULL */
    size_t variables_most; /* an upper bound of their bytes as JSON text; 0 without a limit */

    /* Each is owned, and NULL while the frame has none. */
    struct frame_error *error;
    struct frame_retries *retries;
    struct frame_task *task;
    struct frame_fan *fan;

    uint64_t timer; /* the loop's deadline; 0 if there is none */
    int64_t entered_ms;
    uint64_t entered_event;
    uint64_t last_event; /* the end of its chain (H-41) */

    struct value *context; /* $$ of this visit, made at first need; not part of its bytes */
    struct value *item;    /* a Map's item; NULL if this is not one */
};

enum execution_status {
    EXECUTION_RUNNING,
    EXECUTION_SUCCEEDED,
    EXECUTION_FAILED,
    EXECUTION_TIMED_OUT,
    EXECUTION_ABORTED
};

/* AWS's word for it. Static. */
const char *execution_status_word(enum execution_status status);

/* What only a distributed Map's child has: its place, what is in its input, and what it draws
 * from unless its owner has something else for that, so that its siblings do not matter. */
struct execution_child {
    size_t index, items, bytes;
    struct random random; /* not part of its bytes */
};

/* One run of a workflow: what all its frames share. */
struct execution {
    /* What the caller that starts or resumes it gives: not part of its bytes. All borrowed. */
    struct engine *engine;
    struct deployment *deployment;    /* of its workflow */
    const struct observer *observers; /* a list; NULL if there are none */
    void *owner;                      /* for the caller that started it */
    int64_t ahead_ms; /* how far the engine's clock is ahead of the time that it sees */
    uint32_t parent;  /* the slot of the distributed Map that started it; else 0 */

    uint32_t root;    /* slot; 0 if it has no frame */
    uint32_t place;   /* among the engine's runs */
    uint32_t family;  /* its parent's, or else its own place: mocks count by it (K-03) */
    uint32_t frames;  /* alive */
    uint32_t changed; /* its place in the engine's list of those that have changed in this turn,
                         from 1; 0 if it is not there */
    int depth;        /* of its root frame; the parent's root has 0 */
    uint8_t status;   /* enum execution_status: run_start() and the end set it */
    bool express;
    bool shows_events;   /* an observer looks at its events, */
    bool shows_passages; /* and at the way through the machines (history.h) */
    struct identity identity;
    struct value *input;
    int64_t start_ms;
    uint64_t events;       /* how many have happened */
    size_t variables_most; /* of all its frames */

    union {
        struct {                   /* While it runs: */
            struct random *random; /* what it draws from; borrowed as the first members */
            uint64_t timer; /* the loop's deadline of the longest that it may take; or 0 */
            struct value *context; /* $$.Execution and $$.StateMachine, made at first need */
            uint64_t events_most;  /* how many may happen; UINT64_MAX if there is no bound */
        };
        struct { /* Once it has ended: */
            int64_t stop_ms;
            struct value *output; /* of a success; else NULL */
            char *error, *cause;  /* NULL if absent */
        };
    };
    struct execution_child child[]; /* one if it has a parent; else none */
};

/* What the execution sees as now. */
int64_t execution_now_ms(const struct execution *x);

/* New, at the start of `machine`, with `input` (taken). */
struct asl_frame *frame_new(struct execution *x, const struct asl_machine *machine,
                            struct value *input);
void frame_release(struct asl_frame *f);

static inline struct asl_frame *frame_of(struct seat *s)
{
    return (struct asl_frame *)s;
}

/* The frame of the Parallel or inline Map that this one is a branch or an item of; NULL for a
 * run's root. */
struct asl_frame *frame_above(const struct asl_frame *f);

/* Walks over a run's frames, each before those below it: returns the root if `at` is NULL, else
 * the frame after `at`, or NULL after the last. */
struct asl_frame *frame_next(const struct execution *x, const struct asl_frame *at);

/* The row of the state it is in. Static. */
static inline const struct asl_state *frame_row(const struct asl_frame *f)
{
    return &f->machine->states[f->state];
}

/* What the state works with (asl_data): borrowed. */
static inline struct value *frame_effective(const struct asl_frame *f)
{
    return f->effective != NULL ? f->effective : f->raw;
}

static inline struct value *frame_arguments(const struct asl_frame *f)
{
    return f->arguments != NULL ? f->arguments : frame_effective(f);
}

/* Of a Parallel or Map: returns true if it is a Map. */
static inline bool frame_is_map(const struct asl_frame *f)
{
    return frame_row(f)->map != NULL;
}

/* The Map Run of a distributed Map that runs, or that has failed and may be redriven; NULL if
 * the frame has none. */
static inline struct map_run *frame_map_run(const struct asl_frame *f)
{
    return f->fan == NULL ? NULL : f->fan->map_run;
}

/* A Parallel or Map begins: it has these (their values are taken), and nothing of before. */
void frame_open_fan(struct asl_frame *f, struct frame_fan fan);

/* New, for so many retriers, none of which has been used yet. */
struct frame_retries *frame_new_retries(size_t retriers);

/* What the frame keeps for its Task; made if it has none. */
struct frame_task *frame_task(struct asl_frame *f);

/* The state is left, or entered again. */
void frame_drop_task(struct asl_frame *f);
void frame_drop_fan(struct asl_frame *f);

/* $$ has changed: the state is entered, or entered again. */
void frame_forget_context(struct asl_frame *f);

/* Makes what the work gave (taken) the state's result. */
void frame_take_result(struct asl_frame *f, struct value *result);

/* Forget what the state has staged, what it got, and its error. */
void frame_drop_staged(struct asl_frame *f);
void frame_drop_result(struct asl_frame *f);
void frame_lift_error(struct asl_frame *f);

/* If a put is staged (put_path), make the output of it; the raw input is not changed. */
void frame_put(struct asl_frame *f);

/* Set members of `assigned` (an object, or NULL) among variables: *variables is an object, or
 * NULL for none. */
void frame_assign(struct value **variables, const struct value *assigned);

/* Note that the variables of the frame's scope have at most `most_bytes` now, and count that in
 * the execution's sum (V-14). */
void frame_count_variables(struct asl_frame *f, size_t most_bytes);

/* Give the frame an error, unless it has one. Name and cause are copied; either is NULL if
 * absent. */
void frame_fail(struct asl_frame *f, const char *name, const char *cause);

/* Give the frame an error of the state's own, unless it has one: AWS's opening words (G-18) are
 * put before the cause. frame_fail_runtime(): a States.Runtime, which no catcher sees. */
void frame_fail_own(struct asl_frame *f, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void frame_fail_runtime(struct asl_frame *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Look up a variable, from this scope outwards (V-08). Returns true if there is one;
 * *ret_value is borrowed. */
bool frame_variable(const struct asl_frame *f, const char *name, struct value **ret_value);

/* What $$ is for this frame in this visit of its state; borrowed. */
struct value *frame_context(struct asl_frame *f);

/* An item of a Map, all of it borrowed. */
struct frame_item {
    size_t index;
    struct value *value;
    struct value *key;  /* a string, of an object's member; else NULL */
    const char *source; /* of a dataset; NULL for the state's own data */
};

/* An item as it is passed on; with `keyed` it is an object's member, {"Key","Value"}. */
struct frame_item frame_item(size_t index, struct value *value, bool keyed);

/* What $$.Map is for an item. New. */
struct value *frame_map_context(const struct frame_item *item);

#endif

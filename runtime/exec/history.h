/*
 * history.h - what happens in a run, as AWS tells it: each event's type, number, predecessor
 * and details.
 *
 * Events are always counted, since their numbers show in messages (G-18). Their details are
 * made only where an observer looks.
 */
#ifndef EXEC_HISTORY_H
#define EXEC_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/exec/frame.h"

struct asl_frame;
struct execution;
struct target_trace;
struct value;

enum event {
#define EVENT(name, type, details) EVENT_##name,
#include "runtime/exec/events.def"
#undef EVENT
    EVENTS
};

struct history_event {
    enum event event;
    const char *type;        /* static */
    const char *details_key; /* static; NULL if it has none */
    struct value *details;   /* borrowed; an object, or NULL */
    uint64_t id, previous;
    int64_t at_ms;
    int depth;                     /* of the frame: 0 is the machine itself */
    const struct asl_frame *frame; /* borrowed for the call; NULL if it is the run's own */
};

struct history_retry {
    const struct asl_frame *frame; /* all borrowed for the call */
    const char *error;
    int attempt; /* the retry that is about to come, from 1 */
    int most;
    int64_t wait_ms;
    int64_t at_ms;
    int depth;
};

/* The way that a frame takes through its machine, for observers that measure coverage or time.
 * They can look at the frame and its execution; a failure is f->error. */
enum passage {
    PASSAGE_STATE,   /* it enters this state */
    PASSAGE_TASK,    /* a task of its state is about to begin, the first or a retry */
    PASSAGE_ANSWER,  /* that task has ended, and may have failed */
    PASSAGE_NEXT,    /* it leaves its state for this one */
    PASSAGE_RULE,    /* this rule of its Choice holds */
    PASSAGE_CATCHER, /* this catcher of its state takes the error */
    PASSAGE_END,     /* it leaves its last state, which may have failed */
    PASSAGE_GONE     /* it is taken out: after its end, or because it was stopped. A root's
                        execution has ended by now. */
};

/* What is called when something happens in an execution. Observers are a list, and are called
 * in its order. */
struct observer {
    /* May be NULL. Details are made only if some observer has this. */
    void (*event)(void *owner, const struct execution *x, const struct history_event *e);
    /* A retry is not an event on AWS (E-24), but a reader wants to see it. May be NULL. */
    void (*retry)(void *owner, const struct execution *x, const struct history_retry *r);
    /* `index` is that of a state, a rule or a catcher; else 0. May be NULL. */
    void (*passage)(void *owner, const struct asl_frame *f, enum passage what, int index);
    /* Tell what is passed on with the task that the frame begins, so that whoever does it can
     * say that it belongs to this execution. Returns false for nothing. May be NULL. */
    bool (*carry)(void *owner, const struct asl_frame *f, struct target_trace *ret_trace);
    bool children; /* it looks at the executions that distributed Maps start, too */
    void *owner;
    const struct observer *next; /* borrowed; NULL for the last */
};

/* What an event of that kind is called. */
void history_name(enum event event, const char **ret_type, const char **ret_details_key);

/* How deep a frame lies: 0 for the machine of an execution that no Map has started. */
int history_depth(const struct asl_frame *f);

/* An execution has its observers, and starts or is resumed: what they look at, and how many
 * events it may have, does not change any more. */
void history_open(struct execution *x);

/* Returns true if somebody wants the events of this execution: then details are worth making.
 */
static inline bool history_wanted(const struct execution *x)
{
    return x->shows_events;
}

/* Returns true if the execution has had as many events as it may have (H-53). */
static inline bool history_full(const struct execution *x)
{
    return x->status == EXECUTION_RUNNING && x->events >= x->events_most;
}

/*
 * One more event in the frame's chain: it follows f->last_event, and becomes it. `details` is
 * taken. Once the history is full it is not recorded any more, except for the run's last.
 */
void history_add(struct asl_frame *f, enum event event, struct value *details);

/* One more event beside the frame's chain, with a predecessor of its own (H-41). Returns its
 * number. */
uint64_t history_add_beside(struct asl_frame *f, enum event event, uint64_t previous,
                            struct value *details);

/* The run's first and last events. */
void history_started(struct execution *x);
void history_ended(struct execution *x, uint64_t previous);

/* The execution goes on after it had ended: the event follows the one that said so, and its id
 * is returned. */
uint64_t history_redriven(struct execution *x, int64_t redrives);

/* history_add() where nobody wants the event. The last number is kept for the run's own end
 * (H-53). */
static inline void history_count(struct asl_frame *f)
{
    struct execution *x = f->run;
    x->events += x->events < x->events_most;
    f->last_event = x->events;
}

/* The frame enters its state. */
void history_show_entered(struct asl_frame *f); /* of history_entered(), if it is wanted */
static inline void history_entered(struct asl_frame *f)
{
    if (history_wanted(f->run)) {
        history_show_entered(f);
    } else {
        history_count(f);
    }
    f->entered_event = f->last_event;
}

/* The frame leaves its state; `output` and `assigned` (an object or NULL) are borrowed. */
void history_show_exited(struct asl_frame *f, struct value *output, struct value *assigned);
static inline void history_exited(struct asl_frame *f, struct value *output,
                                  struct value *assigned)
{
    if (history_wanted(f->run)) {
        history_show_exited(f, output, assigned);
    } else {
        history_count(f);
    }
}

/* The error of a Parallel or a Map is final. If it came from a child, the history says that the
 * state failed (H-43, H-48); if the children had succeeded, what follows comes after that event
 * (H-41). Does nothing for other states. */
void history_children_failed(struct asl_frame *f);

/* JSONata in a field of the state has failed, and the frame has that error. `location` is the
 * field's place; NULL if no field is to blame (J-17). */
void history_evaluation_failed(struct asl_frame *f, const char *location);

/* The frame will try again. */
void history_retry(struct asl_frame *f, int attempt, int most, int64_t wait_ms);

/* The frame has passed what enum passage lists. */
void history_show_passage(const struct asl_frame *f, enum passage what, int index);
static inline void history_passage(const struct asl_frame *f, enum passage what, int index)
{
    if (f->run->shows_passages) {
        history_show_passage(f, what, index);
    }
}

/* What is passed on with the task that the frame begins. Returns false for nothing. */
bool history_carry(const struct asl_frame *f, struct target_trace *ret_trace);

/* A task's life, by the family of its resource (H-22 .. H-25): a direct Lambda, an activity, or
 * another. */
enum task_event {
    TASK_SCHEDULED,
    TASK_STARTED,
    TASK_SUBMITTED,
    TASK_SUCCEEDED,
    TASK_FAILED,
    TASK_TIMED_OUT
};
struct task_details {
    struct value *value; /* the input of SCHEDULED, the output of SUBMITTED and SUCCEEDED, of
                            STARTED the worker's name or NULL */
    const char *error, *cause;      /* of FAILED and TIMED_OUT; NULL if absent */
    int64_t timeout_s, heartbeat_s; /* of SCHEDULED; 0 if absent */
    struct value *credentials;      /* of SCHEDULED; NULL if absent */
};
void history_task(struct asl_frame *f, enum task_event what, const struct task_details *d);

#endif

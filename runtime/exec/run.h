/*
 * run.h - executions: how they start and end, and how frames come and go in them.
 */
#ifndef EXEC_RUN_H
#define EXEC_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/exec/frame.h"

struct deployment;
struct engine;
struct value;
struct names;
struct random;
struct observer;

/* What makes an execution the child of a distributed Map, all of it borrowed for the call. */
struct run_child {
    const struct asl_frame *map;       /* whose it is */
    const struct asl_machine *machine; /* its item processor */
    const struct names *names;
    size_t index; /* among its siblings, from 0 */
    size_t items; /* in its input */
    size_t bytes; /* of its input, about */
};

/* What an execution is made of; texts and the input are copied or shared. */
struct run_start {
    const char *name;     /* NULL for a UUID */
    const char *role_arn; /* NULL for a made-up role of the account */
    struct value *input;  /* shared */
    bool express;
    const struct observer *observers; /* borrowed, a list; NULL if there are none */
    void *owner;                      /* becomes execution.owner */
    struct random *random;            /* what it draws from, borrowed until it is released; NULL
                                         for the engine's. What a child draws begins with what
                                         its parent draws then. */
    int64_t ahead_ms; /* on a virtual clock that others have moved: how much less the execution
                         sees. A child sees what its parent does, and is told it anew when it
                         resumes. */
    const struct run_child *child; /* NULL if no distributed Map starts it */
};

/* An empty execution, with or without the part of a distributed Map's child. */
struct execution *run_new(struct deployment *d, bool is_child);

/* Begin an execution; its first state is entered on the next turn. New: release it after it has
 * ended. */
struct execution *run_start(struct deployment *d, const struct run_start *s);
void run_release(struct execution *x);

/* Release what it holds, and leave it empty. */
void run_release_values(struct execution *x);

/* Give an execution a place among the engine's, since it is under way; take the place back. */
void run_join(struct engine *e, struct execution *x);
void run_leave(struct engine *e, struct execution *x);

/* Its Map Runs go on elsewhere: they let go of what they do here. */
void run_leave_maps(struct execution *x);

/* Have it time out after TimeoutSeconds from now, or the longest that a run may take (T-06,
 * */
void run_set_deadline(struct execution *x);

/* Note that it has changed: it is in the engine's list until the turn's commit point, or its
 * release. */
void run_changed(struct execution *x);

/* Takes the next one out of that list; NULL if there are no more. */
struct execution *run_take_changed(struct engine *e);

/* End it now: everything in it is stopped, and ExecutionAborted or ExecutionTimedOut is its
 * last event. Does nothing if it has ended already. */
void run_stop(struct execution *x, enum execution_status status, const char *error,
              const char *cause);

/* Stop what a frame's distributed Map has started, in the order of starting; the Map hears of
 * each end. O(executions under way). */
void run_stop_children(struct asl_frame *map);

/* The same for one of them. */
void run_stop_child(struct execution *x);

/* The root has come to its end: so has the execution, with its output or its error. */
void run_root_ended(struct asl_frame *root);

/* The history is full: the execution's last event says so (H-53). */
void run_overflowed(struct execution *x);

/* The deadline of the execution itself has come. */
void run_timed_out(struct execution *x);

/* Give a new frame its slot and its first turn. */
void run_add_frame(struct asl_frame *f);

/* Take a frame out and release it, or do so with all frames below it. Whatever they wait for is
 * cancelled. O(frames taken out). */
void run_remove_frame(struct asl_frame *f);
void run_remove_below(struct asl_frame *f);

/* The ticket of the execution's own deadline; and the execution that such a ticket belongs to:
 * returns false if the ticket is a frame's. */
uint64_t run_ticket(const struct execution *x);
bool run_of_ticket(const struct engine *e, uint64_t ticket, struct execution **ret_x);

#endif

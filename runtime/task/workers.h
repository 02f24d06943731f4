/*
 * workers.h - who does a task, and doing it.
 *
 * An order names a state, a resource and an input; what answers is a mock file's entry, or the
 * target that a binding names. Answers always come from a later turn of the loop, never from
 * within worker_start(), and mocks answer in the order in which they were started.
 */
#ifndef TASK_WORKERS_H
#define TASK_WORKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asl_workflow;
struct buf;
struct json_object;
struct loop;
struct mock;
struct random;
struct workers; /* opaque: bindings, mocks and what is in flight */

struct worker_order {
    uint64_t ticket;   /* the asker's name for it, unique among those in flight */
    uint32_t run;      /* a number that no other run has now; a Map's children share its own */
    const char *state; /* the state's name */
    const char *resource;
    struct json_object *input; /* borrowed: Parameters' value; copied if kept */
    int64_t timeout_ms;   /* a real target is stopped after this long on real time; 0: none */
    int64_t heartbeat_ms; /* ... or after this long without a heartbeat; 0: none */
};

enum worker_news {
    WORKER_STARTED,   /* the task runs: history's ...Started */
    WORKER_SUBMITTED, /* .sync and .waitForTaskToken: the service took it; `value` is its answer
                       */
    WORKER_SUCCEEDED, /* `value` */
    WORKER_FAILED,    /* `error`, `cause` */
    WORKER_HEARTBEAT,
    WORKER_TIMED_OUT,   /* the real deadline struck */
    WORKER_BEAT_MISSED, /* ... or that of a heartbeat */
    WORKER_CRASHED      /* the program is broken: one line was printed */
};

struct worker_answer {
    uint64_t ticket;
    enum worker_news news;
    struct json_object *value; /* taken by the receiver */
    char *error;               /* taken; NULL: absent */
    char *cause;               /* taken; NULL: absent */
    bool fatal;                /* States.Runtime that no catcher sees (E-08) */
};

/* An answer: the task failed with States.TaskFailed. The text is taken out of `cause`. */
struct worker_answer worker_task_failed(struct buf *cause);

typedef void worker_listener(void *owner, struct worker_answer *answer);

/* New; everything is borrowed and must outlive it. */
struct workers *workers_new(struct loop *l, const struct asl_workflow *w,
                            worker_listener *listener, void *owner);
void workers_release(struct workers *w);

/* Where request ids come from, borrowed; else from the system's entropy. */
void workers_random(struct workers *w, struct random *r);

/*
 * Bindings, the later ones over the earlier: RESOURCE=TARGET, or the path of a JSON file of
 * them. 0, or a negative errno / -EINVAL with a message for the user in `why`.
 */
int workers_bind(struct workers *w, const char *resource_and_target, struct buf *why);
int workers_bind_file(struct workers *w, const char *path, struct buf *why);

/* Answers come from this case of a mock file (taken). */
void workers_mock_take(struct workers *w, struct mock *m);

/* Name every Task of the workflow that nobody does, a line each, into `why`; returns how many.
 * With mocks: none are named. */
size_t workers_unbound(struct workers *w, struct buf *why);

/* Whether somebody does this task now: a mock, a binding, or a function of that name. False:
 * `why` gets AWS's words for a thing that does not exist. Asked before workers_start(). */
bool workers_take(struct workers *w, const char *state, const char *resource,
                  const struct json_object *input, struct buf *why);

/* Begin. The order is borrowed for the call. */
void workers_start(struct workers *w, const struct worker_order *order);

/* The asker no longer wants it: its answer is dropped, a child is stopped, a C task sees
 * asl_call_cancelled(). */
void workers_cancel(struct workers *w, uint64_t ticket);

/* What the mocks have counted of the execution `run`, as a value: new, or NULL; and back. */
struct json_object *workers_write_run(const struct workers *w, uint32_t run);
void workers_read_run(struct workers *w, uint32_t run, const struct json_object *counts);

/* The execution `run` has ended: its mocks' counts are forgotten. */
void workers_forget(struct workers *w, uint32_t run);

/* Orders in flight whose answer will come by itself. */
size_t workers_in_flight(const struct workers *w);

#endif

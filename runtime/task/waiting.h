/*
 * waiting.h - what a task has that waits for somebody outside: its token, whoever has taken it,
 * and what comes for it, as notices.
 */
#ifndef TASK_WAITING_H
#define TASK_WAITING_H

#include <stdbool.h>
#include <stdint.h>

struct asl_request;
struct asl_workflow;
struct buf;
struct loop;
struct notice;
struct target;
struct target_site;
struct value;
struct waiting;      /* opaque: one task that waits */
struct waiting_room; /* opaque: all of a program that wait */

enum waiting_kind {
    WAITING_NOT,
    WAITING_TOKEN, /* its target passes the token on; then it waits for the answer (I-13) */
    WAITING_LEFT_TOKEN, /* nobody passes the token on: the person who started us knows it */
    WAITING_LEFT,       /* it is in the queue of an activity until a worker takes it (I-19) */
    WAITING_WORKER      /* its target is a worker, who may send heartbeats by its token */
};

struct waiting_order {
    enum waiting_kind kind;
    const char *token;            /* the task's, or NULL: a new one is made */
    bool is_taken;                /* WAITING_LEFT: a worker has it since before a restart */
    const char *resource, *state; /* static */
    const char *execution;        /* the execution's ARN, or NULL */
    struct value *input;          /* shared */
    int64_t since_ms;             /* when it begins to wait */
    int64_t timeout_ms;   /* of real time, once a worker has it; 0 if there is no limit */
    int64_t heartbeat_ms; /* likewise */

    /* STARTED (a worker has taken it), RETURNED (after which it may be taken again), HEARTBEAT,
     * SUCCEEDED or FAILED. */
    void (*tell)(void *owner, struct notice *n);
    void *owner;
};

/* New; all is borrowed, and `site` may be filled in later. */
struct waiting_room *waiting_room_new(struct loop *l, const struct asl_workflow *w,
                                      const struct target_site *site);

/* Nothing may wait any more. Does nothing for NULL. */
void waiting_room_release(struct waiting_room *room);

/* For whom a task waits that this target does. */
enum waiting_kind waiting_kind(const struct asl_request *r, const struct target *target);

/* Returns false, with AWS's words in `why`, for the task of an activity that nobody has
 * created: that counts in a server. */
bool waiting_is_known(const struct waiting_room *room, const struct asl_request *r,
                      const struct target *target, struct buf *why);

/* Returns true if no target of ours does anything for it. */
bool waiting_is_left(enum waiting_kind kind);

/* The task waits from now on. Says on standard error how it can be answered, where nobody else
 * says so. Returns what is new; or NULL, with the reason in `why` if the task needs an answer
 * from outside and nobody could send one. */
struct waiting *waiting_begin(struct waiting_room *room, const struct waiting_order *order,
                              struct buf *why);

/* All below take NULL, for a task that waits for nobody. */

/* Its target has passed the token on: says on a terminal for what the program waits now. */
void waiting_say(const struct waiting *t);

/* It does not wait any more. Its token and its worker stay known. */
void waiting_leave(struct waiting *t);

/* It must have been left. */
void waiting_release(struct waiting *t);

/* Returns true if it is in a queue, and no worker has it yet. */
bool waiting_is_queued(const struct waiting *t);

/* How long a worker who has it may take, and be silent; 0 if there is no limit. */
int64_t waiting_timeout_ms(const struct waiting *t);
int64_t waiting_heartbeat_ms(const struct waiting *t);

/* Keeps an answer (taken) that came while the target was still at work; and gives it back:
 * returns true and *ret_answer (taken by the caller) if there is one. */
void waiting_keep_answer(struct waiting *t, struct notice answer);
bool waiting_had_answer(struct waiting *t, struct notice *ret_answer);

/* The answer that is kept, as notice_keep() gives it: new, or NULL. */
struct value *waiting_answer(const struct waiting *t);

/* The token by which it can be answered, borrowed, or NULL. */
const char *waiting_token(const struct waiting *t);

/* The name of the worker who has taken it: new, or NULL. */
struct value *waiting_worker(const struct waiting *t);

#endif

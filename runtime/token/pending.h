/*
 * pending.h - tasks that wait for somebody outside: for an answer to their token (I-13), and
 * those of activities first for a worker who takes them (I-19).
 *
 * Whoever has such a task is told what comes; requests are those of the Step Functions API.
 * Nothing here knows a socket or a clock.
 */
#ifndef TOKEN_PENDING_H
#define TOKEN_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pending;      /* one such task; gone once its answer has been told */
struct pending_list; /* all that a process has */
struct service_answer;
struct value;

enum pending_kind {
    PENDING_TAKEN,     /* a worker has the task now; `worker` */
    PENDING_HEARTBEAT, /* it is alive */
    PENDING_SUCCESS,   /* `value` */
    PENDING_FAILURE,   /* `error`, `cause` */
    PENDING_RETURNED   /* he who took it was gone at once: it is in the queue again */
};

struct pending_news {
    enum pending_kind kind;
    struct value *value; /* taken by the receiver */
    char *error, *cause; /* taken; NULL if absent */
    const char *worker;  /* borrowed; NULL if it has no name */
};

/* A task that begins to wait. All is copied, or shared, but `owner`. */
struct pending_task {
    const char *token;
    const char *activity;  /* under which workers ask for it; NULL if none is to take it */
    bool is_taken;         /* a worker has it already */
    const char *state;     /* the state's name */
    const char *execution; /* the execution's ARN, or NULL */
    int64_t since_ms;      /* when it began to wait */
    struct value *input;   /* what a worker gets */

    /* Called when something has come; after a SUCCESS or a FAILURE the task is gone. */
    void (*tell)(void *owner, struct pending_news *news);
    void *owner;
};

/* What AWS says of a token that nobody waits for. */
#define PENDING_UNKNOWN "Task Timed Out: 'Provided task does not exist anymore'"

/* New; every task must be gone at its release. */
struct pending_list *pending_list_new(void);
void pending_list_release(struct pending_list *list);

/* Returns how many tasks wait. */
size_t pending_count(const struct pending_list *list);

/* Returns true if a task waits under that token. */
bool pending_knows(const struct pending_list *list, const char *token);

/* Returns how many tasks of activities wait for a worker. */
size_t pending_queued(const struct pending_list *list);

/* New. A task with an activity stands in that queue until a worker takes it. */
struct pending *pending_add(struct pending_list *list, const struct pending_task *t);

/* The task does not wait any more; nobody is told. */
void pending_remove(struct pending_list *list, struct pending *p);

/*
 * Answer SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat, or ListWaiting, which is ours:
 * {"waiting":[{"token","state","execution","activity","since","isTaken"}]} in the order in
 * which they began to wait. A token that is not known here answers TaskTimedOut.
 */
void pending_answer(struct pending_list *list, const char *operation,
                    const struct value *request, struct service_answer *ret_answer);

/* Returns true if a request can be meant for a waiting task, or else the answer that AWS would
 * give: the token is no token of ours (InvalidToken), the output is not JSON (InvalidOutput),
 * or something is too long. */
bool pending_check(const char *operation, const struct value *request,
                   struct service_answer *ret_answer);

/*
 * The first task in an activity's queue, which nobody else is offered until it is refused or
 * removed; NULL if there is none. `who` is borrowed, and is set to NULL when the task has gone
 * by itself.
 */
struct pending *pending_offer(struct pending_list *list, const char *activity,
                              struct pending **who);

/* What the worker of an offered task gets: {"taskToken":...,"input":...}. New. */
struct value *pending_show(const struct pending *p);

/* The ARN of its execution. Borrowed; NULL if it has none. */
const char *pending_execution(const struct pending *p);

/* The worker has it, and its owner is told; or the worker did not want it, and it is the first
 * of the queue again. `worker` NULL: it has no name. */
void pending_take(struct pending *p, const char *worker);
void pending_refuse(struct pending *p);

/* The worker who has taken the task of that token was gone before he heard of it: its owner is
 * told, and it is in its activity's queue again, where it was. Does nothing if it is gone. */
void pending_return(struct pending_list *list, const char *token);

#endif

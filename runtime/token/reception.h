/*
 * reception.h - a process's tasks that wait for somebody outside, and the socket at which they
 * are answered (meeting.h).
 *
 * The socket is there while tasks wait, and keeps the loop waiting; it does not hold a virtual
 * clock, which jumps to the next deadline. Requests are lines of JSON, {"operation":...,
 * "input":...}, as are their answers: what the API answers, or {"__type":...,"message":...}.
 * GetActivityTask is answered once there is a task. Whoever asked has it when he has then asked
 * for TakeTask; a task whose worker is gone before that is the first of its queue again.
 */
#ifndef TOKEN_RECEPTION_H
#define TOKEN_RECEPTION_H

#include <stdbool.h>

struct buf;
struct loop;
struct pending;
struct pending_task;

/* What programs have in which tasks can wait for somebody outside: theirs is asl_tokens, to
 * which nothing but the generated workflow refers. A server has its own (target_host). */
struct asl_tokens {
    /* Open the place where tasks wait: new. `local` is the folder of the embedded services,
     * copied; NULL if there is none. A server's place is there already. */
    void *(*open)(struct loop *l, const char *local);
    void (*close)(void *place); /* nothing may wait any more; takes NULL */

    /* Returns true if there is an activity of that ARN. NULL: whichever a workflow names is. */
    bool (*has_activity)(void *place, const char *activity);

    /* A task waits from now on. Returns what `leave` takes until the task is gone, or NULL with
     * the reason in `why` if nobody outside can reach it. */
    struct pending *(*wait)(void *place, const struct pending_task *t, struct buf *why);
    void (*leave)(void *place, struct pending *p);
};

#endif

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
struct reception; /* opaque */

/* What programs have in which tasks can wait for somebody outside: theirs is asl_tokens, to
 * which nothing but the generated workflow refers. */
struct asl_tokens {
    /* New. `local` is the folder of the embedded services, copied; NULL if there is none. */
    struct reception *(*open)(struct loop *l, const char *local);
    void (*close)(struct reception *r); /* nothing may wait any more; takes NULL */

    /* A task waits from now on. Returns what `leave` takes until the task is gone, or NULL with
     * the reason in `why` if nobody outside can reach it. */
    struct pending *(*wait)(struct reception *r, const struct pending_task *t, struct buf *why);
    void (*leave)(struct reception *r, struct pending *p);
};

#endif

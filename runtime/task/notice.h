/*
 * notice.h - a notice about a task that was ordered: it runs, it is alive, it has ended, and
 * how.
 */
#ifndef TASK_NOTICE_H
#define TASK_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct value;

enum notice_kind {
    NOTICE_STARTED,   /* the task runs: history's ...Started; `value` is the name of the worker
                         who took it, or NULL */
    NOTICE_RETURNED,  /* the worker who took it was gone at once: it waits for one again */
    NOTICE_SUBMITTED, /* .sync and .waitForTaskToken: the service took it; `value` is its answer
                       */
    NOTICE_SUCCEEDED, /* `value` */
    NOTICE_FAILED,    /* `error`, `cause` */
    NOTICE_HEARTBEAT, /* it is alive */
    NOTICE_TIMED_OUT, /* its timeout passed on real time */
    NOTICE_BEAT_MISSED, /* no heartbeat came for its whole heartbeat interval */
    NOTICE_ANSWERED     /* its token is answered while its target is still at work, and it will
                           end so: `value`, as notice_keep() gives it */
};

struct notice {
    uint64_t ticket; /* of the order */
    enum notice_kind kind;
    struct value *value; /* taken by the receiver */
    char *error;         /* taken; NULL if absent */
    char *cause;         /* taken; NULL if absent */
    bool fatal;          /* States.Runtime that no catcher sees (E-08) */
    char *log;           /* the last 4 KB that a function printed, where the order wants them;
                            taken; NULL if absent */
};

/* The task failed with States.TaskFailed. The text is taken out of `cause`. */
struct notice notice_task_failed(struct buf *cause);

/* The task failed because the "command" or "workflow" that does it could not be run; `error` is
 * the errno that says why. */
struct notice notice_not_run(const char *kind, const char *name, int error);

/* The end of a task as a value, {"output"} or {"error","cause"}: new; and the end that such a
 * value says. */
struct value *notice_keep(const struct notice *n);
struct notice notice_kept(const struct value *kept);

/* Releases what the notice holds, unless a receiver has taken it. */
void notice_release(struct notice *n);

#endif

/*
 * process.h - one process of a function, and the Lambda Runtime API that it alone is served, on
 * a port of its own of 127.0.0.1.
 */
#ifndef HOST_PROCESS_H
#define HOST_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct buf;
struct environment;
struct loop;
struct process; /* opaque; gone after PROCESS_ENDED, or some time after process_drop() */
struct runtimeapi_event;

enum process_news_kind {
    PROCESS_ASKS,        /* it waits for an event: process_give() */
    PROCESS_ANSWERED,    /* the event that it has: `text` is JSON, or was meant to be */
    PROCESS_FAILED,      /* the same: `text` is the error, `error_type` its name */
    PROCESS_TOO_LARGE,   /* its answer had more than RUNTIMEAPI_RESPONSE_MAX bytes */
    PROCESS_INIT_FAILED, /* it cannot begin: `text`, `error_type` */
    PROCESS_ENDED        /* `error` is an errno if it could not be started; else `status` */
};

/* All is borrowed for the call. */
struct process_news {
    enum process_news_kind kind;
    const char *text;
    size_t size;
    const char *error_type; /* NULL if it has not said */
    int error;
    int status; /* as waitpid(2) gives it */
};

typedef void process_listener(void *owner, struct process *p, const struct process_news *n);

struct process_plan {
    struct loop *loop;
    const char *const *argv;
    const char *input; /* for its standard input */
    size_t input_size;
    struct environment *environment; /* its port and its time are filled in */
    process_listener *listener;      /* called on later turns */
    void *owner;
};

/* Start it. New; the plan is borrowed for the call. */
struct process *process_start(const struct process_plan *plan);

/* Give it an event. It must have asked, and not have got one since. */
void process_give(struct process *p, const struct runtimeapi_event *e);

/* Nothing more is wanted of it: it is ended (SIGTERM, SIGKILL half a second later) with its
 * process group, and the listener hears nothing more. What it prints meanwhile is still shown.
 */
void process_drop(struct process *p);

/* Print what it has printed so far, then one line of ours. Unless `is_shown` that is only kept.
 */
void process_say(struct process *p, const char *line, bool is_shown);

/* Keep what it prints from now on; process_log() has the last 4 KB, borrowed, until it prints
 * something more. */
void process_keep_log(struct process *p);
const struct buf *process_log(struct process *p);

pid_t process_pid(const struct process *p);

#endif

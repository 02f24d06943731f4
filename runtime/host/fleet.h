/*
 * fleet.h - the processes of one function, and the calls that wait for them.
 *
 * A call goes to a process that waits for an event; if none does, and none is about to, another
 * one is started, up to a limit; beyond that a call waits for its turn. Processes stay for the
 * next call. One that ends fails the call that it has, and the next call starts another.
 */
#ifndef HOST_FLEET_H
#define HOST_FLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

struct fleet; /* opaque */
struct loop;

/* How a function is run. All is borrowed and must outlive the fleet. */
struct fleet_settings {
    const char *const *argv;
    const char *input; /* for its processes' standard input */
    size_t input_size;
    const char *handler, *runtime; /* NULL, or for _HANDLER and AWS_EXECUTION_ENV */
    const char *const *env;        /* "NAME=value"; ends with NULL */
    size_t concurrency;            /* how many processes it may have */
    size_t memory_mb;              /* what it is told; nobody watches it */
    int64_t timeout_ms;            /* of a call */
    bool has_reports;              /* log lines START, END and REPORT, as AWS has them */
    bool is_local;                 /* as in struct environment */
    const char *api;               /* likewise */
};

enum fleet_end_kind { FLEET_ANSWERED, FLEET_FAILED, FLEET_NOT_RUN };

/* How a call has ended. All is borrowed for the call of `done`. */
struct fleet_end {
    enum fleet_end_kind kind;
    const char *text; /* the answer, or the error: JSON, or what was meant to be */
    size_t size;
    const char *error_type; /* of FLEET_FAILED; NULL if the function has not said */
    int error;              /* of FLEET_NOT_RUN: an errno */
    const struct buf *log;  /* the last 4 KB that it printed; NULL if nobody wants that */
};

/* A call, in memory of its owner's. It stays where it is until `done` is called or it is
 * cancelled. */
struct fleet_call {
    const char *request_id, *arn, *trace_id, *client_context; /* the last may be NULL */
    const char *body;
    size_t size;
    bool wants_log;
    void (*done)(struct fleet_call *c, const struct fleet_end *end); /* on a later turn */

    /* For fleet.c alone. */
    struct fleet_call *next;
    struct fleet_worker *worker;
};

/* New. `name` is the function's, copied. `endpoint` is the URL where the embedded services
 * answer, copied; NULL if functions get none. */
struct fleet *fleet_new(struct loop *l, const char *name, const struct fleet_settings *s,
                        const char *endpoint);

const char *fleet_name(const struct fleet *f);

void fleet_begin(struct fleet *f, struct fleet_call *c);

/* `done` is not called any more; the process that does the call, if one does, is ended. */
void fleet_cancel(struct fleet *f, struct fleet_call *c);

/* Ends all processes. No call may be under way. */
void fleet_release(struct fleet *f);

#endif

/*
 * traces.h - traces of the executions of a process: to X-Ray and by OTLP as the environment
 * says (settings.h), and to a file. Nothing of it slows or fails an execution: what cannot be
 * sent is dropped and counted.
 *
 * A program that lists asl_traces has them (asl.h); nothing else refers to what is here.
 *
 *   open(), observe(), run_start() with that observer in the list, perhaps take_up(), turns of
 *   the loop, close()
 */
#ifndef SPAN_TRACES_H
#define SPAN_TRACES_H

#include <stdint.h>

struct clock;
struct execution;
struct fetch_way;
struct loop;
struct observer;
struct traces; /* opaque */

/* All is borrowed, and stays until close(). */
struct traces_options {
    struct loop *loop;
    const struct clock *clock;
    const char *program;         /* for messages */
    const char *workflow;        /* its name */
    const char *file;            /* of Chrome's trace events; NULL: none */
    const struct fetch_way *tls; /* for https: addresses; NULL: they cannot be reached */
};

struct asl_traces {
    /* Returns 0 and *ret_traces, new, or NULL if nobody asks for traces. Returns a negative
     * errno if the file cannot be written. */
    int (*open)(const struct traces_options *o, struct traces **ret_traces);

    /* Fill in what observes executions, for the caller to put into a list (exec/history.h). */
    void (*observe)(struct traces *t, struct observer *ret_observer);

    /* The execution that has just been started belongs to the trace of this header, which is
     * X-Ray's or a traceparent; one that is malformed changes nothing. Without the call it
     * belongs to what the environment says, or to a trace of its own. */
    void (*take_up)(struct traces *t, const struct execution *x, const char *header);

    /* In a fork of the process. */
    void (*renew)(struct traces *t);

    /* How many spans, or documents of X-Ray's, have been dropped until now. */
    uint64_t (*dropped)(const struct traces *t);

    /* Send what is left, which takes two seconds at most, and release the traces. Says in a
     * line on standard error how much was dropped, and why. Every execution has ended. */
    void (*close)(struct traces *t);
};

extern const struct asl_traces asl_traces;

#endif

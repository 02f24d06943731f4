/*
 * tracer.h - an observer of executions that makes spans of what it sees. An execution is a
 * trace, a state a span, an attempt of a Task a span in that. The executions that a distributed
 * Map starts are spans in the Map's.
 *
 * It asks for no details of events. Ids follow from the execution's ARN, so that they are the
 * same with --seed, nothing is drawn that the workflow would draw, and an execution that is
 * resumed goes on in its trace. Times are the workflow's own.
 */
#ifndef SPAN_TRACER_H
#define SPAN_TRACER_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/exec/history.h"
#include "runtime/span/context.h"

struct buf;
struct clock;
struct execution;
struct span;

/* Where spans go. */
struct tracer_sinks {
    /* A span is over. `own` has what `kept` has left there of the spans in it; it may be
     * emptied. `around` is the same of the span around it, NULL if that is not known. A span
     * comes after those in it. */
    void (*take)(void *owner, const struct span *s, struct buf *own, struct buf *around);

    /* An execution is under way. */
    void (*begun)(void *owner);

    /* X-Ray, or whoever goes by traceparent, is told of spans at all. */
    bool has_amazon, has_w3c;
    void *owner;
};

/* An execution under way, for `tracer_walk`. */
struct tracer_flow;

struct tracer {
    struct observer observer;
    struct tracer_sinks sinks;
    const struct clock *clock;    /* borrowed */
    struct span_context incoming; /* that all executions take up, unless they have their own */
    struct tracer_flow **flows;   /* [flow_room]: by the executions' places */
    uint32_t flow_room;
    struct tracer_track **tracks; /* [track_room]: by the frames' slots */
    uint32_t track_room;
    bool *lanes; /* [lane_room]: which are taken */
    uint32_t lane_room;
};

void tracer_open(struct tracer *t, const struct clock *c, const struct tracer_sinks *sinks);
void tracer_close(struct tracer *t);

/* An execution that has just been started, or goes on, takes up the context, which may be
 * empty. Those of which this is not called take up tracer.incoming. Does nothing for one whose
 * states have been seen. */
void tracer_take_up(struct tracer *t, const struct execution *x,
                    const struct span_context *context);

/* Calls `look` for each sampled execution under way that no Map has started, with its span as
 * it will be, but without an end, and how often that was done before. */
void tracer_walk(struct tracer *t,
                 void (*look)(void *owner, const struct span *s, unsigned before), void *owner);

#endif

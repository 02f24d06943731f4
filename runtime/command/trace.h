/*
 * trace.h - what happens in a run, live, for a person: a line an event, on standard error.
 *
 *      0.000  Charge                Task      {"card":"4111","amount":12}
 *      0.000    call charge         {"card":"4111","amount":12}
 *      0.350    failed              Card.Busy: the terminal is taken
 *      0.350    retry 1 of 3        in 2.000 s, after Card.Busy
 *
 * Where branches and items run at once, each line names its state, and its item counted from 0,
 * in every Map around it from the outermost on:
 *
 *      2.350    Send [1]: failed    Mail.Full
 *      2.350    Send [2]: stopped   another branch or item failed
 *      2.350  Each: failed          Mail.Full
 *
 * Events that say nothing new to a person have no line: those of what begins or ends as it
 * must.
 */
#ifndef COMMAND_TRACE_H
#define COMMAND_TRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct execution;
struct history_event;
struct history_retry;

struct trace {
    FILE *out;
    bool color;
    int64_t start_ms;
};

/* Show on `out` (borrowed) what happens from `start_ms` on; in colours where it is a terminal.
 */
void trace_open(struct trace *t, FILE *out, int64_t start_ms);

/* Show one event of the run `x`, or of a child of its distributed Maps. */
void trace_event(struct trace *t, const struct execution *x, const struct history_event *e);

/* Show that a state will try again. */
void trace_retry(struct trace *t, const struct history_retry *r);

#endif

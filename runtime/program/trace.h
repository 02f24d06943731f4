/*
 * trace.h - what happens in a run, live, for a person: a line an event, on standard error.
 *
 *      0.000  Charge                Task  {"card":"4111","amount":12}
 *      0.000    call charge          {"card":"4111","amount":12}
 *      0.350    failed              Card.Busy: the terminal is taken
 *      0.350    retry 1 of 3        in 2 s
 */
#ifndef PROGRAM_TRACE_H
#define PROGRAM_TRACE_H

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

void trace_open(struct trace *t, FILE *out, int64_t start_ms);
void trace_event(struct trace *t, const struct execution *x, const struct history_event *e);
void trace_retry(struct trace *t, const struct history_retry *r);

#endif

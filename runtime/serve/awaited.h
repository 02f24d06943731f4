/*
 * awaited.h - executions whose ends somebody waits for: one, several, or nobody any more.
 */
#ifndef SERVE_AWAITED_H
#define SERVE_AWAITED_H

#include <stdbool.h>

struct awaited; /* opaque: an execution, until its end is committed */
struct execution;
struct ongoing_start;
struct station;

/* Somebody who waits; a part of whoever has it. */
struct awaiting {
    struct awaited *of; /* borrowed; NULL: he does not wait */
    struct awaiting *next;

    /* The end is committed; NULL: the server closes before it has come. He waits no more. */
    void (*on_end)(void *owner, const struct execution *x);
    void *owner;
};

/* Begin such an execution; nobody waits for it yet. on_end and owner of the start are
 * overwritten. */
struct awaited *awaited_begin(struct station *s, struct ongoing_start *start);

const struct execution *awaited_execution(const struct awaited *a);

/* Wait for it from now on. */
void awaited_join(struct awaited *a, struct awaiting *w);

/* Wait no more. With `stops` the execution is stopped if nobody else waits. Does nothing for
 * who does not wait. */
void awaited_leave(struct awaiting *w, bool stops);

#endif

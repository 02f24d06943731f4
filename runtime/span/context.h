/*
 * context.h - which trace an execution belongs to: ids, and the headers that carry them from
 * one service to the next, as X-Ray and as W3C write them.
 *
 *   Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1
 *   00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01
 */
#ifndef SPAN_CONTEXT_H
#define SPAN_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

struct buf;

enum span_sampling { SPAN_UNDECIDED, SPAN_SAMPLED, SPAN_LEFT_OUT };

struct span_context {
    uint64_t high, low; /* the trace's id, of 32 hexadecimal digits; 0 and 0 if there is none */
    uint64_t parent;    /* the id of a span; 0 if there is none */
    enum span_sampling sampling;
};

/* Reads a header in either form. A field of X-Ray's that is malformed counts as missing, and a
 * malformed traceparent is none at all. Returns false if nothing can be taken up. `text` may be
 * NULL. */
bool span_context_read(const char *text, struct span_context *ret_context);

/* Appends the context as a header. It must have a trace; the parent may be missing in X-Ray's
 * form. What is undecided is said to be sampled. */
void span_context_put_amazon(struct buf *b, const struct span_context *c);
void span_context_put_w3c(struct buf *b, const struct span_context *c);

/* Appends the trace's id: as X-Ray writes it, "1-" 8 digits "-" 24 digits, and as 32 digits. */
void span_context_put_root(struct buf *b, const struct span_context *c);
void span_context_put_trace(struct buf *b, const struct span_context *c);

/* The id number `which` of those that belong to `seed`: never 0, the same each time, and
 * another one for each number. */
uint64_t span_id(uint64_t seed, uint64_t which);

#endif

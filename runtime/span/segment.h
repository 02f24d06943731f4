/*
 * segment.h - a span as X-Ray's segment documents have it: an execution is a segment, what is
 * in it are subsegments.
 */
#ifndef SPAN_SEGMENT_H
#define SPAN_SEGMENT_H

#include <stdbool.h>

struct buf;
struct span;

/* Returns true if the span is a segment, which is always a document of its own. */
bool segment_is_whole(const struct span *s);

/* Appends the span with the subsegments `pieces`, which are parted by commas. It is an object
 * in its parent, or `is_document`: then it says which trace and which parent it belongs to. A
 * span whose end is 0 is in progress. */
void segment_put(struct buf *b, const struct span *s, const struct buf *pieces,
                 bool is_document);

/* Appends a name of which only characters are left that X-Ray takes in one, at most 200. */
void segment_put_name(struct buf *b, const char *name);

#endif

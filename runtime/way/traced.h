/*
 * traced.h - tells who does a task of the trace that it belongs to: a server by headers, a
 * program by its environment.
 */
#ifndef WAY_TRACED_H
#define WAY_TRACED_H

#include "runtime/task/target.h"

struct wire_headers;

/* Add X-Amzn-Trace-Id and traceparent, as far as they are to be passed on; a header that is
 * there stays. `trace` may be NULL. */
void traced_put(struct wire_headers *h, const struct target_trace *trace);

/* The same as variables of a child's environment. */
struct traced_environment {
    char amazon[TARGET_TRACE_ROOM + 32], parent[TARGET_TRACE_ROOM + 32];
    const char *texts[3];
};

/* Returns what loop_child_start() takes, which is in `e`; NULL if `trace` is NULL. */
const char *const *traced_environment(struct traced_environment *e,
                                      const struct target_trace *trace);

#endif

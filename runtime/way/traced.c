#include "runtime/way/traced.h"

#include <stddef.h>
#include <stdio.h>

#include "runtime/base/wire.h"

static void put(struct wire_headers *h, const char *name, const char *value)
{
    if (value[0] != '\0' && wire_find(h, name) == NULL) {
        wire_add(h, name, value);
    }
}

void traced_put(struct wire_headers *h, const struct target_trace *trace)
{
    if (trace != NULL) {
        put(h, "X-Amzn-Trace-Id", trace->amazon);
        put(h, "traceparent", trace->parent);
    }
}

const char *const *traced_environment(struct traced_environment *e,
                                      const struct target_trace *trace)
{
    if (trace == NULL) {
        return NULL;
    }
    bool has_parent = trace->parent[0] != '\0';
    snprintf(e->amazon, sizeof e->amazon, "_X_AMZN_TRACE_ID=%s", trace->amazon);
    snprintf(e->parent, sizeof e->parent, "TRACEPARENT=%s", trace->parent);
    e->texts[0] = e->amazon;
    e->texts[1] = has_parent ? e->parent : NULL;
    e->texts[2] = NULL;
    return e->texts;
}

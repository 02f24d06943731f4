/*
 * happening.h - an event, as rules and targets see it.
 */
#ifndef EVENTS_HAPPENING_H
#define EVENTS_HAPPENING_H

#include <stdint.h>

struct value;

/* New. The texts are copied; `resources`, an array of ARNs, and `detail` are taken. */
struct value *happening_new(const char *id, const char *type, const char *source, int64_t at_ms,
                            struct value *resources, struct value *detail);

#endif

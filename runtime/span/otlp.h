/*
 * otlp.h - sends spans over HTTP as OTLP's JSON, in batches: one request at a time, and a
 * bounded queue of what waits.
 */
#ifndef SPAN_OTLP_H
#define SPAN_OTLP_H

#include <stdbool.h>
#include <stdint.h>

struct fetch_way;
struct loop;
struct otlp; /* opaque */
struct span;
struct span_settings;

/* All is borrowed. `tls` is what sends to https: addresses; NULL if the program has none. */
struct otlp *otlp_new(struct loop *l, const struct span_settings *settings,
                      const struct fetch_way *tls);

/* A request under way is given up. */
void otlp_release(struct otlp *o);

/* A span is over. */
void otlp_take(struct otlp *o, const struct span *s);

/* Send a batch that is full or has waited for a second, or `now` any; unless a request is under
 * way. Returns true while something is left to be sent, or under way. */
bool otlp_pump(struct otlp *o, bool now);

/* How many spans were dropped or refused, and what the last reason was (borrowed); NULL if
 * none. */
uint64_t otlp_dropped(const struct otlp *o, const char **ret_reason);

/* Drop what is left. */
void otlp_give_up(struct otlp *o, const char *reason);

#endif

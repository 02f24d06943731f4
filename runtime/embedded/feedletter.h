/*
 * feedletter.h - what an event source mapping's destination is told of records of a stream that
 * a function has not taken, however often it was tried, or which are too old.
 */
#ifndef EMBEDDED_FEEDLETTER_H
#define EMBEDDED_FEEDLETTER_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct hub;
struct value;

/* All is borrowed. */
struct feedletter {
    const struct value *mapping; /* of which DestinationConfig says where it goes */
    const struct value *records; /* as the service gave them */
    const char *function;        /* a name or an ARN */
    const char *stream, *shard;
    int64_t tries, now_ms;
    bool is_old; /* the records are older than the mapping wants */
};

/* Send it to a queue or a topic. Returns true, too, if there is no destination; false, with the
 * reason in `why`, if it is another kind of thing, or cannot be reached. */
bool feedletter_send(const struct feedletter *l, struct hub *h, struct buf *why);

#endif

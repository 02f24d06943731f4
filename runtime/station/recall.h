/*
 * recall.h - revisions of state machines that nobody holds any more, and that an execution is
 * to go on with: they are loaded once more, out of their rows.
 */
#ifndef STATION_RECALL_H
#define STATION_RECALL_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct station;

/*
 * Have the revision with that number loaded, then call `then`, which must hold it; or `failed`
 * with the reason, if it cannot be loaded. Neither is called if the client is gone by then.
 * Returns false if there is no such revision, or nobody who could compile it.
 */
bool recall_begin(struct station *s, struct call *c, uint64_t number,
                  void (*then)(struct station *s, struct call *c),
                  void (*failed)(struct station *s, struct call *c, const char *why));

#endif

/*
 * archive.h - events that are kept, and sent once more: archives and their replays. A replay is
 * over as soon as it has been started.
 */
#ifndef EVENTS_ARCHIVE_H
#define EVENTS_ARCHIVE_H

struct ask;
struct value;

/* An event has come to a bus: it is kept in the archives that want it. */
void archive_keep(struct ask *a, const char *bus, const struct value *event);

/* The events of the request's replay: a new array, each with its "replay-name"; *ret_bus is
 * where they go, borrowed, and *ret_rules the ARNs of the rules that get them, borrowed, NULL
 * for all. NULL after a failure. The answer is set. */
struct value *archive_start_replay(struct ask *a, const char **ret_bus,
                                   const struct value **ret_rules);

/* The operations. */
void archive_create(struct ask *a);
void archive_update(struct ask *a);
void archive_delete(struct ask *a);
void archive_describe(struct ask *a);
void archive_list(struct ask *a);
void archive_describe_replay(struct ask *a);
void archive_list_replays(struct ask *a);
void archive_cancel_replay(struct ask *a);

#endif

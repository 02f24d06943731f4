/*
 * pgnode.h - what a process is to the others that have the same store: a node, with a lease and
 * a number of commits.
 *
 * A node's row is its fence: a commit of it renews the lease, counts itself there, and fails
 * where the node was buried meanwhile. By the count a commit whose answer was lost is known to
 * have happened or not.
 */
#ifndef POSTGRES_PGNODE_H
#define POSTGRES_PGNODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/postgres/pglink.h"

struct buf;
struct pgrows;
struct shared_job;
struct shared_node;
struct shared_tick;
struct shared_view;

#define PGNODE_LEASE_MS 30000

enum pgnode_state { PGNODE_DONE, PGNODE_OPEN, PGNODE_BURIED };

/* As the functions of struct store_sharing. */
bool pgnode_join(struct pgrows *r, const struct shared_node *n, struct buf *why);
bool pgnode_tick(struct pgrows *r, struct shared_tick *t, struct buf *why);
bool pgnode_visit(struct pgrows *r, void (*visit)(void *owner, const struct shared_view *v),
                  void *owner, struct buf *why);

bool pgnode_seize(struct pgrows *r, const uint64_t *numbers, size_t count,
                  void (*visit)(void *owner, const struct shared_job *j), void *owner,
                  struct buf *why);
bool pgnode_who(struct pgrows *r, int64_t *ret_node, struct buf *store, struct buf *why);

/* Have a number, if this process has none. */
bool pgnode_enter(struct pgrows *r, struct buf *why);

/* What has become of the commit with the next number: it has happened, or it has not, or the
 * node is buried. */
bool pgnode_look(struct pgrows *r, enum pgnode_state *ret_state, struct buf *why);

/* Renew the lease alone. */
bool pgnode_renew(struct pgrows *r, struct buf *why);

/* What was to be written, and was sent at that time, has ended so. A server that answers, but
 * whose disk is full, writes nothing: pgnode_refused_ms() is for how long; 0: it does. */
void pgnode_note_write(struct pgrows *r, enum pgend end, int64_t sent_ns);
int64_t pgnode_refused_ms(const struct pgrows *r);

/* The node is gone: its jobs are for others at once. */
void pgnode_leave(struct pgrows *r);

/* Returns true if the lease may have passed by this machine's own clock. */
bool pgnode_is_late(const struct pgrows *r);

#endif

/*
 * pgmail.h - requests from one node to another, and their replies: a row each.
 *
 * All that a node does to such rows goes with its commits: a letter, its reply, and that it was
 * read, are there once what they tell of is, and never twice. A reply that belongs to a job,
 * and that whoever asked for it never took, is for the node that has the job.
 */
#ifndef POSTGRES_PGMAIL_H
#define POSTGRES_PGMAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/store/store.h"

struct buf;
struct pgbatch;
struct pgrows;
struct shared_letter;
struct shared_tick;

/* As the functions of struct store_sharing. */
bool pgmail_send(struct pgrows *r, uint64_t job, int64_t node, const struct shared_letter *l,
                 int64_t *ret_id, struct buf *why);
bool pgmail_send_all(struct pgrows *r, const struct shared_letter *l, bool is_for_queued,
                     void (*sent)(void *owner, int64_t id), void *owner, struct buf *why);
void pgmail_answer(struct pgrows *r, int64_t letter, int64_t job, struct store_bytes reply);
void pgmail_take_back(struct pgrows *r, int64_t letter);
void pgmail_leave(struct pgrows *r, int64_t letter);

/* Part of a tick's batch: what has come for the node `id`. */
struct pgmail_plan {
    size_t letters, replies, orphans, watched; /* places in the batch */
    char place[2], most[8];
};
void pgmail_plan(struct pgrows *r, const struct shared_tick *t, struct store_bytes id,
                 struct pgbatch *b, struct pgmail_plan *p);
void pgmail_hand_out(struct pgrows *r, struct shared_tick *t, const struct pgbatch *b,
                     const struct pgmail_plan *p);

/* Part of the batch of a commit of the node `id`: what goes with it. And that it has gone. */
void pgmail_add(struct pgrows *r, struct store_bytes id, struct pgbatch *b);
void pgmail_committed(struct pgrows *r);

#endif

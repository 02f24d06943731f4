/*
 * pgmail.h - requests from one node to another, and their replies: a row each.
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
bool pgmail_send_all(struct pgrows *r, const struct shared_letter *l,
                     void (*sent)(void *owner, int64_t id), void *owner, struct buf *why);
void pgmail_answer(struct pgrows *r, int64_t letter, struct store_bytes reply);
bool pgmail_take_back(struct pgrows *r, int64_t letter, struct buf *why);

/* Part of a tick's batch: what has come for the node `id`, whose value is written `to`. */
struct pgmail_plan {
    size_t letters, replies; /* places in the batch */
};
void pgmail_plan(struct pgrows *r, struct store_bytes id, struct pgbatch *b,
                 struct pgmail_plan *p);
void pgmail_hand_out(struct pgrows *r, struct shared_tick *t, const struct pgbatch *b,
                     const struct pgmail_plan *p);

/* Part of a commit's batch: the replies that go out with it. And that they are out. */
void pgmail_add_replies(struct pgrows *r, struct pgbatch *b);
void pgmail_committed(struct pgrows *r);

#endif

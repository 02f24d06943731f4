/*
 * pghold.h - keys that no other node may change before this one's next commit: each is locked
 * in a transaction that is open until then. Where that is lost, and the commit is sent in
 * another one, they are locked once more, and their rows have to be as they were.
 */
#ifndef POSTGRES_PGHOLD_H
#define POSTGRES_PGHOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/postgres/pgnode.h"
#include "runtime/store/store.h"

struct buf;
struct pgrows;

/* One of them, with the value that its row had when it was locked. */
struct pghold {
    unsigned table;
    struct store_bytes key, value; /* borrowed; a value without an address: there was no row */
};

/* Returns true if the key is held. */
bool pghold_find(const struct pgrows *r, unsigned table, struct store_bytes key,
                 struct pghold *ret_hold);

/* As the functions of struct store_sharing. */
bool pghold_reserve(struct pgrows *r, unsigned table, struct store_bytes key, bool *ret_is_busy,
                    struct store_row *ret_row, struct buf *why);
bool pghold_key(struct pgrows *r, unsigned table, struct store_bytes key, bool *ret_is_busy,
                struct buf *why);

/* Returns true if there are keys whose locks may be gone. */
bool pghold_is_lost(const struct pgrows *r);

/* Lock all of them in a transaction that is open then. Returns PGNODE_DONE; PGNODE_BURIED if
 * another node has changed one of the rows, so that what this node has done is to be lost as if
 * it had been buried; or PGNODE_OPEN with the reason in `why` if the server refuses it. */
enum pgnode_state pghold_again(struct pgrows *r, struct buf *why);

#endif

/*
 * store.h - rows of bytes, kept in order, that become durable together.
 *
 * A row is a table's number, a key and a value. The rows of a table are in the order of their
 * keys: by memcmp(), and of two keys that begin alike the shorter first. A store does not know
 * what its rows mean.
 *
 * What was put is seen at once by whoever reads, but nothing of it is durable before
 * store_commit() has returned true: then all of it is. A process that ends before that, by
 * whatever cause, leaves the rows of its last commit.
 *
 * A store keeps the first fault that it meets, such as a full disk, and is dead from then on:
 * nothing is put any more, readers find no row, and each commit returns false with that fault.
 * So whoever has read without finding a row, and acts on it, must have a commit return true
 * before anything of that leaves the process; one that has nothing to write costs nothing.
 *
 * A store belongs to one process and one thread.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"

struct store;
struct store_sharing;

/* Tables are numbered from 0. Those from STORE_APPENDED on take rows by store_append() alone,
 * the others by store_put(). */
#define STORE_TABLES   64
#define STORE_APPENDED 48

/* Borrowed bytes; `at` may be NULL where `size` is 0. */
struct store_bytes {
    const char *at;
    size_t size;
};

static inline struct store_bytes store_text(const char *text)
{
    return (struct store_bytes){ text, strlen(text) };
}

static inline struct store_bytes store_buf(const struct buf *b)
{
    return (struct store_bytes){ b->text, b->size };
}

/* Returns less than, more than, or 0 where `a` comes before, behind, or is `b`. */
int store_compare(struct store_bytes a, struct store_bytes b);

/* Returns true if `bytes` begins with `prefix`. */
bool store_begins(struct store_bytes bytes, struct store_bytes prefix);

/* A row as readers see it. */
struct store_row {
    struct store_bytes key, value;
};

/* ---- What keeps the rows. */

/*
 * A kind of store. A program has the kinds that it lists; nothing else refers to one, so that
 * what is not listed is not linked.
 *
 * Functions that return bool return true, or false with a fault in `why`, after which no
 * function but `close` is called. Sizes and tables have been checked.
 */
struct store_kind {
    const char *name;       /* memory */
    const char *argument;   /* what stands behind the name and a colon, as help calls it: FILE;
                               NULL if nothing does */
    bool may_lack_argument; /* nothing has to stand behind the colon */

    /* Open what `argument` names. *ret_rows (new) is handed to all the others. */
    bool (*open)(const char *argument, void **ret_rows, struct buf *why);

    /* What was not committed is lost. `is_dead` after a fault: what is on the disk is left as
     * it is. */
    void (*close)(void *rows, bool is_dead);

    bool (*put)(void *rows, unsigned table, struct store_bytes key, struct store_bytes value,
                struct buf *why);

    bool (*append)(void *rows, unsigned table, uint64_t number, struct store_bytes value,
                   struct buf *why);

    /* It is no fault if there is no such row. */
    bool (*remove)(void *rows, unsigned table, struct store_bytes key, struct buf *why);

    /* Find the row with this key. ret_row->key.at is NULL if there is none. What is found is
     * borrowed until the next call. */
    bool (*get)(void *rows, unsigned table, struct store_bytes key, struct store_row *ret_row,
                struct buf *why);

    /* Find the first row whose key is `bound` or comes behind it; or, for `backward`, the last
     * one whose key comes before it; NULL: the last row of the table. The rest is as with
     * `get`. A walk asks for one row after the other: where `bound` follows from the row that
     * was found last (store_succeeds()), a driver may go on from there. */
    bool (*seek)(void *rows, unsigned table, const struct store_bytes *bound, bool backward,
                 struct store_row *ret_row, struct buf *why);

    /* Called only if something was put or removed since the last commit. */
    bool (*commit)(void *rows, struct buf *why);

    /* Of a store that several processes have at once (shared.h); NULL: of one that has one. Its
     * `commit` may return false with nothing in `why`: what was put since the last one is lost,
     * and the store is as good as it was. */
    const struct store_sharing *sharing;
};

/* Returns true if there is no room for a key between `key` and `bound`: a walk that found `key`
 * asks for `bound` next. */
bool store_succeeds(struct store_bytes key, const struct store_bytes *bound, bool backward);

/* ---- The store. */

/* Returns true if `where` names a store as KIND or KIND:ARGUMENT; or false, with what is wrong
 * in `why`. `kinds` ends with NULL. */
bool store_is_named(const struct store_kind *const *kinds, const char *where, struct buf *why);

/*
 * Open the store that `where` names as KIND or KIND:ARGUMENT. `kinds` ends with NULL; the kind
 * is borrowed for as long as the store is open. Returns true and *ret_store (new), or false
 * with the reason in `why`.
 */
bool store_open(const struct store_kind *const *kinds, const char *where,
                struct store **ret_store, struct buf *why);

/* What was not committed is lost. Does nothing for NULL. */
void store_close(struct store *s);

/* Put a row in place of one with the same key, if there is one. */
void store_put(struct store *s, unsigned table, struct store_bytes key,
               struct store_bytes value);

/* Put a row behind the last one of its table, or about there. Its key is the number as rowkey.h
 * writes one, which no row ever had there; less than 2^56. For rows that are many, and are
 * never put anew: no other way to put one costs as little. */
void store_append(struct store *s, unsigned table, uint64_t number, struct store_bytes value);

/* Remove a row. Does nothing if there is none with this key. */
void store_remove(struct store *s, unsigned table, struct store_bytes key);

/* Returns true and *ret_value, borrowed until the next call on this store, if there is such a
 * row. `ret_value` may be NULL. */
bool store_get(struct store *s, unsigned table, struct store_bytes key,
               struct store_bytes *ret_value);

/* Returns true if something was put or removed since the last commit. */
bool store_is_changed(const struct store *s);

/* Make durable what was put and removed since the last commit. Returns true, or false with the
 * store's fault in `why`: then it is dead, and what was put since the last commit may be
 * durable or not. A shared store may return false without a fault (shared.h). */
bool store_commit(struct store *s, struct buf *why);

/* From now on these rows (taken) are the store's, of this kind. What its rows were before stays
 * as it is, and is not closed. */
void store_become(struct store *s, const struct store_kind *kind, void *rows);

/* Find a row as `seek` of a kind of store does. Returns false if there is none. */
bool store_seek(struct store *s, unsigned table, const struct store_bytes *bound, bool backward,
                struct store_row *ret_row);

/* The fault, NULL if none was met. Borrowed. */
const char *store_fault(const struct store *s);

/* For shared.h alone: what the store is made of, where its fault goes, and that something has
 * changed that a commit is to make durable. */
const struct store_kind *store_kind_of(const struct store *s);
void *store_rows(const struct store *s);
struct buf *store_fault_place(struct store *s);
void store_note_change(struct store *s);

/* ---- Walks.
 *
 *     struct store_walk w;
 *     store_walk_begin(&w, s, EVENTS, store_buf(&execution), false);
 *     while (count < limit && store_walk_next(&w, &row)) ...
 *     store_walk_end(&w);
 *
 * While a walk goes on, its store may be changed, and other walks may go on; it sees each row
 * that is ahead of it when it comes there.
 */

struct store_walk {
    struct store *store;
    unsigned table;
    bool backward;
    bool is_last;      /* backward: from the table's last row */
    struct buf prefix; /* owned, as is `bound` */
    struct buf bound;  /* where it goes on, as `seek` takes it */
};

/* Begin a walk over the rows whose keys begin with `prefix` (copied): from the first to the
 * last, or from the last to the first. */
void store_walk_begin(struct store_walk *w, struct store *s, unsigned table,
                      struct store_bytes prefix, bool backward);

/* Leave out the rows that the walk would meet before `key`; `key` itself is met if there is
 * such a row. Any key will do. */
void store_walk_from(struct store_walk *w, struct store_bytes key);

/* The same, and `key` is left out as well: for a page that goes on behind the last row of the
 * page before. */
void store_walk_after(struct store_walk *w, struct store_bytes key);

/* Go on to the next row, borrowed until the next call on the store. Returns false if there is
 * none. */
bool store_walk_next(struct store_walk *w, struct store_row *ret_row);

void store_walk_end(struct store_walk *w);

#endif

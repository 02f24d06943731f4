/*
 * shared.h - a store that several processes have at once, each of them a node.
 *
 * A job is a number that is one node's at a time, or nobody's. Jobs make groups, which are on
 * one node: all that have the same root. A node has its jobs for as long as it renews its
 * lease; when that has passed, another may bury it and claim what it had. A node that was
 * buried finds that out at its next commit, which then fails as a whole: store_commit() returns
 * false without a fault of the store, and nothing is left of what was put since the commit
 * before, nor are the jobs its own any more.
 *
 * Mail is a request to another node, and its reply.
 *
 * The functions without another word in their comment are for shared stores alone.
 */
#ifndef STORE_SHARED_H
#define STORE_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/store/store.h"

struct loop;

#define SHARED_PROGRAM 32 /* bytes that say what can do a job */

enum shared_sequence { SHARED_JOBS, SHARED_LINES, SHARED_REVISIONS, SHARED_SEQUENCES };

struct shared_job {
    uint64_t number, root;
    char program[SHARED_PROGRAM];
};

/* What a node says of itself. Texts are copied. */
struct shared_node {
    const char *name, *url;
    int64_t lease_ms;
    bool is_pooled; /* connections go through a pooler: nothing is asked for that belongs to one
                       connection beyond its transaction */
};

struct shared_letter {
    int64_t id;
    const char *operation; /* borrowed */
    struct store_bytes body;
};

/* What a node wants to know every now and then, and what it is told. */
struct shared_tick {
    const char *programs; /* [program_count] of SHARED_PROGRAM bytes: what it can do */
    size_t program_count;
    size_t most;   /* groups that it would claim */
    size_t queued; /* tasks that wait here for any worker, which others may fetch */

    /* Called for each job that has been claimed, those of a group in the order of their
     * numbers. */
    void (*claimed)(void *owner, const struct shared_job *j);

    /* Called when those have been told, if there are any, before anything else is. */
    void (*all_claimed)(void *owner);

    /* Called for each request to this node or its jobs that was not handed out before, and for
     * each reply to a request of this node. The bytes are borrowed for the call. */
    void (*letter)(void *owner, const struct shared_letter *l);
    void (*reply)(void *owner, const struct shared_letter *l);
    void *owner;

    bool ret_is_first; /* of the nodes that live, it has the lowest number */

    bool ret_has_queued; /* others have such tasks */

    /* It was buried: the next commit will fail, so there has to be one. */
    bool ret_is_buried;
};

struct shared_counts {
    uint64_t claims, lost, reconnects, retries, polls, letters;
    uint64_t calls;   /* of other nodes, which have news */
    int64_t waits_ms; /* how long something has been asked for that has no answer; 0: nothing */
};

/* A node, as others see it. */
struct shared_view {
    int64_t id, left_ms, jobs; /* left_ms: of its lease */
    const char *name, *url;    /* borrowed for the call */
    int64_t since_ms;          /* 1970 */
};

/* What a kind of store has for that; all as the functions below. */
struct store_sharing {
    bool (*numbers)(void *rows, enum shared_sequence of, uint64_t *ret_first,
                    uint64_t *ret_count, struct buf *why);
    bool (*reserve)(void *rows, unsigned table, struct store_bytes key, bool *ret_is_busy,
                    struct store_row *ret_row, struct buf *why);
    void (*begin_job)(void *rows, const struct shared_job *j);
    void (*end_job)(void *rows, uint64_t number);
    bool (*join)(void *rows, const struct shared_node *n, struct buf *why);
    bool (*tick)(void *rows, struct shared_tick *t, struct buf *why);
    bool (*send)(void *rows, uint64_t job, int64_t node, const struct shared_letter *l,
                 int64_t *ret_id, struct buf *why);
    bool (*send_all)(void *rows, const struct shared_letter *l,
                     void (*sent)(void *owner, int64_t id), void *owner, struct buf *why);
    void (*answer)(void *rows, int64_t letter, struct store_bytes reply);
    bool (*take_back)(void *rows, int64_t letter, struct buf *why);
    bool (*nodes)(void *rows, void (*visit)(void *owner, const struct shared_view *v),
                  void *owner, struct buf *why);
    bool (*unclaimed)(void *rows, void (*visit)(void *owner, uint64_t number), void *owner,
                      struct buf *why);
    int (*socket)(void *rows);
    void (*hear)(void *rows);
    void (*wait_on)(void *rows, struct loop *l);
    const struct shared_counts *(*counts)(void *rows);
};

/* Of any store: whether others may have it at once. */
bool store_is_shared(const struct store *s);

/* A range of numbers that nobody else gets: the first, and how many. Later ranges are behind
 * those before. */
uint64_t store_numbers(struct store *s, enum shared_sequence of, uint64_t *ret_count);

/* Of any store: find a row as store_get() does; if there is none, nobody else can put it before
 * this process has committed. Returns true and *ret_value if there is such a row; *ret_is_busy
 * if another node is about to put it, or not, and that could not be waited for. */
bool store_reserve(struct store *s, unsigned table, struct store_bytes key, bool *ret_is_busy,
                   struct store_bytes *ret_value);

/* Of any store, where it does nothing if it is not shared: a job of this node begins, or is
 * over, with the next commit. */
void store_begin_job(struct store *s, const struct shared_job *j);
void store_end_job(struct store *s, uint64_t number);

/* Become a node, of what is put from now on. */
void store_join(struct store *s, const struct shared_node *n);

/* Renew the lease, bury nodes whose lease has passed, claim jobs, and look for mail. Nothing
 * may have been put, or reserved, since the last commit. */
void store_tick(struct store *s, struct shared_tick *t);

/* Send a request to whichever node has the job, now or later. Returns its id. */
int64_t store_send(struct store *s, uint64_t job, const struct shared_letter *l);

/* Send one to each other node that lives: `sent` is called for each. */
void store_send_all(struct store *s, const struct shared_letter *l,
                    void (*sent)(void *owner, int64_t id), void *owner);

/* Reply with the next commit. A request that is not wanted any more is taken back. */
void store_reply(struct store *s, int64_t letter, struct store_bytes reply);
void store_take_back(struct store *s, int64_t letter);

/* Walk over all nodes, and over the jobs that nobody has, and none that lives can do. */
void store_nodes(struct store *s, void (*visit)(void *owner, const struct shared_view *v),
                 void *owner);
void store_unclaimed(struct store *s, void (*visit)(void *owner, uint64_t number), void *owner);

/* A descriptor on which something comes when there is news; -1 if there is none. It may change
 * whenever the store is used. store_hear() reads it, while nothing else is asked of the store:
 * a tick is worth it when that makes the count of calls greater. */
int store_socket(struct store *s);
void store_hear(struct store *s);

/* While the store does not answer, this loop (borrowed) goes on as far as it is calm
 * (loop/calm.h); NULL: none does. */
void store_wait_on(struct store *s, struct loop *l);

/* Borrowed; NULL for a store that is not shared. */
const struct shared_counts *store_counts(const struct store *s);

#endif

/*
 * shared.h - a store that several processes have at once, each of them a node.
 *
 * A job is a number that is one node's at a time, or nobody's. Jobs make groups, which are on
 * one node: all that have the same root, which is the number of one of them. A node has its
 * jobs for as long as it renews its lease; when that has passed, another may bury it and claim
 * what it had. A node that was buried finds that out at its next commit, which then fails as a
 * whole: store_commit() returns false without a fault of the store, and nothing is left of what
 * was put since the commit before, nor are the jobs its own any more.
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
    bool is_again; /* only of one that begins: it was one before, and was over */
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
    size_t most; /* jobs that it would claim: a group that begins below that is claimed whole */
    const uint64_t *refused; /* [refused_count] roots of groups that it would not claim */
    size_t refused_count;
    size_t queued; /* tasks that wait here for any worker, which others may fetch */

    /* Called for each job that has been claimed, those of a group in the order of their
     * numbers. */
    void (*claimed)(void *owner, const struct shared_job *j);

    /* Called when those have been told, if there are any, before anything else is. */
    void (*all_claimed)(void *owner);

    /* Called for each request to this node or its jobs, for each reply to a request of this
     * node, and for each orphan: a reply that belongs to one of its jobs, and that nobody will
     * read. None is handed out twice. The bytes are borrowed for the call; a reply without an
     * address says that there will be none: nothing was done, and whoever would have done it is
     * gone. */
    void (*letter)(void *owner, const struct shared_letter *l);
    void (*reply)(void *owner, const struct shared_letter *l);
    void (*orphan)(void *owner, const struct shared_letter *l);

    /* Called with the value of a row that others may change; it has no address if there is
     * none.
     */
    void (*watched)(void *owner, struct store_bytes value);
    unsigned watched_table;
    struct store_bytes watched_key;
    void *owner;

    bool ret_is_first; /* of the nodes that live, it has the lowest number */

    bool ret_has_queued; /* others have such tasks */
    bool ret_has_more;   /* there are more letters than were handed out */
    size_t ret_others;   /* other nodes that live */

    /* It was buried: the next commit will fail, so there has to be one. */
    bool ret_is_buried;
};

struct shared_counts {
    uint64_t claims, lost, reconnects, retries, polls, letters;
    uint64_t calls;   /* of other nodes, which have news */
    int64_t waits_ms; /* how long something has been asked for that has no answer, or was to be
                         written and is not; 0: nothing */
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
    bool (*get_each)(void *rows, unsigned table, const struct store_bytes *keys, size_t count,
                     void (*visit)(void *owner, size_t at, struct store_bytes value),
                     void *owner, struct buf *why);
    bool (*reserve)(void *rows, unsigned table, struct store_bytes key, bool *ret_is_busy,
                    struct store_row *ret_row, struct buf *why);
    bool (*hold)(void *rows, unsigned table, struct store_bytes key, bool *ret_is_busy,
                 struct buf *why);
    bool (*let_go)(void *rows, struct buf *why);
    void (*begin_job)(void *rows, const struct shared_job *j);
    void (*end_job)(void *rows, uint64_t number);
    void (*move_job)(void *rows, uint64_t number, uint64_t root);
    void (*give_back)(void *rows, uint64_t root);
    bool (*may)(void *rows, struct buf *why);
    bool (*join)(void *rows, const struct shared_node *n, struct buf *why);
    bool (*self)(void *rows, int64_t *ret_id, struct buf *why);
    bool (*tick)(void *rows, struct shared_tick *t, struct buf *why);
    bool (*send)(void *rows, uint64_t job, int64_t node, const struct shared_letter *l,
                 int64_t *ret_id, struct buf *why);
    bool (*send_all)(void *rows, const struct shared_letter *l, bool is_for_queued,
                     void (*sent)(void *owner, int64_t id), void *owner, struct buf *why);
    void (*answer)(void *rows, int64_t letter, int64_t job, struct store_bytes reply);
    void (*take_back)(void *rows, int64_t letter);
    void (*leave)(void *rows, int64_t letter);
    bool (*nodes)(void *rows, void (*visit)(void *owner, const struct shared_view *v),
                  void *owner, struct buf *why);
    bool (*seize)(void *rows, const uint64_t *numbers, size_t count,
                  void (*visit)(void *owner, const struct shared_job *j), void *owner,
                  struct buf *why);
    bool (*unclaimed)(void *rows, void (*visit)(void *owner, uint64_t number), void *owner,
                      struct buf *why);
    bool (*who)(void *rows, int64_t *ret_node, struct buf *store, struct buf *why);
    bool (*has_jobs)(void *rows, const char *programs, size_t count, bool *ret_has,
                     struct buf *why);
    bool (*jobs)(void *rows, const uint64_t *numbers, size_t count,
                 void (*visit)(void *owner, uint64_t number), void *owner, struct buf *why);
    void (*look_anew)(void *rows);
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

/* Of any store: find many rows as store_get() does, in few round trips. `visit` is called for
 * each that there is, in the order of the keys: with the place of its key, and its value, which
 * is borrowed until the next call on the store. */
void store_get_each(struct store *s, unsigned table, const struct store_bytes *keys,
                    size_t count,
                    void (*visit)(void *owner, size_t at, struct store_bytes value),
                    void *owner);

/* Of any store: find a row as store_get() does; if there is none, nobody else can put it before
 * this process has committed. Returns true and *ret_value if there is such a row; *ret_is_busy
 * if another node is about to put it, or not, and that could not be waited for. */
bool store_reserve(struct store *s, unsigned table, struct store_bytes key, bool *ret_is_busy,
                   struct store_bytes *ret_value);

/* Of any store: nobody else who holds that key, or reserves it, changes its row before this
 * process has committed; it is to be read after this. Returns false if another node has it, and
 * that could not be waited for. */
bool store_hold(struct store *s, unsigned table, struct store_bytes key);

/* At the end of a turn: what was reserved or held is let go if nothing was put. */
void store_let_go(struct store *s);

/* Of any store, where it does nothing if it is not shared: a job of this node begins, or is
 * over, or is of the group with another root (once a commit), with the next commit; or a whole
 * group of this node is nobody's. */
void store_begin_job(struct store *s, const struct shared_job *j);
void store_end_job(struct store *s, uint64_t number);
void store_move_job(struct store *s, uint64_t number, uint64_t root);
void store_give_back(struct store *s, uint64_t root);

/* Of any store: returns true if this process may do all that a node does; or false, with what
 * has to be done for that in `why`. */
bool store_may(struct store *s, struct buf *why);

/* What this process is called as a node, HOST:PID: new. */
char *shared_node_name(void);

/* Become a node, of what is put from now on. */
void store_join(struct store *s, const struct shared_node *n);

/* This node's number, which is another one after it has lost its lease; 0 if the store is not
 * shared. And whether a node lives, as far as the others know. */
int64_t store_self(struct store *s);
bool store_node_lives(struct store *s, int64_t id);

/* Renew the lease, bury nodes whose lease has passed, claim jobs, and look for mail. Nothing
 * may have been put, or reserved, since the last commit. */
void store_tick(struct store *s, struct shared_tick *t);

/* ---- All that follows on mail becomes durable with the next commit, and is lost with it. */

/* Send a request to whichever node has the job, now or later. Returns its id. */
int64_t store_send(struct store *s, uint64_t job, const struct shared_letter *l);

/* Send one to each other node that lives, or of those to each that has such tasks as
 * shared_tick.queued: `sent` is called for each. */
void store_send_all(struct store *s, const struct shared_letter *l, bool is_for_queued,
                    void (*sent)(void *owner, int64_t id), void *owner);

/* Reply. What only one node may have goes with a job, which then is not 0, or is
 * SHARED_NO_JOB if it is in no row: until it is taken it is an orphan where the one that asked
 * is gone. */
#define SHARED_NO_JOB (-1)
void store_reply(struct store *s, int64_t letter, int64_t job, struct store_bytes reply);

/* A request is not wanted any more, or its reply, or an orphan, is taken; or a reply is left to
 * whoever has its job, as an orphan. One of these is called of whatever was handed out. */
void store_take_back(struct store *s, int64_t letter);
void store_leave(struct store *s, int64_t letter);

/* Walk over all nodes, and over the jobs that nobody has, and none that lives can do. */
void store_nodes(struct store *s, void (*visit)(void *owner, const struct shared_view *v),
                 void *owner);
void store_unclaimed(struct store *s, void (*visit)(void *owner, uint64_t number), void *owner);

/* Take the groups of those of these numbers that are jobs, and that no node has, or this one,
 * though it may not be able to do them: `visit` is called for each job of such a group. Each is
 * to be over with the next commit, or its group is to be given back. Nothing may have been
 * reserved since the last commit. */
void store_seize(struct store *s, const uint64_t *numbers, size_t count,
                 void (*visit)(void *owner, const struct shared_job *j), void *owner);

/* Of any store: the number of the node that this process is, 0 if it is none. What tells the
 * store from all others is appended to `store`: who asks for that at the same time gets the
 * same only if he has the same store. Nothing is appended for one that is not shared. */
int64_t store_who(struct store *s, struct buf *store);

/* Returns true if there are jobs of one of these programs, whoever has them. */
bool store_has_jobs(struct store *s, const char *programs, size_t count);

/* Walk over those of these numbers that are jobs, whoever has them, and are not over with the
 * next commit; in the order of the numbers, which is theirs as well. */
void store_jobs(struct store *s, const uint64_t *numbers, size_t count,
                void (*visit)(void *owner, uint64_t number), void *owner);

/* Rows that were read in walks shortly before may have changed since: they are read again.
 * Nothing may be borrowed. */
void store_look_anew(struct store *s);

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

/*
 * ledger.h - the executions that a server has accepted, as rows of its store.
 *
 * What lists show of an execution is its entry, an object:
 *   executionArn, stateMachineArn, name, status, startDate, redriveCount
 *   stopDate, error, cause, redriveDate, mapRunArn, itemCount, traceHeader,
 *   stateMachineVersionArn, stateMachineAliasArn    where it has them
 *   testCase                                        of a mock file, which answers its tasks
 *   startedBy, followedBy                           what has started it, and the number of the
 *                                                   execution that waits for its end (call.h)
 *   roleArn, revision                               of the state machine as it was then: the
 *                                                   number of that
 *   parent, slot                                    of a Map Run's child: the number of the
 *                                                   execution that it belongs to, and where in
 *                                                   that its Map is
 *   mapRunRedrives                                  of such a child: how often its Map Run had
 *                                                   been redriven when it began or was redriven
 *                                                   last; absent: never
 *   place, inputBytes                               of such a child that is an Express one and
 *                                                   has ended: where it stands among its
 *                                                   siblings, and how large its input is
 * Dates are whole milliseconds since 1970.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct store;
struct value;

struct ledger {
    struct store *store;              /* borrowed */
    uint64_t next;                    /* the number of the next execution */
    uint64_t first_place, next_place; /* of events in the journal */
    uint64_t step;                    /* from one of these numbers to the next */

    /* Of a store that others have as well: how many numbers are left of those that are this
     * process's own, and since when it has them. */
    bool is_shared;
    uint64_t left, places_left;
    int64_t since_ns;
};

void ledger_open(struct ledger *l, struct store *s);

/* Others add to the same store at once: of `count` this is the one with that index, and takes
 * every so many-th number. */
void ledger_share(struct ledger *l, size_t index, size_t count);

/* A number that is greater than those of all executions that there are, and which none gets
 * that began before this call. */
uint64_t ledger_end(struct ledger *l);

/* Of a store that others have as well: what was taken before is not this process's any more. */
void ledger_lose(struct ledger *l);

/* One more execution, by its entry: returns its number. It stands in the list of its Map Run,
 * or else of its state machine. */
uint64_t ledger_add(struct ledger *l, const struct value *entry);

/* The entry has changed. */
void ledger_update(struct ledger *l, uint64_t number, const struct value *entry);

/* Its input or output, in the table of that. */
void ledger_put_value(struct ledger *l, unsigned table, uint64_t number, const struct value *v);

/* Events of an execution that follow one another: a chapter of its history. It begins with some
 * bytes for its head, behind which the caller writes each event: the JSON as it will be told,
 * and a \n. */
void ledger_begin_events(struct buf *chapter);

/* Put a chapter, whose first event has the id `first`. `before` is the place of the chapter
 * before it; 0: none. Returns its place, which is to be told by ledger_put_latest(). */
uint64_t ledger_put_events(struct ledger *l, uint64_t before, uint64_t first,
                           struct buf *chapter);
void ledger_put_latest(struct ledger *l, uint64_t number, uint64_t place);

/* The place of its latest events; 0: it has none. */
uint64_t ledger_latest(struct ledger *l, uint64_t number);

/* Bytes of it, in the table of those; and none any more. */
void ledger_put_bytes(struct ledger *l, unsigned table, uint64_t number,
                      const struct buf *bytes);
void ledger_forget(struct ledger *l, unsigned table, uint64_t number);

/* Returns true and the number of the first execution from that one on, if there is one. */
bool ledger_next(struct ledger *l, uint64_t from, uint64_t *ret_number);

/* Returns true and the number of the execution with that ARN, if there is one. */
bool ledger_find(struct ledger *l, const char *arn, uint64_t *ret_number);

/* The same; if there is none, nobody else can make one before what is put now is committed.
 * Returns false with *ret_is_busy if another process may be about to make one. */
bool ledger_reserve(struct ledger *l, const char *arn, uint64_t *ret_number, bool *ret_is_busy);

/* No other process that holds it changes this execution's entry before what is put now is
 * committed; the entry is to be read after this. Returns false if another process has it. */
bool ledger_hold(struct ledger *l, uint64_t number);

/* The entry: new, or NULL if there is none. */
struct value *ledger_read(struct ledger *l, uint64_t number);

/* The entry of an execution, or, of a Map Run's child, that of the one it belongs to: new, or
 * NULL. */
struct value *ledger_outer(struct ledger *l, uint64_t number);

/* The revision of the state machine with which ledger_outer() began: its number; 0 if there is
 * no such execution. */
uint64_t ledger_revision(struct ledger *l, uint64_t number);

/* A row's text, appended. Returns false if there is none. */
bool ledger_get(struct ledger *l, unsigned table, uint64_t number, struct buf *out);

/* Walk over the numbers of the executions in the list of `arn`, or, with NULL, of all that are
 * parked: `backward` from the one that started last. `from` is the first that is looked at; 0:
 * no bound. `visit` returns false to end the walk. */
void ledger_walk(struct ledger *l, const char *arn, uint64_t from, bool backward,
                 bool (*visit)(void *owner, uint64_t number), void *owner);

/* Walk over the executions in the list of `arn` with their entries (borrowed for the call),
 * which are read many at once. `from` and `backward` are as above. */
void ledger_walk_entries(struct ledger *l, const char *arn, uint64_t from, bool backward,
                         bool (*visit)(void *owner, uint64_t number, const struct value *entry),
                         void *owner);

/* The same for these executions, in their order. */
void ledger_visit_entries(struct ledger *l, const uint64_t *numbers, size_t count,
                          bool (*visit)(void *owner, uint64_t number,
                                        const struct value *entry),
                          void *owner);

/* The numbers of such a list at once, oldest first: the list is new. */
struct ledger_numbers {
    uint64_t *list;
    size_t count, room;
};
void ledger_collect(struct ledger *l, const char *arn, struct ledger_numbers *ret_numbers);

/* Walk over the events of an execution: from the one with the id `from`; 0: from the end that
 * comes first. The JSON is borrowed for the call, in which the store is left alone. */
void ledger_walk_events(struct ledger *l, uint64_t number, uint64_t from, bool backward,
                        bool (*visit)(void *owner, uint64_t id, const char *json, size_t size),
                        void *owner);

/* The id of its latest event; 0: it has none. */
uint64_t ledger_last_event(struct ledger *l, uint64_t number);

/* Take everything that there is of an execution out. */
void ledger_remove(struct ledger *l, uint64_t number);

#endif

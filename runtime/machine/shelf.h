/*
 * shelf.h - the state machines in the store: what machine.h has in memory is read from rows
 * when a server starts, and each change goes into both.
 *
 * Rows, all JSON objects:
 *   TABLE_MACHINE   name, type, creationDate, revision, lastVersion, lastAlias, isDeleting,
 *                   wasPublished, firstDescription
 *   TABLE_REVISION  stateMachineArn, id, definition, roleArn, creationDate and the
 * configuration's members; it stays as long as executions may be asked for it TABLE_VERSION
 * revision, description, creationDate Dates are whole milliseconds since 1970; revisions are
 * named by their numbers.
 */
#ifndef MACHINE_SHELF_H
#define MACHINE_SHELF_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/machine/machine.h"

struct value;

/*
 * Have a machine: new, or, if there is one of that ARN in memory or in the store, that one. Its
 * current revision is what the plan says: the one that it has, or a new one if that is another.
 * Returns NULL, with the reason in `why`, if nobody does one of its tasks; the load is the
 * caller's then.
 */
struct machine *shelf_add(struct machines *ms, const struct machine_plan *p, struct buf *why);

/* Give it a new revision in place of its current one. Returns false as shelf_add() does. */
bool shelf_update(struct machines *ms, struct machine *m, const struct machine_plan *p,
                  struct buf *why);

/* Returns true if its current revision is what the plan says. */
bool shelf_is_current(const struct machine *m, const struct machine_plan *p);

/* The version of its current revision: the one there is, or a new one. `description` is NULL if
 * it has none. Borrowed. */
const struct version *shelf_publish(struct machines *ms, struct machine *m,
                                    const char *description, int64_t now_ms);

void shelf_drop_version(struct machines *ms, struct machine *m, uint64_t number);

/* With its versions, its aliases and its tags. */
void shelf_delete(struct machines *ms, struct machine *m);

/* Write the machine's own row: something of it has changed. */
void shelf_write(struct machines *ms, struct machine *m);

/* Read all the machines that the store has and memory has not. None of their revisions is
 * loaded. */
void shelf_read(struct machines *ms);

/*
 * Of a store that other servers have as well, and whose changes this one follows.
 *
 * shelf_look() has memory be as the store is, if `catalog` (machines_catalog()) says that
 * something has changed; the revisions that come are not loaded. shelf_hold() does that, and
 * nobody else changes what machines there are before the next commit; it returns false if
 * another server is about to do so. Where nothing is to be followed they do nothing.
 */
void shelf_look(struct machines *ms, uint64_t catalog);
bool shelf_hold(struct machines *ms);

/* The row of a revision: new, or NULL if there is none. */
struct value *shelf_revision(const struct machines *ms, uint64_t number);

/* A loaded revision that has the same program as the one of that number: servers of one store
 * that begin at once give the same definition a number each. NULL if there is none. */
struct revision *shelf_same_revision(const struct machines *ms, uint64_t number);

/* The number of the first revision in the store from that one on; 0 if there is none. Take its
 * row out. */
uint64_t shelf_next_revision(const struct machines *ms, uint64_t from);
void shelf_drop_revision(struct machines *ms, uint64_t number);

/* A revision of a machine that is in memory, out of its row: held, and not loaded. NULL if
 * there is no such row. */
struct revision *shelf_take_revision(struct machines *ms, uint64_t number);

#endif

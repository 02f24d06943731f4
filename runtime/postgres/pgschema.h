/*
 * pgschema.h - the tables that executions live in, in PostgreSQL: they are made and changed
 * only where somebody asks for it.
 */
#ifndef POSTGRES_PGSCHEMA_H
#define POSTGRES_PGSCHEMA_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct pglink;

/* The version that is known here. */
#define PGSCHEMA_VERSION 3

/* Returns true and the version of what the database has, 0: nothing; or false with the reason
 * in `why`. */
bool pgschema_version(struct pglink *l, int64_t *ret_version, struct buf *why);

/* Returns true if the database has this version. Returns false with what is to be done in `why`
 * if it has another one, or none. */
bool pgschema_check(struct pglink *l, struct buf *why);

/* Returns true if this user may do all that a node does there. Returns false with the
 * statements that allow him the rest in `why`; or with another reason, if that cannot be asked.
 */
bool pgschema_may(struct pglink *l, struct buf *why);

/* Make what is missing, in one transaction, whatever others do at the same time. Returns false,
 * with the reason in `why`, if that fails, or if the database has a newer one. */
bool pgschema_make(struct pglink *l, struct buf *why);

#endif

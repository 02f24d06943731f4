/*
 * backup.h - backups of tables, and tables that are made of them again. Private to
 * runtime/dynamo/.
 *
 * A backup holds the items as they were; nothing else of this file's history is kept, so that a
 * table can be restored to how it is, but not to how it was at a time of which no backup was
 * made.
 */
#ifndef DYNAMO_BACKUP_H
#define DYNAMO_BACKUP_H

#include "runtime/dynamo/inquiry.h"

/* The table of the file. */
extern const char backup_schema[];

/* The operations. They return the answer's body (new), or NULL with the error in the answer. */
struct value *backup_create(struct inquiry *c);
struct value *backup_describe(struct inquiry *c);
struct value *backup_delete(struct inquiry *c);
struct value *backup_list(struct inquiry *c);
struct value *backup_restore(struct inquiry *c);
struct value *backup_restore_to_time(struct inquiry *c);

#endif

/*
 * database.h - a SQLite file.
 *
 * Several processes may have the same file open, unless the first has opened it for itself
 * alone. What a transaction has committed survives the
 * end of the process and of the machine: the journal is a write-ahead log that is synced at
 * each commit.
 *
 * A database keeps the first fault that it meets, such as a full disk, and whoever runs
 * statements looks at it once, when the transaction ends. After a fault a statement has no
 * rows.
 */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct database;
struct statement; /* owned by its database */
struct value;

/* Open the file `name` in `folder`, both are made where they are missing, and make the tables
 * of `schema` in it. Returns true and *ret_database (new), or false with the reason in `why`.
 */
bool database_open(const char *folder, const char *name, const char *schema,
                   struct database **ret_database, struct buf *why);

/* The same for a file that nobody but its owner may read or write. */
bool database_open_private(const char *folder, const char *name, const char *schema,
                           struct database **ret_database, struct buf *why);

/*
 * Open the file at `path` for this process alone; the lock ends with the process, however that
 * ends. The folder has to be there. Where there is no file an empty one is made, which nobody
 * but its owner may read or write.
 *
 * A file that has been used has to have the number `application` in its head, where programs
 * say whose it is; it is the caller who writes it there (database_migrate()). No other file is
 * changed. Returns true and *ret_database (new), or false with the reason in `why`.
 */
bool database_open_alone(const char *path, int32_t application, struct database **ret_database,
                         struct buf *why);

/*
 * Bring the file's schema up to date, in one transaction. `steps` ends with NULL: the first is
 * the SQL that makes version 1 of an empty file, each other the SQL that makes one version of
 * the one before. Returns true, or false with the reason in `why`, and then the file is as it
 * was: a step has failed, or the file's version is newer than all that is known here.
 */
bool database_migrate(struct database *d, const char *const *steps, struct buf *why);

/* Note a fault if the file has been moved, removed or replaced since it was opened: what is
 * committed now would never be found again. */
void database_check_place(struct database *d);

/* SQLite calls this in place of dlopen() (the Makefile renames its calls): there are no
 * extensions. Returns NULL. */
void *database_no_library(const char *path, int mode);

/* Does nothing for NULL. A transaction that is open is rolled back. */
void database_close(struct database *d);

/* The same after a fault: the files are left as they are, with what is in the log. */
void database_abandon(struct database *d);

/* The fault that was met in this transaction; NULL if there is none. Borrowed. */
const char *database_fault(const struct database *d);

/* The caller has met a fault: `what` is wrong with the file. Only the first one counts. */
void database_fail(struct database *d, const char *what);

/* Begin a transaction; with `writes` it waits until no other process writes. */
void database_begin(struct database *d, bool writes);

/* End the transaction: by a commit, or by undoing all of it, where the caller wants that or a
 * fault was met. Returns true if there was no fault, or else false with the fault in `why`; it
 * is then forgotten. */
bool database_end(struct database *d, bool is_wanted, struct buf *why);

/* A statement, ready for its first value. It is compiled once: `sql` must be static. */
struct statement *database_statement(struct database *d, const char *sql);

/* Set the parameter `at`, counted from 1. The bytes are copied; a text that is NULL is SQL's
 * NULL. */
void database_set_int(struct statement *s, int at, int64_t number);
void database_set_text(struct statement *s, int at, const char *text);
void database_set_bytes(struct statement *s, int at, const void *bytes, size_t size);
void database_set_json(struct statement *s, int at, const struct value *v);

/* The same without a copy: the bytes are borrowed until the statement is left. */
void database_lend_bytes(struct statement *s, int at, const void *bytes, size_t size);

/* Go on to the next row. Returns false if there is none: the statement may be run again. */
bool database_row(struct statement *s);

/* Run a statement that has no rows. Returns how many rows it has changed. */
int64_t database_run(struct statement *s);

/* Leave the rows that were not asked for. A statement that is run again does so by itself. */
void database_leave(struct statement *s);

/* The row's column `at`, counted from 0. Texts are borrowed until the next row; NULL is SQL's
 * NULL. */
int64_t database_int(struct statement *s, int at);
const char *database_text(struct statement *s, int at);
const void *database_bytes(struct statement *s, int at, size_t *ret_size);

/* The column's JSON: new; an empty object where it is NULL or none. */
struct value *database_json(struct statement *s, int at);

/* The key that the last INSERT made. */
int64_t database_last_key(struct database *d);

#endif

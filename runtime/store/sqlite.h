/*
 * sqlite.h - the store in a SQLite file: sqlite:FILE.
 *
 * One process has the file at a time: a second is refused. A process that was killed leaves the
 * file, and FILE-wal beside it, which belongs to it: the next one that opens it goes on from
 * the last commit.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <stdbool.h>

struct buf;
struct store_kind;

extern const struct store_kind store_sqlite;

/* The SQL that brings a file's schema from each version to the next, as database_migrate()
 * takes it. */
extern const char *const sqlite_steps[];

/* Open a file whose schema is to be what `steps` make. *ret_rows (new) is what the kind's
 * functions take. */
bool sqlite_open(const char *path, const char *const *steps, void **ret_rows, struct buf *why);

#endif

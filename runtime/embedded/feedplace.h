/*
 * feedplace.h - where a function stands in the stream of a table: behind the last record that
 * it has taken, which is kept in a file of the folder's.
 */
#ifndef EMBEDDED_FEEDPLACE_H
#define EMBEDDED_FEEDPLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct hub;
struct value;

struct feedplace_options {
    const char *folder, *table, *function; /* the table by its ARN, or that of its stream */
    bool is_latest; /* a function that has taken nothing yet begins with what comes now */
};

struct feedplace {
    char *stream;   /* its ARN, once it was looked for; owned; NULL */
    char *table;    /* its name; owned */
    char *shard;    /* the one that the stream has, once it was looked for; owned; NULL */
    char *file;     /* owned */
    char *iterator; /* owned; NULL: none yet */
    bool is_latest;
};

/* Open it; nothing is asked for yet. All is copied. */
void feedplace_open(struct feedplace *p, const struct feedplace_options *o);

/* The next records, at most so many: a new array, which may be empty. NULL, with the reason in
 * `why`, if there is no such stream. */
struct value *feedplace_next(struct feedplace *p, struct hub *h, size_t most, int64_t now_ms,
                             struct buf *why);

/* All records up to this one were taken. */
void feedplace_keep(const struct feedplace *p, const char *sequence);

/* Does nothing for one that was never opened. */
void feedplace_close(struct feedplace *p);

#endif

/*
 * rows.h - CSV as items: each record is an object of strings by its headers (DM-07, DM-08), in
 * the order of a Java HashMap. A short record is filled up with "", a long one is cut.
 */
#ifndef DATA_ROWS_H
#define DATA_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/data/csv.h"

struct javamap_slot;
struct value;
struct stream;

/* The most bytes that the headers may have. */
#define ROWS_HEADER_BYTES 10240

struct rows {
    char delimiter;
    struct value *headers;      /* an array of strings; owned; NULL if there are none yet */
    struct javamap_slot *order; /* [headers] the order of a row's members; owned */
    struct csv_record record;
};

/* Returns the delimiter that ReaderConfig's CSVDelimiter names, a comma for NULL, or 0 if it
 * names none. */
char rows_delimiter(const char *word);

/* Take these headers (shared), or those of the file's first record; an empty file has none.
 * Returns false, with the reason in `why`, if they are not good. */
bool rows_set_headers(struct rows *t, struct value *headers, struct buf *why);
bool rows_read_headers(struct rows *t, struct stream *s, struct buf *why);

/* The next record as an object (new). Returns NULL if there are no more records, or, with a
 * reason in `why`, if the next one is broken. */
struct value *rows_next(struct rows *t, struct stream *s, size_t limit, struct buf *why);

void rows_release(struct rows *t);

#endif

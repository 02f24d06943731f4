/*
 * csv.h - records of delimited text, by the rules of Step Functions (DM-08): a field in
 * double quotes may hold delimiters and line ends; two quotes in a row mean one, in any field;
 * after a backslash, a backslash, a quote or a delimiter is an ordinary character; a backslash
 * before anything else is dropped.
 */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include <stddef.h>

#include "runtime/base/buf.h"

struct stream;

/* The fields of one record, one behind the other. Set to {0} it is empty and ready. */
struct csv_record {
    struct buf text;
    size_t *ends; /* [room]: where in text each field ends */
    size_t count, room;
};

enum csv_outcome {
    CSV_RECORD,
    CSV_END,      /* nothing is left */
    CSV_UNCLOSED, /* the file ends within quotes */
    CSV_TOO_LONG  /* the record has more than `limit` bytes */
};

/* The next record, into `r`. A line end at the file's end begins no record; an empty line is a
 * record with one empty field. */
enum csv_outcome csv_next(struct stream *s, char delimiter, size_t limit, struct csv_record *r);

/* Field `index` and its size; the empty text for a field that the record lacks. Borrowed. */
const char *csv_field(const struct csv_record *r, size_t index, size_t *ret_size);

void csv_release(struct csv_record *r);

#endif

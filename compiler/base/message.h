/*
 * message.h - what a diag has collected, for those who print it.
 */
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/base/diag.h"
#include "compiler/base/source.h"

/* A location or pointer that is longer is left out. */
#define MESSAGE_PLACE_BYTES ((size_t)16 * 1024)

/* One of diag.def. */
struct message_row {
    const char *slug;
    enum diag_severity severity;
    const char *aws_code; /* may begin with '-' */
    const char *text;
    const char *aws_text; /* or NULL */
};

struct message_origin {
    const struct source *source; /* NULL if there is none */
    diag_locate *locate;
    const void *doc; /* NULL if no document came of it */
    size_t order;    /* of the sources */
};

struct message {
    const struct message_row *row;
    const struct message_origin *origin;
    enum diag_code code;
    enum diag_severity severity; /* -Werror makes it another than the row's */
    bool is_global;              /* it has no place in its source */
    struct span at;
    uint32_t within;      /* where AWS's location begins */
    const char *text;     /* fit for a terminal */
    const char *aws_text; /* as it is; ours where AWS's is not known */
    const char *hint;     /* or NULL; fit for a terminal */
    const char *meant;    /* what should stand `at` instead, as it is; or NULL */
    struct span beside;   /* another place that has to do with it */
    bool has_beside;
    bool is_echo; /* follows from another: for AWS's list alone */
    size_t order; /* in which they were said */
};

/* Without the mark that says that it has no location. */
const char *message_aws_code(const struct message_row *r);

/* Appends what it says and its hint, on one line, fit for a terminal. */
void message_put(struct buf *out, const struct message *m);

/* For qsort(), of struct message *. */
typedef int message_order(const void *left, const void *right);

/* File by file and by place; what has none comes last. */
int message_compare(const void *left, const void *right);

/* All that are kept, in order, with their echoes or without: new. */
struct message **message_list(const struct diag *d, message_order *by, bool echoes,
                              size_t *ret_count);

/* So many more were said, but not kept. */
size_t message_dropped(const struct diag *d);

#endif

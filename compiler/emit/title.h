/*
 * title.h - the comments that divide generated C: a rule with a name at its left and a line's
 * number at its right.
 */
#ifndef EMIT_TITLE_H
#define EMIT_TITLE_H

#include <stddef.h>

struct fill;

struct title {
    char rule;          /* '-' or '=' */
    const char *before; /* "Machine: " */
    const char *name;   /* the author's, cut where it is too long; or NULL */
    size_t name_size;
    const char *after; /* ": Task" */
    int line;
    int last_line; /* of the file: the numbers of all titles are as wide as this one's */
};

/* Fill the hole `hole` with it. */
void title_fill(struct fill *f, const char *hole, const struct title *t);

#endif

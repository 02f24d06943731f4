/*
 * remark.h - what is to be said of an expression that has been read: a list of texts with the
 * nodes that they are about.
 */
#ifndef JSONATA_REMARK_H
#define JSONATA_REMARK_H

#include <stdbool.h>

struct arena;
struct asl_expr;

struct remark {
    const char *text;          /* static or in the arena */
    const struct asl_expr *at; /* the node */
    struct remark *next;
};

struct remarks {
    struct arena *arena;
    struct remark *first, **end;
};

void remark_begin(struct remarks *list, struct arena *a);

/* Behind the others; a text that is in the list already is not added again. */
void remark_add(struct remarks *list, const char *text, const struct asl_expr *at);

/* Returns true if the expression has a variable of its own of that name, anywhere in it. */
bool remark_binds(const struct asl_expr *e, const char *name);

#endif

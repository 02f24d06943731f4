/*
 * names.h - which local names there are where a tree is made ready, and in which slot of which
 * locals each of them is.
 */
#ifndef JSONATA_NAMES_H
#define JSONATA_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct asl_expr;

/* A name, or, without a text, what an ANCESTOR of that number stands for. */
struct name {
    const char *text; /* borrowed; not ended by a NUL */
    size_t size;
    int ancestor;
};

/* What one set of locals has: those of a block, a lambda, a path's tuples, or the whole. */
struct names {
    struct names *up;  /* those around */
    struct names *all; /* of one tree, for names_release() */
    const struct asl_expr *of;
    struct name *names; /* owned */
    size_t count, room;
};

/* New, and empty; `*all` keeps it. */
struct names *names_new(struct names **all, struct names *up, const struct asl_expr *of);
void names_release(struct names *all);

/* The slot of a name, which is made if there is none. */
size_t names_add(struct names *n, struct name name);

/* The slot; SIZE_MAX if there is none. */
size_t names_find(const struct names *n, struct name name);

/* Adds what := binds in the locals that `e` itself is evaluated in. */
void names_add_bound(struct names *n, const struct asl_expr *e);

/* Adds the names of a lambda's parameters: "$a, $b". Returns how many there are. */
size_t names_add_parameters(struct names *n, const char *text);

/* Adds what the tuples of a path have: first the item, which has no name, then what its stages
 * bind, and what it takes over from paths in it. */
void names_add_tuple(struct names *n, const struct asl_expr *path);

/* The path in an expression that hands on its tuples, or NULL. */
const struct asl_expr *names_tuples_of(const struct asl_expr *e);

/* Returns true for what stands behind a step, or if it makes tuples of the step's results. */
bool names_is_stage(const struct asl_expr *e);
bool names_makes_tuples(const struct asl_expr *e);

/* The index in path->of of the first step that has tuples; SIZE_MAX if none has. */
size_t names_first_tuple(const struct asl_expr *path);

/* The node that a SAME stands for; any other node itself. */
const struct asl_expr *names_same(const struct asl_expr *e);

#endif

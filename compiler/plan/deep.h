/*
 * deep.h - what C's own limits ask of a tree. One that is too deep for one initialiser:
 * compilers stop at 256 brackets and less, and readers sooner, so a tree of more than 12 levels
 * is continued in a table of its own, where an ASL_OP_SAME with the table's name as text stands
 * for it.
 */
#ifndef PLAN_DEEP_H
#define PLAN_DEEP_H

#include <stdbool.h>

#include <asl/tree.h>

struct arena;
struct ident;
struct plan_table;

#define DEEP_LEVELS 12

struct deep {
    struct arena *arena;
    struct ident *names;
    const char *name;        /* the tables are called NAME_deep, NAME_deep_2 */
    struct plan_table **end; /* where the next table is hung */
    bool has_long_text; /* a name or a path is longer than C promises, and cannot be joined of
                           pieces */
};

/* The longest string literal that C promises, in bytes. */
#define DEEP_STRING_MAX 4095

/* Returns true if the tree is a leaf, which may be written where it is used, even as an
 * argument of a call: a literal that needs no table of its own. */
bool deep_is_leaf(const struct asl_expr *e);

/* `e` itself where it is flat enough, else a copy. NULL gives NULL. */
const struct asl_expr *deep_tree(struct deep *c, const struct asl_expr *e);

/* Note a text that becomes a literal of C. */
void deep_text(struct deep *c, const char *text);

/* Hang on a table of that name, for `e` whatever its depth. */
void deep_table(struct deep *c, const char *id, const struct asl_expr *e);

#endif

/*
 * leaf.h - the nodes of a tree made ready (ready.h) that have no others below them: constants,
 * words, names.
 */
#ifndef JSONATA_LEAF_H
#define JSONATA_LEAF_H

#include <stddef.h>

#include "runtime/eval/ready.h"
#include "runtime/jsonata/names.h"

/* A tree made ready. */
struct prepared {
    struct ready *root;       /* owned */
    struct ready_word *words; /* all words of the tree; owned */
    struct names *names;      /* owned */
    size_t opens;             /* the slots of the locals that the whole is evaluated in */
};

/* A node that does this, and nothing else yet: new. */
struct ready *leaf_new(const struct asl_expr *e, ready_run *run);

/* Room for so many nodes below it. */
void leaf_make_room(struct ready *n, size_t count);

/* How many nodes are below one of the tree's. */
size_t leaf_count(const struct asl_expr *e);

/* A node that has this value (taken); of a literal; of the pieces of a long text. */
struct ready *leaf_constant(const struct asl_expr *e, struct value *v);
struct ready *leaf_literal(const struct asl_expr *e);
struct ready *leaf_joined(const struct asl_expr *e);

/* The word in this tree: borrowed. */
struct ready_word *leaf_word(struct prepared *p, const struct jna_word *word);

/* The nearest names that have locals of their own; those without a name have none. */
struct names *leaf_opening(struct names *n);

/* The nearest local name, and behind it those further out that are asked while it is empty. */
struct ready *leaf_local(struct prepared *p, const struct asl_expr *e, struct name name,
                         struct names *in);
struct ready *leaf_variable(struct prepared *p, const struct asl_expr *e, struct names *in);

#endif

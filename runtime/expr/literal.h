/*
 * literal.h - the forms of a program's trees, each made once; those of its constants above all.
 *
 * A tree that computes nothing always has the same value, and a value that others can see is
 * never changed, so all who want it can share one. What outlives the store are a program's
 * tables and its texts: so a tree is known by its table, but a number or a string, which may
 * also be local to a function, as the operand of asl_test(), by its text.
 */
#ifndef EXPR_LITERAL_H
#define EXPR_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "asl/tree.h"

struct form;

struct literal_entry {
    const void *key; /* a table or a text; NULL if the place is free */
    enum asl_op op;  /* one text may be a number and a string, */
    int size;        /* and strings may share their ends */
    struct form *form;
};

/* Open addressing: at least half of the places are free. */
struct literals {
    struct literal_entry *entries;
    size_t mask; /* their number, a power of two, less one */
    size_t count;
};

struct literals *literals_new(void);
void literals_release(struct literals *l);

/* Returns true if the tree may be given to literal_form(). Other nodes are constants that are
 * made as fast as they are found, or may be local to a function. */
static inline bool literal_is_kept(const struct asl_expr *e)
{
    return e->op != ASL_OP_NULL && e->op != ASL_OP_FALSE && e->op != ASL_OP_TRUE &&
           e->op != ASL_OP_JOIN;
}

/* By what a tree is known. */
static inline const void *literal_key(const struct asl_expr *e)
{
    return e->op == ASL_OP_NUMBER || e->op == ASL_OP_STRING ? (const void *)e->text : e;
}

/* Where the search for a key begins. What keys point to is mostly aligned, so their lowest bits
 * are nearly always the same. */
static inline size_t literal_hash(const void *key)
{
    size_t mixed = ((size_t)(uintptr_t)key >> 3) * 0x9e3779b1u;
    return mixed ^ mixed >> 15;
}

static inline bool literal_matches(const struct literal_entry *there,
                                   const struct literal_entry *wanted)
{
    return there->key == wanted->key && there->op == wanted->op && there->size == wanted->size;
}

/* literal_form() of a tree that is not where its search begins, or not there yet. */
const struct form *literal_form_further(struct literals *l, const struct asl_expr *e);

/* The form of the tree; the store owns it. O(1), except for the first time. */
static inline const struct form *literal_form(struct literals *l, const struct asl_expr *e)
{
    const struct literal_entry wanted = { literal_key(e), e->op, e->size, NULL };
    const struct literal_entry *there = &l->entries[literal_hash(wanted.key) & l->mask];
    return literal_matches(there, &wanted) ? there->form : literal_form_further(l, e);
}

#endif

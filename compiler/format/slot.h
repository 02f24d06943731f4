/*
 * slot.h - what stands where in a definition: which objects have fields of the language, and
 * which values are the author's own data. By the tables of field.h alone.
 */
#ifndef FORMAT_SLOT_H
#define FORMAT_SLOT_H

#include <stdbool.h>

#include "compiler/read/field.h"

struct doc_node;

enum slot_kind {
    SLOT_VALUE,  /* data: the order of its members is the author's, and counts */
    SLOT_OBJECT, /* an object with fields of `owner` */
    SLOT_LIST,   /* an array of such objects */
    SLOT_STATES  /* an object of states by their names */
};

/* `owner` is OWNER_ANY_STATE for a state, whatever its type. */
struct slot {
    enum slot_kind kind;
    enum field_owner owner;
};

/* What the whole document is. */
struct slot slot_root(void);

/* What a child is of an object or array in that slot. */
struct slot slot_of_child(struct slot parent, const struct doc_node *child);

/* Returns true if the value stands in the slot as the language has it: an object where there
 * are fields or states, an array where there is a list. Anything else there is data. */
bool slot_fits(struct slot slot, const struct doc_node *value);

/* Returns true if an object in the slot has a line for each of its members, however short they
 * are: the workflow, states, branches and processors. */
bool slot_is_tall(struct slot slot);

#endif

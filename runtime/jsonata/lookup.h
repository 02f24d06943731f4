/*
 * lookup.h - what one step of a path finds in its input: a name, *, **.
 */
#ifndef JSONATA_LOOKUP_H
#define JSONATA_LOOKUP_H

#include "runtime/eval/ready.h"

ready_run lookup_name, lookup_wild, lookup_deep;

/* The member of that key, as a step yields it: new. Of an array those of its items. */
struct value *lookup_key(struct work *w, struct key *key, struct value *input);

/* The same of an object, borrowed; NULL of anything else, and where looking is not that
 * simple. */
static inline struct value *lookup_member(struct key *key, struct value *input)
{
    const struct value_place place = { .key = key };
    struct value *v = value_find(input, &place, 1);
    return (value_flags(v) & VALUE_IS_SEQUENCE) != 0 ? NULL : v;
}

#endif

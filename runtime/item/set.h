/*
 * set.h - looks up members of a set quickly, however large the set is. Private to
 * runtime/item/.
 */
#ifndef ITEM_SET_H
#define ITEM_SET_H

#include <stdbool.h>
#include <stddef.h>

struct value;

struct set_index {
    const struct value **members; /* owned, sorted; the members are borrowed */
    size_t count;
};

/* The index of an array of JSON strings; to be released. */
struct set_index set_index(const struct value *members);
void set_index_release(struct set_index *s);

bool set_index_has(const struct set_index *s, const struct value *member);

/* Returns true if a member occurs twice. */
bool set_index_has_twins(const struct set_index *s);

#endif

/*
 * outline.h - a JSON text as its author laid it out: the tree of its values, each with its
 * line.
 *
 * For texts whose lines matter after they were compiled; value/read.h has the values
 * themselves.
 */
#ifndef CHECK_OUTLINE_H
#define CHECK_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>

struct outline_node {
    char *key;  /* of a member; NULL for an item and for the root */
    char *text; /* of a string; NULL for anything else */
    int line;   /* of its key, else its own; from 1 */
    bool is_object;
    size_t parent;
    size_t first, last, next; /* below it, and beside it; 0 if there is none */
};

/* nodes[0] is the root. */
struct outline {
    struct outline_node *nodes;
    size_t count, room;
};

/* Returns false if the text is not JSON: then the outline is empty. O(size). */
bool outline_read(struct outline *o, const char *text, size_t size);
void outline_release(struct outline *o);

/* The first or the next node below one, borrowed; NULL if there is none. */
const struct outline_node *outline_first(const struct outline *o, const struct outline_node *n);
const struct outline_node *outline_next(const struct outline *o, const struct outline_node *n);

/* A member; NULL if there is none, or if `n` is NULL. O(members). */
const struct outline_node *outline_member(const struct outline *o, const struct outline_node *n,
                                          const char *key);

#endif

/*
 * apply.h - function values: words, lambdas, and what is made of them.
 */
#ifndef EVAL_APPLY_H
#define EVAL_APPLY_H

#include <stdbool.h>
#include <stddef.h>

struct value;
struct work;

bool apply_is_function(const struct value *v);

/* How many arguments a function takes. $map and its like hand on the index and the whole only
 * if it takes so many. */
size_t apply_arity(const struct value *function);

/* The function's result for these arguments (borrowed; NULL is undefined): new, NULL if it is
 * undefined or if the evaluation has failed. T1006 if it is no function. */
struct value *apply(struct work *w, struct value *function, size_t count,
                    struct value *const *args);

/* What $map, $filter and their like do for each item: the function with the item, and, as far
 * as it takes them, the index or key (taken) and the whole. */
struct value *apply_to_item(struct work *w, struct value *function, struct value *item,
                            struct value *index, struct value *whole);

/* What C code makes functions of: a regular expression's matcher, the next() of a match. */
struct apply_kind {
    size_t arity;
    struct value *(*call)(struct work *w, void *content, size_t count,
                          struct value *const *args);
    void (*release)(void *content);

    /* Returns true if `call` would give something for this text. NULL: only `call` can tell. */
    bool (*finds)(struct work *w, void *content, struct value *text);
};

/* A function of a kind (static), with its content (taken). New. */
struct value *apply_new(const struct apply_kind *kind, void *content);

/* Returns true if it can be told without a call whether a function gives something for a text;
 * *ret_finds says so. */
bool apply_finds(struct work *w, const struct value *function, struct value *text,
                 bool *ret_finds);

#endif

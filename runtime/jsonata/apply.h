/*
 * apply.h - function values: words, lambdas, and what is made of them.
 */
#ifndef JSONATA_APPLY_H
#define JSONATA_APPLY_H

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

/* A function that C code makes: a regular expression's matcher, the next() of a match. `call`
 * gets the content, which `release` ends. New. */
struct value *apply_new(struct value *(*call)(struct work *w, void *content, size_t count,
                                              struct value *const *args),
                        void (*release)(void *content), void *content, size_t arity);

/* The content of such a function, borrowed, if it was made with this `call`; else NULL. */
void *apply_content(const struct value *function,
                    struct value *(*call)(struct work *w, void *content, size_t count,
                                          struct value *const *args));

#endif

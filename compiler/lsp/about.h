/*
 * about.h - what the language's words mean: as tests/language.md and functions.def tell.
 */
#ifndef LSP_ABOUT_H
#define LSP_ABOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/read/field.h"

struct buf;

enum about_kind { ABOUT_FIELD, ABOUT_TYPE, ABOUT_ERROR, ABOUT_INTRINSIC, ABOUT_TEST };

/* The items that tell of a word, parted by blanks; NULL if there are none. `owner` is what
 * holds the field, OWNER_ANY_STATE for everything else. Static. */
const char *about_items(enum about_kind kind, const char *word, size_t size,
                        enum field_owner owner);

/* Append the items as Markdown, a paragraph each, with its number. */
void about_put_items(struct buf *out, const char *items);

/* A function of JSONata. */
struct about_function {
    const char *name;      /* without $ */
    const char *arguments; /* "array, [function]" */
    const char *tells;
};

/* The function at `index`, or NULL behind the last; the one of that name, or NULL. Static. */
const struct about_function *about_function_at(size_t index);
const struct about_function *about_function(const char *name, size_t size);

#endif

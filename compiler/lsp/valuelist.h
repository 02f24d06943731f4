/*
 * valuelist.h - completion of values: states, types, words, errors' names, resources, functions
 * and variables.
 */
#ifndef LSP_VALUELIST_H
#define LSP_VALUELIST_H

#include <stddef.h>

struct proposals;
struct site;
struct view;

/* `site` is a value that is being written, in `v`, a text with what was written so far.
 * `offset` is a byte of the author's text. */
void valuelist_put(struct proposals *p, const struct view *v, const struct site *site,
                   size_t offset);

#endif

/*
 * fieldlist.h - completion of names: the fields that fit where one is written, and the
 * parameters of what a Task calls.
 */
#ifndef LSP_FIELDLIST_H
#define LSP_FIELDLIST_H

#include <stdbool.h>

struct ask;
struct proposals;
struct site;

/* `site` is a name that is being written, in the text with what was written so far. */
void fieldlist_put(struct proposals *p, const struct ask *q, const struct site *site);

#endif

/*
 * memberlist.h - what may stand behind a dot in an expression: the members of $states and of
 * the Context object. Of other data nobody knows the members.
 */
#ifndef LSP_MEMBERLIST_H
#define LSP_MEMBERLIST_H

#include <stdbool.h>

#include "compiler/base/source.h"

struct proposals;

/* Propose them, where the word at p->at stands behind a dot; `whole` is the text that it stands
 * in. Returns false if it stands behind none. */
bool memberlist_put(struct proposals *p, struct span whole);

#endif

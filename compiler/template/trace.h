/*
 * trace.h - which bytes of a template each byte of a text in it comes from, however it is
 * written there: in quotes of JSON or YAML, plain, or as a block.
 */
#ifndef TEMPLATE_TRACE_H
#define TEMPLATE_TRACE_H

#include "compiler/base/patch.h"

struct arena;
struct doc_node;
struct source;

/* The text of a scalar with its places. Where they are not certain, all of it is shown by all
 * of the scalar. In the arena. */
struct patched trace_scalar(struct arena *a, const struct source *s, const struct doc_node *n);

#endif

/*
 * maker.h - how documents are made, for the readers of JSON and YAML.
 */
#ifndef READ_MAKER_H
#define READ_MAKER_H

#include <stdbool.h>

#include "compiler/read/doc.h"

/* What a reader knows all the time; all borrowed. */
struct doc_maker {
    struct arena *arena;
    struct diag *diag;
    const struct source *source;
};

/* Append to the children of an array or object; `*last` is the child before, or NULL. */
void doc_append(struct doc_node *parent, struct doc_node **last, struct doc_node *child);

/* All children are there. Members of a name that stands twice are reported, unless the reader
 * had to give up before the container's end. */
void doc_close(const struct doc_maker *m, struct doc_node *container, bool is_whole);

/* The line on which a span begins, for a message. */
const char *doc_line_text(const struct doc_maker *m, struct span at);

#endif

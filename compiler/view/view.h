/*
 * view.h - what can be made of a document's text, whatever state it is in: the tree that all
 * questions but that for diagnostics are answered from.
 *
 * A text that can be read is read as the compiler does; one that is broken is sketched
 * (sketch.h, sketchyaml.h). Nothing is filled in for ${NAME}: every span is one of what the
 * author wrote.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/source.h"

struct arena;
struct buf;
struct doc_node;
struct position_map;
struct workflow;

struct view {
    struct arena *arena;
    const struct source *source;
    const struct doc_node *doc;  /* NULL if there is nothing but blanks */
    const struct workflow *tree; /* NULL if there is no object */
    const struct position_map *map;
    bool is_yaml;
};

/* The view of a text, `size` bytes that are copied: new. `is_sketch`: it is sketched even
 * if it can be read. */
struct view *view_new(const char *name, const char *text, size_t size, bool is_utf8,
                      bool is_sketch);

/* NULL is nothing. */
void view_release(struct view *v);

/* Append the range of a span. */
void view_put_range(struct buf *out, const struct position_map *m, struct span at);

#endif

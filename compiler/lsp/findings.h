/*
 * findings.h - what the compiler has to say about a document: as `aslc --check` says it, with
 * the same options.
 */
#ifndef LSP_FINDINGS_H
#define LSP_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/source.h"

struct arena;
struct buf;
struct document;
struct lsp_settings;
struct message;
struct position_map;

#define FINDINGS_MOST ((size_t)1000) /* further ones are only counted */

struct findings {
    struct arena *arena;
    struct message **list; /* in the order of the text */
    size_t count;
    size_t dropped;
    const struct position_map *map; /* of the author's text; NULL for an empty one */
};

struct findings findings_make(const struct lsp_settings *settings, const struct document *d,
                              bool is_utf8);
void findings_release(struct findings *f);

/* Where a message shows, in the author's text; nowhere is its beginning. */
struct span findings_span(const struct message *m, struct span at);

/* Append a Diagnostic. */
void findings_put(struct buf *out, const struct findings *f, const struct message *m,
                  const char *uri);

/* Append the params of publishDiagnostics. */
void findings_publish(struct buf *out, const struct findings *f, const struct document *d);

#endif

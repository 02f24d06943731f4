/*
 * ask.h - one question about a document, for those who answer it.
 */
#ifndef LSP_ASK_H
#define LSP_ASK_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct doc_node;
struct document;
struct lsp_settings;
struct view;

struct ask {
    const struct lsp_settings *settings;
    const struct document *document;
    const struct view *view;
    const struct doc_node *params;
    size_t offset;       /* of the position that it is about; 0 if it is about none */
    bool is_utf8;        /* what a character of a position is */
    bool takes_snippets; /* completion may leave gaps to fill: $1 */
};

/* Appends the result. Returns 0, or the code of an error after saying why. */
typedef int ask_answer(struct buf *out, const struct ask *q, struct buf *why);

#endif

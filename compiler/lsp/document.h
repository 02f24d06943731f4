/*
 * document.h - the texts that an editor has open, as it last told them.
 */
#ifndef LSP_DOCUMENT_H
#define LSP_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"

struct doc_node;
struct view;

#define DOCUMENTS_MOST 1000

struct document {
    char *uri;  /* owned */
    char *name; /* owned: the file's, with .yaml behind it where the editor says it is YAML */
    char *version;     /* owned: a number as JSON has it; NULL if none was told */
    struct buf text;   /* UTF-8 */
    bool is_named;     /* its name, or the editor, says that it is a definition */
    bool is_told;      /* its diagnostics are published */
    struct view *view; /* what was made of the text (view.h); NULL until somebody asks */
    struct document *next;
};

struct documents {
    struct document *first; /* the latest first */
    size_t count;
    bool is_utf8; /* what a character of a position is */
};

struct document *documents_find(const struct documents *all, const char *uri);

/* The view of the document's text, which it keeps until that changes. */
const struct view *document_view(const struct documents *all, struct document *d);

/* Returns true if it is a definition: it says so, or it has StartAt or States at its top.
 * Editors show a server other files of JSON and YAML as well. */
bool document_is_definition(const struct documents *all, struct document *d);

/*
 * didOpen, didChange and didClose, of which `params` are what came. Return false after saying
 * why in `why`: nothing has changed then, or, after a list of changes, those before the wrong
 * one have.
 */
bool documents_open(struct documents *all, const struct doc_node *params, struct buf *why);
bool documents_change(struct documents *all, const struct doc_node *params, struct buf *why);
bool documents_close(struct documents *all, const struct doc_node *params, struct buf *why);

void documents_release(struct documents *all);

#endif

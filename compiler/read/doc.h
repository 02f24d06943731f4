/*
 * doc.h - JSON or YAML as it was written: values with their places, members in their order.
 * reader.h makes it.
 *
 * Strings and names are decoded and have a NUL behind. Depth is bounded by DOC_DEPTH_MAX, and
 * nothing here or above recurses deeper.
 */
#ifndef READ_DOC_H
#define READ_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/source.h"

struct arena;
struct buf;
struct diag;
struct doc_index; /* opaque */

#define DOC_DEPTH_MAX 500

enum doc_type { DOC_NULL, DOC_FALSE, DOC_TRUE, DOC_NUMBER, DOC_STRING, DOC_ARRAY, DOC_OBJECT };

struct doc_node {
    enum doc_type type;
    struct span span;           /* the value; a string's quotes are in it */
    const char *text;           /* a STRING decoded, a NUMBER as written */
    size_t text_size;           /* may hold NULs */
    bool is_unfilled;           /* a STRING that JSON has not: a ${NAME} outside of quotes */
    const struct patched *made; /* a STRING that does not stand in the file as it is: it, and
                                   what shows it there; else NULL */
    struct doc_node *first;     /* of an ARRAY or OBJECT; NULL means empty */
    size_t count;
    struct doc_node *next;   /* its next sibling */
    size_t index;            /* among its siblings, from 0 */
    struct doc_node *parent; /* NULL for the root */
    const char *name;        /* a member's key, decoded */
    size_t name_size;
    struct span name_span;      /* with its quotes */
    const struct doc_index *by; /* of an ARRAY or OBJECT of many; else NULL */
};

/* The member of that name, or NULL; of duplicates the last. NULL for what is not an object.
 * O(log members). */
const struct doc_node *doc_member(const struct doc_node *object, const char *name);

/* Walk over what stands below `root`, itself first, in the order of the text: NULL ends. */
const struct doc_node *doc_after(const struct doc_node *n, const struct doc_node *root);

/* Returns true if a ${NAME} stands outside of quotes at `root` or below: it is not JSON yet. */
bool doc_has_unfilled(const struct doc_node *root);

bool doc_is_text(const struct doc_node *n, const char *text);

/* "object", "array", "string", "number", "boolean", "null": for messages. Static. */
const char *doc_type_word(enum doc_type type);

/* Write AWS's location (/States/C/Choices[0]/Next; "/" for the root) and the RFC 6901 pointer
 * of what stands at a byte of the document. `doc` is a struct doc_node. For diag_document().
 */
void doc_locate(const void *doc, uint32_t offset, struct buf *location, struct buf *pointer);

#endif

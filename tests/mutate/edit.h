/*
 * edit.h - a text on its way from a real definition to a mutant, and the kinds of change.
 *
 * A kind gets the text and, where that is JSON, the places of all its values; it changes the
 * text once and says true, or finds nothing to change and says false. All chance is the edit's.
 */
#ifndef MUTATE_EDIT_H
#define MUTATE_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/read/doc.h"
#include "runtime/base/buf.h"
#include "runtime/base/random.h"

struct arena;
struct corpus;

/* A document and all of its values, each before those it holds. */
struct parsed {
    struct arena *arena;
    struct doc_node *doc;    /* NULL: no JSON */
    struct doc_node **nodes; /* [count] */
    size_t count;
};

struct edit {
    struct random random;
    struct buf text;
    struct parsed parsed; /* of `text` */
    const struct corpus *corpus;
};

typedef bool edit_kind(struct edit *e);

struct edit_row {
    const char *name;
    int weight;
    edit_kind *change;
};

/* The kinds that look at bytes (bytes.c), at the document (shape.c) and at one value (leaf.c);
 * each list ends with a NULL name. */
extern const struct edit_row bytes_kinds[], shape_kinds[], leaf_kinds[];

/* 0 <= result < below; below > 0. */
size_t edit_below(struct edit *e, size_t below);

/* One of an array's items. */
#define EDIT_PICK(e, list) ((list)[edit_below((e), sizeof(list) / sizeof((list)[0]))])

/* Bytes [start, end) of the text become these, which must not be the text's own. The places of
 * the document are no longer right then. */
void edit_replace(struct edit *e, size_t start, size_t end, const char *bytes, size_t size);
/* Two spans, of which `a` ends before `b` starts, change places. */
void edit_swap(struct edit *e, struct span a, struct span b);

typedef bool edit_test(const struct doc_node *n);

/* One of the values that pass the test (NULL: all do), or NULL: none does. */
const struct doc_node *edit_any(struct edit *e, const struct parsed *p, edit_test *fits);

void parsed_read(struct parsed *p, const char *text, size_t size);
void parsed_release(struct parsed *p);

#endif

/*
 * site.h - what stands at a byte of a document, in the words of the language: which field of
 * what, a state's name, a part of an expression.
 */
#ifndef VIEW_SITE_H
#define VIEW_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/source.h"
#include "compiler/read/ast.h"
#include "compiler/read/field.h"

struct view;

enum site_kind {
    SITE_NOTHING, /* nothing that the language knows */
    SITE_OBJECT,  /* an object that holds fields */
    SITE_OBJECTS, /* a list of such */
    SITE_STATES,  /* the object that holds states */
    SITE_VALUE    /* the value of a field, or a part of it */
};

struct site {
    enum site_kind kind;         /* what `node` is, by its place; its type may be wrong */
    const struct doc_node *node; /* the innermost there is */
    bool is_name;            /* of that, its name; else its value, or between its children */
    struct span span;        /* of the name or scalar there; empty if there is none */
    enum field_owner owner;  /* of an OBJECT, and of what is in OBJECTS: what holds fields */
    enum field_owner holder; /* of what holds the field `row` */
    const struct shape_row *row;  /* the field whose value it is or is in; NULL if it is none */
    const struct doc_node *field; /* its node */
    const struct state *state;    /* around it, innermost; NULL outside of all */
    const struct block *block;    /* the same */
    enum dialect dialect;
};

/* Never fails: outside of everything it is SITE_NOTHING, with a NULL node. */
struct site site_at(const struct view *v, size_t offset);

/* Returns true if the site's value is the name of a state: of Next, Default or StartAt. */
bool site_is_target(const struct site *s);

/* The state of that name in a block or, where it has none, anywhere; NULL if there is none. */
const struct state *site_find_state(const struct view *v, const struct block *b,
                                    const char *name, size_t size);

/* The part of a scalar's span that is its text: without an anchor or a tag before it. */
struct span site_text_span(const struct view *v, struct span at);

#endif

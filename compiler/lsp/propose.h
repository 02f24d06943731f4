/*
 * propose.h - the items that completion offers, one by one.
 */
#ifndef LSP_PROPOSE_H
#define LSP_PROPOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/source.h"

struct buf;
struct position_map;

/* LSP's numbers for kinds of items. */
enum propose_kind {
    PROPOSE_FUNCTION = 3,
    PROPOSE_FIELD = 5,
    PROPOSE_VARIABLE = 6,
    PROPOSE_VALUE = 12,
    PROPOSE_STATE = 18,
    PROPOSE_WORD = 20
};

struct proposals {
    struct buf *out;
    const struct source *source; /* the author's text */
    const struct position_map *map;
    struct span at;     /* what an item replaces */
    const char *before; /* what it writes before itself: a blank; "" for nothing */
    bool is_quoted;     /* a value is a string of JSON, or as YAML has it; else a bare word */
    bool is_yaml;
    size_t count;
    bool is_incomplete; /* what is written next may bring others */
};

struct proposal {
    const char *label;
    enum propose_kind kind;
    const char *detail;        /* or NULL */
    const char *documentation; /* Markdown; or NULL */
    const char *text;          /* what is written; NULL: the label */
    bool is_snippet;           /* the text has gaps: $1 */
};

/* Append one, whose text stands there as it is. */
void propose(struct proposals *p, const struct proposal *item);

/* The same for a value, which gets the quotes that it needs. */
void propose_value(struct proposals *p, const struct proposal *item);

#endif

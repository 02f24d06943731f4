/*
 * path.h - JSONPath and reference paths as text -> a tree (tree.h), by Jayway's grammar
 * (P-01 .. P-19).
 *
 * Used by payload.h for fields, and by aslc --eval. A mistake is reported at the character
 * where it is.
 */
#ifndef EXPR_PARSE_PATH_H
#define EXPR_PARSE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/source.h"

struct arena;
struct asl_expr;

/* A word without quotes that is taken for a text: [?(@.Name==Receipt)]. */
struct expr_bare {
    size_t offset, size; /* bytes of the expression's text */
    struct expr_bare *next;
};

/* What a parser found wrong: a phrase for the user, and where in the text. */
struct expr_error {
    const char *message; /* in the arena or static */
    size_t offset;       /* bytes from the start of the expression's text */
    /* Where nothing is wrong, too: each is worth a warning. The end is the parser's own. */
    struct expr_bare *bare, **bare_end;
};

enum path_kind {
    PATH_ANY,             /* P-01 */
    PATH_REFERENCE,       /* P-02: names and single indices; $, $$ or $variable */
    PATH_REFERENCE_INPUT, /* the same, without $$ (P-05) */
    PATH_RESULT           /* ResultPath: a reference path from $ alone (G-14) */
};

/* The tree of `text`, or NULL and *ret_error. Words without quotes are noted there either way.
 */
const struct asl_expr *path_parse(struct arena *a, const char *text, size_t size,
                                  enum path_kind kind, struct expr_error *ret_error);

/* The most characters of a variable's name. */
#define PATH_VARIABLE_MOST 80

/* How many bytes of `text` are a variable's name (V-03): one character of Unicode's ID_Start or
 * _, then ID_Continue; 0 if none begins here, or it is longer than PATH_VARIABLE_MOST. */
size_t path_variable_size(const char *text, size_t size);

#endif

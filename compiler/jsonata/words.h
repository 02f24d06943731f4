/*
 * words.h - the functions and operators that JSONata expressions may use: rows of words.def.
 */
#ifndef JSONATA_WORDS_H
#define JSONATA_WORDS_H

#include <stddef.h>

struct jna_word;

struct words_row {
    const char *word;      /* "sum" of a function, "+" of an operator */
    const char *c_name;    /* of the descriptor */
    const char *signature; /* JSONata's own; NULL of an operator */
    const struct jna_word *descriptor;
};

/* The operator - that has one operand, and what makes a function of a regular expression. */
#define WORDS_NEGATE "- x"
#define WORDS_REGEX  "/ /"

/* The function $name, or NULL. Static. */
const struct words_row *words_function(const char *name);

/* The operator, or NULL. Static. */
const struct words_row *words_operator(const char *text);

/* The row that a tree's descriptor is from. Static. */
const struct words_row *words_of(const struct jna_word *descriptor);

/* The function whose name is the most like this one, or NULL. Static. */
const char *words_nearest(const char *name);

#endif

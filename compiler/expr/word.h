/*
 * word.h - the functions and operators that expressions may call: rows of words.def.
 */
#ifndef EXPR_WORD_H
#define EXPR_WORD_H

#include <stdbool.h>
#include <stddef.h>

#include <asl/tree.h>

/* One of them. */
struct word {
    const char *word;
    const char *c_name;
    asl_function *function;
    int least, most; /* arguments; INT_MAX: as many as one likes */
    bool tells;      /* it yields a text, and may stand in ErrorPath and CausePath (F-01) */
};

/* Where the word may stand: a call of States.*, an operator of a filter, a path's last step. */
enum word_language { WORD_INTRINSIC, WORD_FILTER, WORD_PATH };

/* The word of that name, or NULL. Static. */
const struct word *word_find(enum word_language language, const char *word, size_t size);

/* The word that a function of a tree is, or NULL. Static. */
const struct word *word_of(asl_function *function);

#endif

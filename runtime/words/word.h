/*
 * word.h - what a function or an operator of JSONata is made of.
 *
 * Its descriptor is what the tables of generated C point to, so that a program has only the
 * words that its expressions use. `signature` is JSONata's own notation, and is checked before
 * the word is called: T0410, T0411 and T0412 come from there, a missing argument that may be
 * the context is filled in, and what is no array where one is wanted is put into one.
 *
 * An argument that the author left out is NULL, as undefined is: `args` has as many entries as
 * the signature has parameters, or more, if more were given. Only words whose last parameter
 * may stand several times (+) need `count`.
 */
#ifndef WORDS_WORD_H
#define WORDS_WORD_H

#include <stddef.h>

#include "runtime/eval/apply.h"
#include "runtime/eval/cast.h"
#include "runtime/eval/sequence.h"
#include "runtime/eval/work.h"

/* The arguments are borrowed, the result is new; NULL is undefined, or the evaluation has
 * failed. */
typedef struct value *jna_function(struct work *w, size_t count, struct value *const *args);

struct jna_word {
    const char *name;      /* as messages show it: "sum", "+" */
    const char *signature; /* "<a<n>:n>"; NULL: nothing is checked */
    jna_function *call;
    size_t arity; /* what apply_arity() tells; 0: as many as the signature has parameters */
};

#endif

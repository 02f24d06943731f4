/*
 * mutant.h - one mutant: a real definition, changed a few times.
 */
#ifndef MUTATE_MUTANT_H
#define MUTATE_MUTANT_H

#include <stdint.h>

#include "runtime/base/buf.h"

struct corpus;

struct mutant {
    struct buf text;
    const char *kind; /* of its first change; static */
    const char *base; /* the path of what it was; the corpus's */
};

/* The mutant of that number: seed, number and corpus give the same bytes everywhere. To be
 * released: its text. */
struct mutant mutant_make(const struct corpus *c, uint64_t seed, uint64_t number);

/* The same JSON with other white space between its tokens; of what is no JSON, the text. New.
 */
struct buf mutant_laid_out(const char *text, size_t size, uint64_t seed);

#endif

/*
 * gen.h - what the parts of the generator of random workflows share: its chance, its texts, and
 * what is in scope.
 *
 * Every value that looks like an object has the members of value_base(), so that most paths
 * find something wherever they are asked; the rest is what failures are made of.
 */
#ifndef RANDOM_GEN_H
#define RANDOM_GEN_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/random.h"

enum type { NUMBER, TEXT, TRUTH, LIST, OBJECT, TYPES };

#define VARIABLES_MAX 64
#define NAME_SIZE     40

struct variable {
    char name[NAME_SIZE];
    enum type type;
};

struct gen {
    struct random random;
    struct buf definition;
    struct buf cases;     /* the mock file's STATE: RESPONSE */
    struct buf responses; /* ... and its RESPONSE: ANSWERS */
    int states;           /* names given so far */
    int maps;             /* so many Maps are around what is written */
    struct variable variables[VARIABLES_MAX];
    int variable_count;
    int scope; /* variables from here on belong to the innermost scope */
};

/* 0 <= result < below. */
int gen_below(struct gen *g, int below);

/* Yes in `percent` of 100 cases. */
bool gen_chance(struct gen *g, int percent);

/* One of a list's texts. */
#define GEN_PICK(g, list) ((list)[gen_below((g), (int)(sizeof(list) / sizeof((list)[0])))])

/* A new variable of the innermost scope; NULL where there is no room. Its name is static until
 * the scope ends. */
const struct variable *gen_declare(struct gen *g, enum type type);

/* A variable of that type, from any scope or only from the innermost; NULL: there is none. */
const struct variable *gen_variable(struct gen *g, enum type type, bool innermost);

#endif

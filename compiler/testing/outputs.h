/*
 * outputs.h - what the actions of AWS's services answer, and within which bounds, out of
 * outputs.txt, which is baked into the compiler: tests/aws/outputs.py makes it and says what
 * its lines are.
 */
#ifndef TESTING_OUTPUTS_H
#define TESTING_OUTPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/aws/arn.h"

struct arena;

enum output_kind {
    OUTPUT_STRING,
    OUTPUT_NUMBER,
    OUTPUT_BOOLEAN,
    OUTPUT_BLOB,
    OUTPUT_TIME,
    OUTPUT_DOCUMENT, /* any JSON */
    OUTPUT_LIST,
    OUTPUT_MAP,
    OUTPUT_STRUCTURE
};

/* The shapes of one service. */
struct outputs {
    const char **lines; /* [count], in the arena; each ends with a newline */
    size_t count;
};

/* All parts are borrowed from the table. One that is absent has a NULL text. */
struct output_shape {
    enum output_kind kind;
    struct arn_part least, most; /* of a length, of a count or of the number itself */
    struct arn_part values;      /* a STRING's: those it may have, with commas between them */
    struct arn_part of;      /* a LIST's or a MAP's: what its items are, for output_shape() */
    struct arn_part members; /* a STRUCTURE's, for output_member() */
};

struct output_member {
    struct arn_part name; /* as aws-sdk: spells it */
    struct arn_part api;  /* as optimised integrations do */
    struct arn_part of;   /* for output_shape() */
    bool is_required;
};

/* Returns true if the table has the action of the service. *ret_of, for output_shape(), is what
 * it answers; without a text if that is nothing. */
bool outputs_find(struct arena *a, struct arn_part service, struct arn_part action,
                  struct outputs *ret_outputs, struct arn_part *ret_of);

/* The shape that a word of the table names. */
struct output_shape output_shape(const struct outputs *o, struct arn_part word);

/* Take the first of the members that are left. Returns false if there are no more. */
bool output_member(struct arn_part *members, struct output_member *ret_member);

#endif

/*
 * shape.h - what a field's value must look like: its JSON type, its range, the words it may be.
 * Expressions are not read here, only where one may stand in place of a literal.
 */
#ifndef READ_SHAPE_H
#define READ_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/read/ast.h"

struct arena;
struct diag;

enum shape {
    SHAPE_TEXT,
    SHAPE_TEXTS,
    SHAPE_TRUTH,
    SHAPE_OBJECT,
    SHAPE_STATES,
    SHAPE_PATH_OR_NULL,
    SHAPE_RESULT_PATH,
    SHAPE_REFERENCE,
    SHAPE_REFERENCE_INPUT,
    SHAPE_REFERENCE_OR_CALL,
    SHAPE_TEMPLATE,
    SHAPE_LITERAL,
    SHAPE_JSONATA,
    SHAPE_JSONATA_ARRAY,
    SHAPE_JSONATA_TRUTH,
    SHAPE_ASSIGN,
    SHAPE_CREDENTIALS,
    SHAPE_SECONDS,
    SHAPE_WAIT_SECONDS,
    SHAPE_COUNT,
    SHAPE_PERCENT,
    SHAPE_RATE,
    SHAPE_TIMESTAMP,
    SHAPE_ERROR_NAMES,
    SHAPE_RETRIERS,
    SHAPE_CATCHERS,
    SHAPE_RULES,
    SHAPE_RULE,
    SHAPE_BRANCHES,
    SHAPE_PROCESSOR,
    SHAPE_PROCESSOR_CONFIG,
    SHAPE_READER,
    SHAPE_BATCHER,
    SHAPE_WRITER
};

/* One field or part, as its table has it. */
struct shape_row {
    const char *word;
    const char *owners; /* letters of owners.def: what may hold it */
    char dialects;      /* P, J or B */
    enum shape shape;
    int64_t least, most; /* of a number; if most is 0, its shape bounds it */
    const char *words;   /* what a text may be, parted by |; NULL for any text */
};

/* Where a value is looked at, for its messages. */
struct shape_place {
    struct arena *arena;
    struct diag *diag;
    const char *where; /* "state 'Charge': ", or "" outside of states */
    enum dialect dialect;
    bool literal; /* no expression may stand for a literal here, in either dialect */
};

/* Returns true if the value fits, false after a message. ${NAME} fits wherever it is all of a
 * text.
 */
bool shape_check(const struct shape_place *p, const struct shape_row *row,
                 const struct doc_node *value);

/* "{% ... %}", to the byte (J-01). */
bool shape_is_jsonata(const struct doc_node *value);

/* "${NAME}" and nothing else, or a value with a ${NAME} outside of quotes: still to be filled.
 */
bool shape_is_open(const struct doc_node *value);

/* {"Ref": ...} or {"Fn::...": ...}: CloudFormation will put a value in its place. */
bool shape_is_function(const struct doc_node *value);

/* RFC 3339 with a capital T, and Z or an offset (W-08, C-16). */
bool shape_is_timestamp(const char *text);

/* "a string", "an object", "null", and a number as it is: for messages. In the arena. */
const char *shape_kind(struct arena *a, const struct doc_node *value);

/* "A|B" as "A, B". In the arena. */
const char *shape_listed(struct arena *a, const char *words);

#endif

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
    SHAPE_REASON,
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

/* Returns true if the text begins with "{%" and ends with "%}": no blank around them (J-01). */
bool shape_is_jsonata(const struct doc_node *value);

/* Returns true if the value is still to be filled: it is "${NAME}" and nothing else, or has a
 * ${NAME} outside of quotes. */
bool shape_is_open(const struct doc_node *value);

/* Returns true if CloudFormation will put a value in its place: it is {"Ref": ...} or
 * {"Fn::...": ...}. */
bool shape_is_function(const struct doc_node *value);

/* Returns true if the text is a time as RFC 3339 has it, with a capital T, and Z or an offset
 * (W-08, C-16). */
bool shape_is_timestamp(const char *text);

/* Says what kind of value this is, for messages: "a string", "an object", "null"; of a number,
 * the number itself. In the arena. */
const char *shape_kind(struct arena *a, const struct doc_node *value);

#endif

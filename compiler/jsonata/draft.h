/*
 * draft.h - an expression between its text and its tree: as the grammar reads it first, and
 * as steps.c shapes it then.
 */
#ifndef JSONATA_DRAFT_H
#define JSONATA_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/jsonata/symbol.h"

struct arena;
struct token;

/* The most levels of an expression: brackets in brackets, or operators in a row. AWS lets an
 * evaluation go 100 deep. */
#define DRAFT_LEVELS_MOST 1000

enum draft_type {
    DRAFT_END,
    DRAFT_NAME,
    DRAFT_VARIABLE,
    DRAFT_OPERATOR, /* and, or, in as names; ? as an argument */
    DRAFT_STRING,
    DRAFT_NUMBER,
    DRAFT_VALUE,
    DRAFT_REGEX,
    DRAFT_WILD,
    DRAFT_DEEP,
    DRAFT_PARENT,
    DRAFT_UNARY,     /* symbol: MINUS, OPEN_SQUARE, OPEN_CURLY. of: its operand, items, pairs */
    DRAFT_BINARY,    /* symbol. of: left, right; of a CURLY and ORDER: left, pairs or terms */
    DRAFT_FUNCTION,  /* of: what is called, arguments */
    DRAFT_PARTIAL,   /* likewise */
    DRAFT_LAMBDA,    /* of: the body, parameters. extra: the signature, or NULL */
    DRAFT_CONDITION, /* of: condition, then, else if there is one */
    DRAFT_TRANSFORM, /* of: where, update, what is deleted if there is something */
    DRAFT_BLOCK,     /* of: the expressions */
    DRAFT_TERM,      /* of an order: of[0], is_descending */

    /* What shaping makes. */
    DRAFT_PATH,   /* of: the steps */
    DRAFT_SORT,   /* of: the terms */
    DRAFT_BIND,   /* of: the variable, its value */
    DRAFT_CHAIN,  /* of: left, right */
    DRAFT_FILTER, /* a stage: of[0] */
    DRAFT_INDEX   /* a stage: text */
};

struct draft_list {
    struct draft **items;
    uint32_t count, room;
};

/* Which step a % means: `level` steps further up, while that is looked for. */
struct slot {
    int level;
    int label;
    const struct draft *at; /* the % */
};

/* The % of an expression that are not settled yet. Several drafts may share one list. */
struct slots {
    struct slot **items;
    size_t count, room;
};

/* What only few drafts have. */
struct draft_more {
    struct draft_list predicates; /* FILTERs of an expression that is no step */
    struct draft_list stages;     /* FILTERs and INDEXes of a step */
    struct draft_list *group;     /* pairs of keys and values, or NULL */
    uint32_t group_start, group_end;
    const char *focus; /* or NULL */
    const char *index; /* or NULL */
    struct slot *ancestor;
    struct slot *slot;     /* a PARENT's own */
    struct slots *seeking; /* or NULL */
};

struct draft {
    enum draft_type type;
    enum symbol symbol;
    const char *text; /* as struct token has it */
    uint32_t size;
    uint32_t start, end;  /* the word that it is known by: bytes of the expression */
    uint16_t depth;       /* levels of drafts, itself included */
    bool keeps_array;     /* [] follows */
    bool keeps_singleton; /* of a PATH: one of its steps keeps_array */
    bool is_tuple;
    bool is_descending;
    const char *extra; /* a signature, or a regular expression's flags */
    struct draft_list of;
    struct draft_more *more; /* or NULL */
};

struct draft *draft_of(struct arena *a, const struct token *t);
struct draft *draft_new(struct arena *a, enum draft_type type, const struct draft *like);

/* Behind the others. The list itself does not mind how deep `d` is. */
void draft_list_add(struct arena *a, struct draft_list *list, struct draft *d);

/* Adds a child, and counts its levels. */
void draft_add(struct arena *a, struct draft *parent, struct draft *child);

/* What few drafts have: made where it is missing. */
struct draft_more *draft_more(struct arena *a, struct draft *d);

/* For reading: all empty where it is missing. */
const struct draft_more *draft_peek(const struct draft *d);

#endif

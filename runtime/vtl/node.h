/*
 * node.h - a template as a tree, which parse.h makes and eval.h runs.
 */
#ifndef VTL_NODE_H
#define VTL_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vtl_kind {
    /* ---- Of a text ---- */
    VTL_TEXT,
    VTL_SHOWN,   /* first: a reference whose value is put out */
    VTL_ESCAPED, /* \$x: first: the reference; text: the backslashes */
    VTL_SET,     /* first: the reference; second: its value */
    VTL_IF,      /* first: the condition; second: the block; third: what else there is */
    VTL_BLOCK,   /* first: a list */
    VTL_FOREACH, /* text: the variable; first: over what; second: the block */
    VTL_BREAK,
    VTL_STOP,

    /* ---- Values ---- */
    VTL_REFERENCE, /* text: the variable; first: steps; raw: as it is written */
    VTL_INT,
    VTL_REAL,
    VTL_STRING, /* text */
    VTL_MIXED,  /* first: the block that makes a text */
    VTL_TRUE,
    VTL_FALSE,
    VTL_NOTHING, /* null */
    VTL_LIST,    /* first: a list */
    VTL_RANGE,   /* first, second */
    VTL_MAP,     /* first: a list of keys and values by turns */
    VTL_NOT,     /* first */
    VTL_MINUS,   /* first */
    VTL_BINARY,  /* op; first, second */

    /* ---- Steps of a reference ---- */
    VTL_PROPERTY, /* text */
    VTL_METHOD,   /* text; first: a list */
    VTL_INDEX     /* first */
};

enum vtl_op {
    OP_OR,
    OP_AND,
    OP_EQUAL,
    OP_DIFFERENT,
    OP_LESS,
    OP_GREATER,
    OP_AT_MOST,
    OP_AT_LEAST,
    OP_PLUS,
    OP_MINUS,
    OP_TIMES,
    OP_DIVIDED,
    OP_MODULO
};

/* All is in the heap of the template. */
struct vtl_node {
    enum vtl_kind kind;
    enum vtl_op op;
    bool is_quiet; /* $!x */
    int line;      /* where it begins, from 1 */
    const char *text;
    size_t size;
    const char *raw; /* of a reference */
    size_t raw_size;
    int64_t integer;
    double real;
    struct vtl_node *first, *second, *third;
    struct vtl_node *next; /* in a list */
};

#endif

/*
 * partiql.h - statements of PartiQL, as DynamoDB understands them, turned into what DynamoDB's
 * own operations take: items, paths, and expressions with placeholders (#p1, :p2) for names and
 * values.
 */
#ifndef ITEM_PARTIQL_H
#define ITEM_PARTIQL_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/item/expression.h"

struct value;

enum partiql_kind {
    PARTIQL_SELECT,
    PARTIQL_EXISTS, /* EXISTS(SELECT ...): a condition of a transaction */
    PARTIQL_INSERT,
    PARTIQL_UPDATE,
    PARTIQL_DELETE
};

/* What placeholders stand for. */
struct partiql_names {
    struct value *names, *values; /* owned: objects */
};

/* One of the conditions behind WHERE that all have to hold. */
struct partiql_term {
    char *text; /* owned: as a ConditionExpression has it */
    struct partiql_names uses;
    char *attribute;     /* owned: the attribute that is compared with constants; or NULL */
    struct value *equal; /* owned: what it has to be equal to; or NULL */
    bool is_range;       /* a key condition on a range key may have this form */
    bool is_or;          /* an OR stands outermost */
};

struct partiql {
    enum partiql_kind kind;
    char *table, *index;   /* owned; the index may be NULL */
    struct value *item;    /* owned: of INSERT */
    struct docpath *paths; /* owned: of SELECT; none: all attributes */
    size_t path_count;
    struct partiql_term *terms; /* owned */
    size_t term_count;
    struct buf update; /* an UpdateExpression */
    struct partiql_names update_uses;
    const char *returns; /* ReturnValues, static; NULL: nothing */
    char *order;         /* owned: the attribute of ORDER BY; or NULL */
    bool is_backward;    /* by DESC */
};

/* Read a statement whose ? are the items of `parameters` (an array, or NULL). Returns false
 * with DynamoDB's message in `why`. *ret is to be released in any case. */
bool partiql_parse(const char *text, const struct value *parameters, struct partiql *ret,
                   struct buf *why);
void partiql_release(struct partiql *q);

/* Add the placeholders of `from` to those of `to`. */
void partiql_use(struct partiql_names *to, const struct partiql_names *from);
void partiql_names_release(struct partiql_names *n);

/* Append a term to a condition that holds where all its terms do; `is_only`: it is its only
 * one.
 */
void partiql_put_term(struct buf *out, const struct partiql_term *t, bool is_only);

#endif

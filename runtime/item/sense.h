/*
 * sense.h - what is wrong with an expression. DynamoDB reports one fault of several: the one of
 * the first kind, and of one kind the first in the text. Private to runtime/item/.
 */
#ifndef ITEM_SENSE_H
#define ITEM_SENSE_H

#include "runtime/base/buf.h"
#include "runtime/item/expression.h"

/* Kinds of faults, as DynamoDB ranks them. In conditions names, values and what operators want
 * are one kind: SENSE_MEANING. */
enum sense_rank {
    SENSE_SYNTAX,
    SENSE_PARENTHESES,
    SENSE_RESERVED_EARLY, /* of updates and projections */
    SENSE_FUNCTION,
    SENSE_MISUSED,
    SENSE_REPEATED,
    SENSE_RESERVED,
    SENSE_NAME,
    SENSE_VALUE,
    SENSE_OVERLAP,
    SENSE_CONFLICT,
    SENSE_MEANING,
    SENSE_GOOD
};

struct sense {
    enum expression_kind kind;
    struct expression_names *names;
    bool has_fault;
    enum sense_rank rank;
    const char *at; /* where in the text */
    struct buf message;
};

/* An index beyond this is out of DynamoDB's range. */
enum { SENSE_INDEX_HUGE = 1000000 };

/* Returns where to write the message of a fault, or NULL if another one comes first. */
struct buf *sense_fault(struct sense *s, enum sense_rank rank, const char *at);

/* Returns true if there was no fault; else the message is appended to `why`. */
bool sense_is_good(struct sense *s, struct buf *why);

/* What the parser meets. sense_name() adds what "#name" stands for to the path, sense_value()
 * gives the node its value; both mark it as used. */
void sense_word(struct sense *s, const char *text, size_t size);
void sense_name(struct sense *s, const char *text, size_t size, struct docpath *path);
void sense_value(struct sense *s, struct expression_tree *n);
void sense_index(struct sense *s, const char *text, size_t size, size_t index);
void sense_path(struct sense *s, const struct docpath *path, const char *at);
void sense_call(struct sense *s, const struct expression_tree *call);
void sense_misused(struct sense *s, const struct expression_tree *call);
void sense_redundant(struct sense *s, const char *at);
void sense_repeated(struct sense *s, const char *section, const char *at);

/* Check a tree that has been parsed: numbers and types of operands, and paths that overlap. */
void sense_tree(struct sense *s, const struct expression *e, size_t operators);

#endif

/*
 * expression.h - DynamoDB's expressions as trees: conditions, filters, keys, projections,
 * updates. Messages are those that DynamoDB gives, without the "Invalid FilterExpression: " in
 * front.
 */
#ifndef ITEM_EXPRESSION_H
#define ITEM_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct value;

/* ExpressionAttributeNames and ExpressionAttributeValues, and which of them an expression has
 * named so far. */
struct expression_names {
    const struct value *names;  /* borrowed: "#a" -> JSON string; or NULL */
    const struct value *values; /* borrowed: ":a" -> normal attribute value; or NULL */
    struct value *used;         /* owned: an object whose keys were named */
};

void expression_names_release(struct expression_names *n);

/* A document path: a.b[1]. The first part is a name. */
struct docpath_part {
    char *name; /* owned; NULL for an index */
    size_t index;
};

struct docpath {
    struct docpath_part *parts; /* owned */
    size_t count, room;
};

enum expression_tree_kind {
    TREE_PATH,
    TREE_VALUE,
    TREE_CALL,
    TREE_COMPARE,
    TREE_BETWEEN,
    TREE_IN,
    TREE_AND,
    TREE_OR,
    TREE_NOT,
    TREE_PLUS,
    TREE_MINUS
};

enum function {
    FUNCTION_ATTRIBUTE_EXISTS,
    FUNCTION_ATTRIBUTE_NOT_EXISTS,
    FUNCTION_ATTRIBUTE_TYPE,
    FUNCTION_BEGINS_WITH,
    FUNCTION_CONTAINS,
    FUNCTION_SIZE,
    FUNCTION_IF_NOT_EXISTS,
    FUNCTION_LIST_APPEND,
    FUNCTIONS
};

enum comparison {
    COMPARISON_EQ,
    COMPARISON_NE,
    COMPARISON_LT,
    COMPARISON_LE,
    COMPARISON_GT,
    COMPARISON_GE
};

struct expression_tree {
    enum expression_tree_kind kind;
    enum function function;     /* of a call; FUNCTIONS if it is not known */
    enum comparison comparison; /* of a comparison */
    char *word;                 /* owned: a call's name, or ":a" of a value; or NULL */
    bool has_parentheses;
    struct docpath path;
    struct value *value;           /* owned: of TREE_VALUE once it is found */
    struct expression_tree **args; /* owned, as each of them */
    size_t count, room;
    const char *end; /* where its last token is in the text, while that is parsed */
};

enum expression_kind {
    EXPRESSION_CONDITION, /* a ConditionExpression or FilterExpression */
    EXPRESSION_KEY,       /* a KeyConditionExpression */
    EXPRESSION_PROJECTION,
    EXPRESSION_UPDATE
};

enum update_section { UPDATE_SET, UPDATE_REMOVE, UPDATE_ADD, UPDATE_DELETE, UPDATE_SECTIONS };

struct update_action {
    enum update_section section;
    struct docpath path;
    struct expression_tree *value; /* owned; NULL for REMOVE */
    const char *end; /* where the path's last token is, while the text is parsed */
};

struct expression {
    enum expression_kind kind;
    struct expression_tree *condition; /* of a condition or key condition; owned */
    struct docpath *paths;             /* of a projection; owned */
    const char **ends;                 /* where each path's last token is, while it is parsed */
    size_t path_count, path_room;      /* of them */
    struct update_action *actions;     /* of an update; owned */
    size_t action_count, action_room;
};

/* The most bytes, operators, and parts of a path that an expression may have (AWS's
 * documentation of limits). */
enum { EXPRESSION_BYTES = 4096, EXPRESSION_OPERATORS = 300, EXPRESSION_PARTS = 32 };

/* Returns true and *ret (to be released), or false with the message in `why`. Names and values
 * that it uses are marked in `names`. */
bool expression_parse(const char *text, size_t size, enum expression_kind kind,
                      struct expression_names *names, struct expression *ret, struct buf *why);
void expression_release(struct expression *e);

/* The function of that name; FUNCTIONS if there is none. */
enum function expression_function(const char *name);

/* "begins_with" and "<=". Static. */
const char *expression_function_word(enum function f);
const char *expression_comparison_word(enum comparison c);

/* The operator or function of a node as messages name it; static. */
const char *expression_node_word(const struct expression_tree *n);

/* Calls `visit` for each node of a tree, the innermost first. */
void expression_walk(const struct expression_tree *n,
                     void (*visit)(const struct expression_tree *n, void *context),
                     void *context);

#endif

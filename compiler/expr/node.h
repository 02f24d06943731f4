/*
 * node.h - makes the nodes of tree.h at run time, in the shapes that its macros give them.
 */
#ifndef EXPR_NODE_H
#define EXPR_NODE_H

#include <stddef.h>

#include <asl/tree.h>

struct arena;

/* A list of nodes that grows; {0} is empty. */
struct node_list {
    const struct asl_expr **items;
    size_t count;
    size_t room;
};

void node_add(struct arena *a, struct node_list *list, const struct asl_expr *e);

/* A node that is all in its op: ASL_EACH, ASL_NULL ... */
const struct asl_expr *node_of(struct arena *a, enum asl_op op);

/* ASL_NUMBER, ASL_KEY, ASL_VARIABLE: `text` is kept, not copied. */
const struct asl_expr *node_text(struct arena *a, enum asl_op op, const char *text);

/* ASL_STRING: `text` is kept, with a NUL behind its `size` bytes. */
const struct asl_expr *node_string(struct arena *a, const char *text, size_t size);

const struct asl_expr *node_index(struct arena *a, int index);

/* ASL_ARRAY, ASL_UNION, ASL_SLICE, ASL_WHERE. */
const struct asl_expr *node_list(struct arena *a, enum asl_op op, const struct node_list *of);

const struct asl_expr *node_call(struct arena *a, asl_function *call,
                                 const struct node_list *of);

/* ASL_PATH, ASL_INTRINSIC: the author's text is copied. */
const struct asl_expr *node_path(struct arena *a, const char *text, size_t size,
                                 const struct node_list *steps);
const struct asl_expr *node_intrinsic(struct arena *a, const char *text, size_t size,
                                      const struct asl_expr *call);

/* ASL_OBJECT: `fields` is kept; its last has no name. */
const struct asl_expr *node_object(struct arena *a, const struct asl_field *fields);

#endif

/*
 * function.h - the functions of CloudFormation that make texts and lists: Fn::Sub, Fn::Join,
 * Fn::Split, Fn::Select and the like.
 *
 * What depends on a name that only a deployment knows, and cannot be told without it, is the
 * text ${NAME} of that name.
 */
#ifndef TEMPLATE_FUNCTION_H
#define TEMPLATE_FUNCTION_H

struct doc_node;
struct result;
struct template;

/* Compute a function from its arguments, a member of the object that stands for it. NULL after
 * a message. */
typedef struct result *function_compute(struct template *t, const struct doc_node *n);

/* That function; NULL if there is none of that name here. */
function_compute *function_find(const char *name);

#endif

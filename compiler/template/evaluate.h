/*
 * evaluate.h - what any value of a template comes to.
 */
#ifndef TEMPLATE_EVALUATE_H
#define TEMPLATE_EVALUATE_H

#include <stdbool.h>

struct doc_node;
struct result;
struct template;

/* Compute a value. NULL after a message. For template_settings. */
struct result *evaluate_value(struct template *t, const struct doc_node *n);

/* The file that AWS::Include puts in the place of a value, where that is all that the value is:
 * read, in the arena. NULL if the value is another one, or after a message, which *ret_failed
 * tells. */
struct template *evaluate_include(struct template *t, const struct doc_node *n,
                                  bool *ret_failed);

#endif

/*
 * decide.h - the Conditions of a template: Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition.
 */
#ifndef TEMPLATE_DECIDE_H
#define TEMPLATE_DECIDE_H

#include <stdbool.h>

struct doc_node;
struct template;

/* Whether the condition of that name holds; one that only a deployment knows is taken for true,
 * after a warning. Returns false after a message. */
bool decide_holds(struct template *t, const struct doc_node *at, const char *name,
                  bool *ret_truth);

/* Whether a resource is made: it has no Condition, or that holds. Returns false after a
 * message. */
bool decide_makes(struct template *t, const struct doc_node *resource, bool *ret_truth);

#endif

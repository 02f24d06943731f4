/*
 * cycle.h - resources that need each other in a circle, of which a deployment makes none.
 */
#ifndef TEMPLATE_CYCLE_H
#define TEMPLATE_CYCLE_H

#include <stdbool.h>

struct doc_node;
struct template;

/*
 * Returns false after a message, if a resource needs itself by way of Ref, Fn::GetAtt, Fn::Sub
 * and DependsOn. What may belong to other resources in the end, or is chosen by a condition, is
 * not looked at: Events and Policies of SAM, Fn::If.
 */
bool cycle_check(struct template *t, const struct doc_node *resource);

#endif

/*
 * cfnfunction.h - a Lambda function of a template as a lambda: target, where this machine can
 * host it: Node, Python, or an executable called bootstrap.
 */
#ifndef APP_CFNFUNCTION_H
#define APP_CFNFUNCTION_H

#include <stdbool.h>

struct cfn_code;
struct doc_node;
struct template;
struct value;

/* The target with its settings, as it stands in a --tasks file: new. *ret_target is NULL, after
 * a warning, if nobody can do it here. Returns false after a failure. */
bool cfn_function(struct template *t, const struct doc_node *resource,
                  const struct cfn_code *code, struct value **ret_target);

#endif

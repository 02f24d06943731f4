/*
 * cfnpassed.h - resources that an application does not need to run on this machine, and those
 * that only AWS has.
 */
#ifndef APP_CFNPASSED_H
#define APP_CFNPASSED_H

#include <stdbool.h>

struct doc_node;

/* Returns true if nothing is lost where a resource of that type is passed over: a policy, a
 * role, a permission, a log group, an alarm. */
bool cfn_is_passed_over(const struct doc_node *resource);

#endif

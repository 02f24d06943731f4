/*
 * rule.h - the section Rules of a template, which says what values its parameters may have
 * together.
 */
#ifndef DEPLOY_RULE_H
#define DEPLOY_RULE_H

#include <stdbool.h>

struct template;

/* Check all rules that can be decided here. Returns false after messages. */
bool rule_check(struct template *t);

#endif

/*
 * cfntold.h - what a template says of resources that are made here, and that has no effect
 * here: it is told by its name and place.
 */
#ifndef APP_CFNTOLD_H
#define APP_CFNTOLD_H

#include <stdbool.h>

struct doc_node;
struct template;

/* Warn of what a resource says so. */
void cfn_told(struct template *t, const struct doc_node *resource);

/* The same of the Globals of a template, once for all of its resources. */
void cfn_told_globals(struct template *t);

/* Returns true, after a warning, if the resource is a custom one. */
bool cfn_told_custom(struct template *t, const struct doc_node *resource);

#endif

/*
 * need.h - the names by which a resource refers to others.
 */
#ifndef TEMPLATE_NEED_H
#define TEMPLATE_NEED_H

#include <stddef.h>

struct doc_node;
struct template;

/* A name that stands at a value; it may be any, of a parameter too. */
typedef void need_meet(void *owner, const struct doc_node *at, const char *name, size_t size);

/* Visit those in its properties, by Ref, Fn::GetAtt and Fn::Sub; but not what Fn::If may leave
 * out, and not what SAM makes resources of its own of, Events and Policies. */
void need_each(const struct template *t, const struct doc_node *resource, need_meet *meet,
               void *owner);

/* Visit those of its DependsOn. */
void need_each_before(const struct doc_node *resource, need_meet *meet, void *owner);

#endif

/*
 * binding.h - which target does the task of a resource (README.md, "From a workflow to an
 * answer").
 *
 * A state's own binding wins, then an exact one, then the longest pattern; of two that are
 * equal in this the later wins. Where none fits, a Lambda function or resource that has the
 * name of a linked-in function is done by it ('-' is '_' in C). A Lambda function and a state
 * machine can be bound by their ARN or their bare name.
 */
#ifndef TASK_BINDING_H
#define TASK_BINDING_H

#include <stdbool.h>
#include <stddef.h>

struct asl_workflow;
struct binding_list; /* opaque */
struct buf;
struct target;

/* New, with the workflow's own bindings, which are borrowed and must outlive it. */
struct binding_list *binding_list_new(const struct asl_workflow *w);
void binding_list_release(struct binding_list *b);

/* RESOURCE=TARGET. 0, or -EINVAL and a message. */
int binding_add(struct binding_list *b, const char *resource_and_target, struct buf *why);

/* A JSON object of them, all or none. 0, or a negative errno and a message. */
int binding_add_file(struct binding_list *b, const char *path, struct buf *why);

/*
 * Who does `resource` in `state`; borrowed from the list. `called` is what FunctionName says
 * where the resource is lambda:invoke, or StateMachineArn where it is states:startExecution,
 * else NULL. NULL: nobody, or, where *ret_why (borrowed) is not NULL, a target that is baked in
 * but not for this program. O(bindings).
 */
const struct target *binding_find(const struct binding_list *b, const char *state,
                                  const char *resource, const char *called,
                                  const char **ret_why);

/* True if `resource` calls something whose name is not known before it is reached, and some
 * binding or function may do it. */
bool binding_may_call(const struct binding_list *b, const char *resource);

#endif

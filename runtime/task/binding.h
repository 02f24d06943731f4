/*
 * binding.h - which target does the task of a resource (README.md, "From a workflow to an
 * answer").
 *
 * A state's own binding wins, then an exact one, then the longest pattern; of two that are
 * equal in this the later wins. If none fits, a linked-in task function does the Lambda
 * function or resource of the same name ('-' is '_' in C). A Lambda function and a state
 * machine can be bound by their ARN or their bare name.
 */
#ifndef TASK_BINDING_H
#define TASK_BINDING_H

#include <stdbool.h>
#include <stddef.h>

struct asl_request;
struct asl_workflow;
struct binding_list; /* opaque */
struct buf;
struct target;
struct target_host;

/* New, with the workflow's own bindings, which are borrowed and must outlive it. */
struct binding_list *binding_list_new(const struct asl_workflow *w);
void binding_list_release(struct binding_list *b);

/* Add RESOURCE=TARGET, where TARGET may be its object form in JSON (setting.h). Returns true,
 * or false with a message in `why`. */
bool binding_add(struct binding_list *b, const char *resource_and_target, struct buf *why);

/* Add those in a JSON file {RESOURCE: TARGET}, all or none; a TARGET is a text or an object.
 * Returns true, or false with a message in `why`. */
bool binding_add_file(struct binding_list *b, const char *path, struct buf *why);

/* Requests that nothing is bound to are done by the first way of the server that answers them
 * (`host`, borrowed; NULL if there is none), or else by the program's way that does
 * (target_default()); without this call they are not done. */
void binding_defaults(struct binding_list *b, const struct target_host *host, bool is_local);

/*
 * Returns what does this request in `state`, borrowed from the list, or NULL if nothing does.
 * `called` is what FunctionName says where the resource is lambda:invoke, or StateMachineArn
 * where it is states:startExecution, else NULL. *ret_why (borrowed) is not NULL if the binding
 * that wins was baked in with a target that this program cannot use: it says why.
 * O(bindings).
 */
const struct target *binding_find(const struct binding_list *b, const char *state,
                                  const struct asl_request *r, const char *called,
                                  const char **ret_why);

/* Returns what puts the secret of a connection on requests: the target that is bound to its
 * ARN, or to its bare name. NULL if nothing is; *ret_why is as for binding_find(). */
const struct target *binding_connection(const struct binding_list *b, const char *arn,
                                        const char **ret_why);

/* Prepares the targets of all connections. Returns false, with a line in `why` for each that
 * cannot be used. */
bool binding_prepare_connections(const struct binding_list *b, struct buf *why);

/* Returns true if the request calls something whose name is known only when the state is
 * reached (FunctionName, StateMachineArn), and there is a binding or a function that may do it.
 */
bool binding_may_call(const struct binding_list *b, const struct asl_request *r);

/* Returns true if some target of the list is a function of this process, linked-in ones
 * counting as well. */
bool binding_run_inside(const struct binding_list *b);

#endif

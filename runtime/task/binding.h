/*
 * binding.h - which target does a resource (interface.md, section 3).
 *
 * A state's own binding wins, then an exact one, then the longest pattern; of two that are
 * equal in this the later wins. Where none fits, a Lambda function or resource that has the
 * name of a linked-in function is done by it ('-' is '_' in C).
 */
#ifndef TASK_BINDING_H
#define TASK_BINDING_H

#include <stddef.h>
#include <stdbool.h>

struct asl_handler;
struct asl_workflow;
struct binding_list; /* opaque */
struct buf;

enum target_kind {
    TARGET_NONE,   /* nobody does it */
    TARGET_SYMBOL, /* `handler` */
    TARGET_EXEC,   /* `words`: a command and its arguments */
    TARGET_REFUSED /* baked in, but not for this program: `why` */
};

struct target {
    enum target_kind kind;
    const struct asl_handler *handler;
    const char *const *words; /* ends with NULL */
    const char *why;
};

/* New, with the workflow's own bindings, which are borrowed and must outlive it. */
struct binding_list *binding_list_new(const struct asl_workflow *w);
void binding_list_release(struct binding_list *b);

/* RESOURCE=TARGET. 0, or -EINVAL and a message. */
int binding_add(struct binding_list *b, const char *resource_and_target, struct buf *why);

/* A JSON object of them, all or none. 0, or a negative errno and a message. */
int binding_add_file(struct binding_list *b, const char *path, struct buf *why);

/*
 * Who does `resource` in `state`. `function` is what FunctionName says where the resource is
 * lambda:invoke, else NULL. The target is borrowed from the list. O(bindings).
 */
struct target binding_find(const struct binding_list *b, const char *state,
                           const char *resource, const char *function);

/* True if some binding or function may do a Lambda function whose name is not known yet. */
bool binding_has_any(const struct binding_list *b);

#endif

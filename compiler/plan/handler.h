/*
 * handler.h - which C functions of the given files are tasks of a workflow, and which it calls
 * by their signature.
 */
#ifndef PLAN_HANDLER_H
#define PLAN_HANDLER_H

struct arena;
struct plan_extras;
struct workflow;

/*
 * The functions of x->symbols that a Task needs, by its Lambda function's name ('-' matches
 * '_'), the last part of any other resource, or a c:SYMBOL in x->tasks; each once, in the order
 * of the first need. Ends with NULL.
 */
const char *const *handler_list(struct arena *a, const struct workflow *w,
                                const struct plan_extras *x);

/* The C functions that ffi: targets in x->tasks name without a library, each once. Ends with
 * NULL. */
const char *const *handler_symbols(struct arena *a, const struct plan_extras *x);

#endif

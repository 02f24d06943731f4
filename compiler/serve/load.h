/*
 * load.h - turns the text of a definition into a workflow that this process can run.
 *
 * The text is checked at once. What is good is compiled by a child process (`aslc --shared`)
 * into the cache of cache.h and loaded from there; what the cache has already needs no child,
 * and what is being compiled, or is loaded, is shared by all who ask for the same. At most so
 * many compilers run at a time; the others wait for their turn.
 *
 * All of it belongs to the loop's own thread, and nothing of it waits.
 */
#ifndef SERVE_LOAD_H
#define SERVE_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/check/check.h"

struct asl_workflow;
struct loop;
struct pair;

/* What is the same for all that is loaded; borrowed for as long as the loader lives. */
struct loader_settings {
    struct loop *loop;
    const char *aslc;                 /* the compiler's program; NULL for this process's own */
    const char *const *compiler_args; /* --cc=..., -O..., --tasks=..., .c .o .a .so -l -L -I;
                                         ends with NULL; NULL for none */
    size_t compilers;   /* that run at once; 0 for as many as there are processors */
    size_t waiting;     /* that wait for their turn at most; 0 for 1000 */
    int64_t compile_ms; /* how long one may take; 0 for two minutes */
};

struct loader; /* opaque */

struct loader *loader_new(const struct loader_settings *s);

/* What is still on its way is answered with LOAD_STOPPED. All that was loaded must have been
 * released before. */
void loader_release(struct loader *l);

/* A definition. All of it is copied where it is needed after load_begin(). */
struct load_request {
    const char *text;
    size_t size;
    const char *name; /* the state machine's */
    const char *file; /* what messages call it, YAML if it ends so; NULL for "definition" */
    enum check_type type;
    const struct pair *substitutions; /* for ${NAME}; ends with a NULL name; NULL for none */
};

enum load_end {
    LOAD_DONE,
    LOAD_INVALID, /* the definition has errors */
    LOAD_FAILED,  /* the compiler or the machine failed */
    LOAD_BUSY,    /* too many wait already */
    LOAD_STOPPED  /* the loader goes */
};

struct loaded; /* a workflow that is loaded; opaque */

/* How it has ended. */
struct load_result {
    enum load_end end;
    struct loaded *loaded; /* new, for loaded_release(); NULL unless LOAD_DONE */
    const char *reason; /* borrowed; "" for LOAD_DONE. Of LOAD_INVALID AWS's text: "CODE: text
                           at LOCATION, ..." */
};

/* Calls `done` once, on a later turn of the loop. */
void load_begin(struct loader *l, const struct load_request *r,
                void (*done)(void *owner, const struct load_result *result), void *owner);

/* Its tables, until loaded_release(). Its name is the state machine's, with '_' for what aslc's
 * --name does not take. */
const struct asl_workflow *loaded_workflow(const struct loaded *w);

/* To be called when no execution of it is left and no deployment has it. Nothing that points
 * into its tables may be used afterwards. One that has functions in C stays loaded all the
 * same, since a thread may still be in one of them, and is given to whoever wants it next. Does
 * nothing for NULL. */
void loaded_release(struct loaded *w);

#endif

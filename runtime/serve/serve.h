/*
 * serve.h - the feature `serve`: a server from its options to its end. A workflow's program
 * serves that workflow; aslc, which can compile, serves any, with the same code.
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include <stdbool.h>

#include "runtime/program/option.h"
#include "runtime/program/options.h"
#include "runtime/serve/front.h"

struct asl_workflow;
struct buf;
struct call;
struct station;

struct serve_options {
    struct options common; /* first */
    const char *listen, *token, *mock;
    struct option_factor wait_scale;
    bool is_insecure, accepts_changed;
    struct front_options front;
};

/* The rows of all but `common`: the server's, and those of its routes. */
extern const struct option_row serve_rows[];
extern const struct option_row serve_front_rows[];

/* What a server can do because of who runs it. */
struct serve_more {
    const char *name; /* the server's own, of the folder in which its files are by default */

    /* The state machine that routes start which name none; NULL: each has to name one. */
    const char *machine;

    /* The station is open: fill it with state machines, set its hooks, and have what was under
     * way go on. Returns false, with the reason in `why`, where that cannot be. */
    bool (*open)(void *owner, struct station *s, struct buf *why);

    /* The station is empty, and is about to be closed. NULL: nothing is to be done. */
    void (*close)(void *owner);

    /* Does an operation that needs the compiler. NULL: nobody does. */
    void (*operation)(void *owner, struct station *s, struct call *c);
    void *owner;
};

/* Serve until a signal asks for the end. Returns the exit code. */
int serve_run(const struct serve_options *o, const struct serve_more *more);

#endif

/*
 * run.h - one run of a template: what it has used, and whether it has failed.
 */
#ifndef VTL_RUN_H
#define VTL_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/vtl/heap.h"
#include "runtime/vtl/world.h"

struct buf;
struct datum;
struct value;

struct run_loop;

struct run {
    struct heap heap;
    const struct vtl_world *world;
    struct datum *variables;    /* a map */
    struct run_loop *loop;      /* the innermost #foreach; NULL: none */
    struct value *body;         /* owned: the body as JSON, once it was asked for; NULL */
    bool is_stopped, is_broken; /* by #stop, by #break */
    bool has_failed;
    enum vtl_end end; /* of a run that has failed */
    uint64_t steps;
    int depth;
    int line;        /* where it failed; 0: it has not */
    struct buf *why; /* borrowed */
};

/* What is called of a value; the arguments are borrowed. */
struct run_call {
    struct datum *on; /* not NULL */
    const char *name;
    struct datum **arguments;
    size_t count;
};

/* Note why the run fails, unless it has failed. Returns NULL. */
struct datum *run_fail(struct run *r, enum vtl_end end, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Count work of so many steps. Returns false if the run has failed, of too many steps as well.
 */
bool run_goes_on(struct run *r, size_t steps);

#endif

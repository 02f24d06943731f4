/*
 * redrive.h - goes on with an execution that had ended without success, where it failed.
 *
 * What is needed for that is written while the failing frame and those around it are still
 * there (engine.on_failing). Branches and items that had succeeded stay done; those that had
 * failed or were stopped are done again, from the state that they were in. The children of a
 * Map Run are redriven by the caller, who has them. A distributed Map whose Map Run failed for
 * another reason than its children begins anew.
 */
#ifndef EXEC_REDRIVE_H
#define EXEC_REDRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

struct asl_frame;
struct deployment;
struct execution;
struct run_start;

/* Where an execution has failed last. */
struct redrive_point {
    struct buf bytes;
    /* The Parallel or Map around the failing frame, in this attempt of this visit of its state:
     * if that fails next, it does so because of its child. */
    uint32_t above; /* its slot; 0 if there is none */
    uint64_t entered_event;
    int retries;
};

/* Put what a redrive needs there, in place of what is there. `f` is the frame that has failed,
 * or NULL if the execution is stopped. A Parallel or a Map that fails because of its child
 * leaves the bytes as they are: they were written when the child failed. */
void redrive_write(struct redrive_point *p, const struct execution *x, struct asl_frame *f);

/* How an execution is redriven. */
struct redrive {
    const char *bytes; /* of a point */
    size_t size;
    uint64_t events;  /* how many it had when it ended */
    int64_t redrives; /* how often this has been done, with this one */
};

/* Go on with it: new, as park_resume() gives it, with its last event: ExecutionRedriven. */
struct execution *redrive_begin(struct deployment *d, const struct run_start *s,
                                const struct redrive *how);

#endif

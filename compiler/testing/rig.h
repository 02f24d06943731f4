/*
 * rig.h - one state of a plan, ready to be run by an engine without being compiled: the plan's
 * trees are evaluated where they are, a mock does the work, and what the data is after each
 * step is written down. TestState's.
 */
#ifndef TESTING_RIG_H
#define TESTING_RIG_H

#include <asl/tree.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/testing/given.h"

struct arena;
struct execution;
struct plan_state;
struct value;

/* What the state is called in its execution, whatever its definition calls it, and what one
 * without a machine is called in the machine that is made for it. */
#define RIG_STATE "StateName"

enum rig_end { RIG_SUCCEEDED, RIG_FAILED, RIG_RETRIABLE, RIG_CAUGHT };

/* The machine of the state. A frame's machine leads to its rig. */
struct rig_machine {
    struct asl_machine machine; /* first */
    struct rig *rig;
};

struct rig {
    struct rig_machine machine;
    struct asl_state states[2];
    struct asl_workflow workflow; /* of that machine */
    struct arena *arena;
    const struct plan_state *planned;
    struct asl_retrier *retriers;
    struct given given;

    /* What came of it, once its execution has ended. */
    enum rig_end end;
    const char *refusal;   /* the mock does not fit the state after all; NULL if it does */
    const char *next;      /* the state that comes next; NULL if none does */
    char *error, *cause;   /* of what failed, even if it was caught: owned; NULL if absent */
    struct value *seen;    /* inspectionData, an object: owned */
    struct value *details; /* its errorDetails: owned; NULL if there are none */
};

/* Make a rig for a planned state, in the arena. It does not move while it is in use. */
void rig_open(struct rig *r, struct arena *a, const struct plan_state *planned,
              const struct given *given);

/* A Task without a mock is done as by this workflow (borrowed), which has the state as well. It
 * is called as in its definition then, since somebody may be bound to its name. */
void rig_bind(struct rig *r, const struct asl_workflow *compiled);

/* Its execution has ended: tell how. */
void rig_ended(struct rig *r, const struct execution *x);

void rig_close(struct rig *r);

#endif

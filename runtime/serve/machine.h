/*
 * machine.h - the state machines that a server has, each with its revisions: what it was when
 * it was made, and after each update. An execution stays with the revision it started with.
 */
#ifndef SERVE_MACHINE_H
#define SERVE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/exec/engine.h"

struct asl_workflow;
struct buf;
struct machine;
struct session;

/* A workflow that was loaded for a revision. */
struct machine_load {
    const struct asl_workflow *workflow;
    void (*unload)(void *owner); /* NULL: it is part of the program */
    void *owner;
};

struct revision {
    struct machine *machine; /* borrowed */
    char *id;                /* owned; NULL for the first one */
    char *definition;        /* owned: the JSON text */
    char *role_arn;          /* owned */
    struct machine_load load;
    struct deployment deployment;
    size_t holds; /* whoever needs it: its machine, versions, executions */
};

struct machine {
    char *arn, *name; /* owned */
    bool is_express;
    bool is_deleting; /* its last executions are ending */
    bool is_apart;    /* machine_apart() */
    int64_t created_ms;
    struct revision *current; /* held */
    struct machine *next;
};

struct machines {
    struct session *session; /* borrowed: whose engine runs them */
    struct machine *first;   /* in the order in which they were made */
};

/* What a machine or a revision is made of; texts are copied. */
struct machine_plan {
    const char *name;
    const char *definition;
    const char *role_arn;
    bool is_express;
    int64_t created_ms;
    const char *revision; /* its id; NULL for the first */
    struct machine_load load;
};

/* A machine with its first revision: new, in the list. Returns NULL, with the reason in `why`,
 * if nobody does one of its tasks; the load is the caller's then. */
struct machine *machine_add(struct machines *ms, const struct machine_plan *p, struct buf *why);

/* Give it a new revision in place of its current one. Returns false as machine_add() does. */
bool machine_update(struct machines *ms, struct machine *m, const struct machine_plan *p,
                    struct buf *why);

/* A revision of a machine that is in no list, and that goes with it: new, and held for the
 * caller. NULL as machine_add(). */
struct revision *machine_apart(struct machines *ms, const struct machine_plan *p,
                               struct buf *why);

/* Take it out of the list. Its revisions go with whoever holds them. */
void machine_remove(struct machines *ms, struct machine *m);

/* The machine with that ARN; NULL if there is none. Linear in their number. */
struct machine *machine_find(const struct machines *ms, const char *arn, size_t size);

struct revision *revision_hold(struct revision *r);

/* Does nothing for NULL. */
void revision_release(struct revision *r);

/* The definition's JSON text, out of the pieces that a workflow's program has. New. */
char *machine_definition(const struct asl_workflow *w);

/* Remove all. No execution may be left. */
void machines_close(struct machines *ms);

#endif

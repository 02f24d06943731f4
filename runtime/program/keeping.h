/*
 * keeping.h - executions from the command line that outlive their process: they are in a store,
 * and the same command goes on with them, or prints what they came to.
 *
 * Only a server has a store, so that a program that was built without one keeps nothing.
 */
#ifndef PROGRAM_KEEPING_H
#define PROGRAM_KEEPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answer;
struct asl_workflow;
struct buf;
struct kept; /* opaque: a store with what is under way in it */
struct observer;
struct options;
struct session;
struct value;

struct keeping_start {
    const char *name;    /* by which it is found again */
    struct value *input; /* shared */
    uint64_t nth;        /* from 1: it draws as if --seed were greater by nth - 1 */

    /* It has ended, and its end is in the store; called at once if it had ended before. The
     * answer is borrowed for the call. Not called if it is put away before its end. */
    void (*on_end)(void *owner, const struct answer *a);
    void *owner;
};

/* What the feature that has a store does for the others. */
struct feature_keeping {
    /* Open the store that the options name, and bind the workflow's tasks. `watch` looks at
     * what happens, and may be NULL. Returns EXIT_SUCCEEDED and *ret_kept (new), or another
     * exit code (base/exit.h) after a message. */
    int (*open)(const struct asl_workflow *w, const struct options *o,
                const struct observer *watch, struct kept **ret_kept);

    /* The session in which they run: borrowed. */
    struct session *(*session)(struct kept *k);

    /* Begin an execution, or go on with the one of that name. Returns false, with the reason in
     * `why`, if the store has another one of that name, or one that cannot go on. */
    bool (*begin)(struct kept *k, const struct keeping_start *start, struct buf *why);

    /* The events of an execution, the first one first, each as JSON. */
    void (*history)(struct kept *k, const char *name,
                    void (*visit)(void *owner, const char *json, size_t size), void *owner);

    /* Forks of this process run the executions. In a fork, the index-th of `count`: the store
     * is that of the process at the other end of this socket (taken). In that process: take a
     * request that has come at a socket; returns false if the fork has ended; and then make
     * durable what came, before anything is said of it. */
    void (*share)(struct kept *k, size_t index, size_t count, int fd);
    bool (*serve)(struct kept *k, int fd);
    void (*settle)(struct kept *k);

    /* What has not ended stays in the store. */
    void (*close)(struct kept *k);
};

/* Returns NULL if --name and --store go together in batch; else why they do not. Static. */
const char *keeping_lines_misfit(const struct options *o);

/* What the execution of a line of batch is called, as --name says: new, or NULL where it does
 * not say it. */
char *keeping_line_name(const struct options *o, uint64_t number);

/* What can keep executions in this program; NULL after a message, where nothing can, or where
 * the other options do not go with --store. */
const struct feature_keeping *keeping_of(const struct asl_workflow *w, const struct options *o);

#endif

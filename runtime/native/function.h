/*
 * function.h - a function that tasks call, on pool threads or on the loop's.
 *
 * The binding that names it and each call of it share it, and the last of them releases it: a
 * call may return long after its program has given up on it. A larger structure that begins
 * with this one has what depends on the kind of function.
 */
#ifndef NATIVE_FUNCTION_H
#define NATIVE_FUNCTION_H

#include <stdatomic.h>
#include <stdbool.h>

#include "runtime/native/pace.h"

struct asl_call;
struct buf;
struct value;

struct function {
    atomic_int owners;
    char *name;       /* owned; how messages call it */
    struct pace pace; /* on which thread its calls run */

    /* Before the first call, on the loop's thread: find what it needs. Returns false, with the
     * reason in `why`, if it is not there. NULL if it needs nothing. */
    bool (*prepare)(struct function *f, struct buf *why);

    /* The three parts of a call. `begin` takes from the input what the function needs, and may
     * refuse it with asl_call_fail(). `run` makes the call itself, on any thread, and uses
     * nothing else of the runtime. `end` returns what the function gave as a value (new).
     * `begin` and `end` are called on the loop's thread. */
    void *(*begin)(const struct function *f, const struct value *input, struct asl_call *call);
    void (*run)(const struct function *f, void *work, struct asl_call *call);
    struct value *(*end)(const struct function *f, void *work, struct asl_call *call);

    /* Releases what the larger structure owns. NULL if it owns nothing. */
    void (*close)(struct function *f);
};

/* Fills a new structure, all 0, with its name (copied) and one owner. */
void function_open(struct function *f, const char *name);

/* Add an owner; remove one, where the last releases the structure. */
struct function *function_share(struct function *f);
void function_release(struct function *f);

#endif

/*
 * function.h - a function that tasks call on pool threads.
 *
 * It is shared by the binding that names it and by every call of it, however late that one
 * returns; the last to let go releases it. What kind of function it is stands behind it in a
 * bigger structure.
 */
#ifndef WAY_FUNCTION_H
#define WAY_FUNCTION_H

#include <stdatomic.h>

struct asl_call;
struct asl_handler;
struct asl_target;
struct buf;
struct json_object;

struct function {
    atomic_int owners;
    char *name; /* owned; how messages call it */

    /* Before the first call, on the loop's thread: find what it needs. 0, or a negative errno
     * and a message. NULL: it needs nothing. */
    int (*prepare)(struct function *f, struct buf *why);

    /* As a task's function in C (asl/task.h). */
    struct json_object *(*run)(const struct function *f, struct json_object *input,
                               struct asl_call *call);

    /* Release what stands behind. NULL: nothing. */
    void (*close)(struct function *f);
};

/* A task's function that is linked in; borrowed, it is static. New. */
struct function *function_linked(const struct asl_handler *h);

/* One of a shared library, which is opened at first need. The texts are copied; the loader is
 * static. New. */
struct function *function_shared(const struct asl_target *loader, const char *library,
                                 const char *symbol);

struct function *function_share(struct function *f);
void function_release(struct function *f);

#endif

/*
 * target.h - who does a task, read from the text that names it.
 *
 * Some ways to do a task need what not every program is to have: the opening of shared
 * libraries, libffi. A program lists those that it has (asl.h); nothing else refers to them.
 */
#ifndef TASK_TARGET_H
#define TASK_TARGET_H

#include <stddef.h>

struct asl_workflow;
struct buf;
struct json_object;
struct loop;
struct random;
struct worker_answer;

/* One task that is to be started. All is borrowed for the call but `owner`. */
struct target_job {
    struct loop *loop;
    struct random *random;
    const char *program, *state, *resource; /* static, for messages */
    const struct json_object *input;

    /* SUCCEEDED or FAILED, without a ticket, on a later turn; the job is gone. */
    void (*done)(void *owner, struct worker_answer *answer);

    /* On a later turn, for the heartbeats that came since the last. */
    void (*heartbeat)(void *owner);

    /* What TaskSubmitted shows (taken); at once or later, before `done`. */
    void (*submitted)(void *owner, struct json_object *value);

    void *owner;
};

/* A way to do tasks. `bound` is what it made of a target's text. */
struct target_way {
    /* Before the first start: find what it needs. 0, or a negative errno and a message. NULL:
     * it needs nothing. */
    int (*prepare)(void *bound, struct buf *why);

    /* Begin; what comes back is for `abandon`, until `done`. */
    void *(*start)(void *bound, const struct target_job *job);

    /* Stop it; `done` is not called. */
    void (*abandon)(void *work);

    void (*release)(void *bound);
};

struct target {
    const struct target_way *way; /* static */
    void *bound;                  /* owned */
};

/* A function of whatever type. */
typedef void target_address(void);

/* A way that only programs have that list it. */
struct asl_target {
    const char *word; /* of its row in words.def, which says how its targets are written */

    /* What stands behind the scheme. 0 and *ret_target, or -EINVAL and what is wrong. NULL: it
     * only finds what another way of the same scheme has read. */
    int (*read)(const struct asl_workflow *w, const char *text, struct target *ret_target,
                struct buf *why);

    /* A loader: a symbol of a shared library, of libc or libm where `library` is NULL. 0, or
     * a negative errno and a message. NULL: it is none. */
    int (*find)(const char *library, const char *symbol, target_address **ret_address,
                struct buf *why);

    /* Functions that nothing else need refer to, but that belong to the program with this; ends
     * with NULL. */
    target_address *const *keeps;
};

/* How a target of a kind that words.def has begins, as "exec:"; NULL where `text` is of none of
 * them. Static. */
const char *target_scheme(const char *text);

/* The forms of the targets that this program can use, one for each `index` from 0 on, and what
 * each does; NULL past the last. Static. */
const char *target_form(const struct asl_workflow *w, size_t index, const char **ret_help);

/* 0 and *ret_target (new: target_release() it), or -EINVAL and a message. */
int target_read(const struct asl_workflow *w, const char *text, struct target *ret_target,
                struct buf *why);

/* The loader of this program; NULL: it has none. */
const struct asl_target *target_loader(const struct asl_workflow *w);

int target_prepare(const struct target *t, struct buf *why);
void target_release(struct target *t);

#endif

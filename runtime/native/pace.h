/*
 * pace.h - on which thread a function's calls run: on one of the pool, or on the loop's own
 * (asl/task.h).
 *
 * Four words about a function, each stronger than those before it. With the second its calls
 * are timed: so many in a row that are short, and it runs on the loop's thread; one there that
 * is long, and it is back on the pool for good. Nothing here changes what a workflow answers.
 * The loop's thread alone uses this.
 */
#ifndef NATIVE_PACE_H
#define NATIVE_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct asl_call;
struct json_object;

enum pace_word {
    PACE_POOLED,   /* nothing is known, and nothing is measured */
    PACE_MEASURED, /* it is a function for tasks */
    PACE_QUICK,    /* somebody says that it always returns quickly */
    PACE_BLOCKS,   /* somebody says that it does not, or that has been measured */
};

/* Measured: so many calls in a row that take less than PACE_SHORT_NS, and one that takes more
 * than PACE_LONG_NS. */
#define PACE_CALLS    4
#define PACE_SHORT_NS INT64_C(20000)
#define PACE_LONG_NS  INT64_C(100000)

/* On a busy machine another program may get the processor in the middle of a call. A long call
 * during which that may have happened is forgiven, but not two within so many calls. */
#define PACE_BETWEEN 100

struct pace {
    enum pace_word word;
    unsigned short_calls; /* in a row, at most PACE_CALLS */
    unsigned until_next;  /* calls until one that was interrupted may be forgiven again */
    long interruptions;   /* of the loop's thread, when it was last looked at */
};

/* Adds a word: a weaker one than is known changes nothing. For tests, the environment's
 * ASL_DEBUG=inline says PACE_QUICK of all functions, and ASL_DEBUG=pooled PACE_BLOCKS. */
void pace_say(struct pace *p, enum pace_word word);

/* What the function says itself (ASL_TASK_QUICK, ASL_TASK_BLOCKS); PACE_MEASURED if nothing. */
enum pace_word pace_said(struct json_object *(*function)(struct json_object *input,
                                                         struct asl_call *call));

/* Returns true if calls are to be timed. */
static inline bool pace_is_measured(const struct pace *p)
{
    return p->word == PACE_MEASURED;
}

/* Returns true if the next call is to run on the loop's thread. `may_measure` is false where
 * nothing that was measured counts. */
static inline bool pace_is_inline(const struct pace *p, bool may_measure)
{
    return p->word == PACE_QUICK ||
           (may_measure && p->word == PACE_MEASURED && p->short_calls == PACE_CALLS);
}

/* A call has returned from the pool, or from the loop's thread, after so long. One that has not
 * returned counts as long: INT64_MAX. */
void pace_pooled(struct pace *p, int64_t took_ns);
void pace_inline(struct pace *p, int64_t took_ns);

#endif

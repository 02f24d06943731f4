/*
 * patience.h - how long somebody waits for real work: a bound of its time, and of its silence.
 */
#ifndef TASK_PATIENCE_H
#define TASK_PATIENCE_H

#include <stdint.h>

#include "runtime/task/notice.h"

struct loop;

/* Does not move while it waits. */
struct patience {
    struct loop *loop; /* borrowed */
    uint64_t timeout_id, silence_id;
    int64_t silence_ms;

    /* One of the two is over: NOTICE_TIMED_OUT or NOTICE_BEAT_MISSED. */
    void (*over)(void *owner, enum notice_kind kind);
    void *owner;
};

/* It begins, with `loop`, `over` and `owner` filled in. 0: no bound. */
void patience_begin(struct patience *p, int64_t timeout_ms, int64_t silence_ms);

/* The work has shown that it is alive. */
void patience_renew(struct patience *p);

/* Nothing is bounded any more. */
void patience_end(struct patience *p);

#endif

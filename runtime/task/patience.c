#include "runtime/task/patience.h"

#include "runtime/loop/loop.h"

static void on_timeout(void *owner)
{
    struct patience *p = owner;
    p->timeout_id = 0;
    p->over(p->owner, NOTICE_TIMED_OUT);
}

static void on_silence(void *owner)
{
    struct patience *p = owner;
    p->silence_id = 0;
    p->over(p->owner, NOTICE_BEAT_MISSED);
}

void patience_begin(struct patience *p, int64_t timeout_ms, int64_t silence_ms)
{
    p->timeout_id = timeout_ms > 0 ? loop_real_deadline(p->loop, timeout_ms, on_timeout, p) : 0;
    p->silence_ms = silence_ms;
    patience_renew(p);
}

void patience_renew(struct patience *p)
{
    loop_real_cancel(p->loop, p->silence_id);
    p->silence_id =
        p->silence_ms > 0 ? loop_real_deadline(p->loop, p->silence_ms, on_silence, p) : 0;
}

void patience_end(struct patience *p)
{
    loop_real_cancel(p->loop, p->timeout_id);
    loop_real_cancel(p->loop, p->silence_id);
    p->timeout_id = p->silence_id = 0;
    p->silence_ms = 0;
}

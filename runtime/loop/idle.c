#include "runtime/loop/idle.h"

#include <event2/event.h>
#include <stdbool.h>

#include "runtime/base/memory.h"
#include "runtime/loop/loop.h"

/* libevent counts an event that waits for a descriptor and for a time twice. */
static int count(const struct event *e)
{
    bool is_watched = event_pending(e, EV_READ | EV_WRITE, NULL) != 0;
    bool is_timed = event_pending(e, EV_TIMEOUT, NULL) != 0;
    return is_watched + is_timed;
}

void idle_watch(struct loop *l, struct event *e, int64_t quiet_ms)
{
    struct timeval quiet = { .tv_sec = quiet_ms / 1000, .tv_usec = quiet_ms % 1000 * 1000 };
    int before = count(e);
    if (event_add(e, quiet_ms > 0 ? &quiet : NULL) != 0) {
        memory_exhausted();
    }
    if (quiet_ms == 0) {
        event_remove_timer(e);
    }
    loop_count_idle(l, count(e) - before);
}

void idle_unwatch(struct loop *l, struct event *e)
{
    loop_count_idle(l, -count(e));
    event_del(e);
}

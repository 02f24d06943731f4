#include "runtime/base/clock.h"

#include <assert.h>
#include <time.h>

static int64_t read_ns(clockid_t which)
{
    struct timespec now = { 0 };
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void clock_start_real(struct clock *c)
{
    *c = (struct clock){ .is_virtual = false };
}

void clock_start_virtual(struct clock *c, int64_t at_ms)
{
    *c = (struct clock){ .is_virtual = true, .virtual_ms = at_ms };
}

int64_t clock_now_ms(const struct clock *c)
{
    return c->is_virtual ? c->virtual_ms : read_ns(CLOCK_REALTIME) / 1000000;
}

int64_t clock_monotonic_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}

void clock_jump(struct clock *c, int64_t to_ms)
{
    assert(c->is_virtual);
    if (to_ms > c->virtual_ms) {
        c->virtual_ms = to_ms;
    }
}

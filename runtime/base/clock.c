#include "runtime/base/clock.h"

#include <assert.h>
#include <time.h>

#define NS_OF_MS   1000000
#define NOTICED_MS 1000

static int64_t read_ns(clockid_t which)
{
    struct timespec now = { 0 };
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void clock_start_real(struct clock *c)
{
    int64_t boot_ns = read_ns(CLOCK_REALTIME) - read_ns(CLOCK_BOOTTIME);
    *c = (struct clock){ .is_virtual = false, .boot_ns = boot_ns };
}

void clock_start_virtual(struct clock *c, int64_t at_ms)
{
    *c = (struct clock){ .is_virtual = true, .virtual_ms = at_ms };
}

int64_t clock_now_ms(const struct clock *c)
{
    return c->is_virtual ? c->virtual_ms : read_ns(CLOCK_REALTIME) / NS_OF_MS;
}

/* CLOCK_BOOTTIME goes on while the machine is suspended, which CLOCK_MONOTONIC does not. */
int64_t clock_steady_ns(const struct clock *c)
{
    return c->is_virtual ? c->virtual_ms * NS_OF_MS : c->boot_ns + read_ns(CLOCK_BOOTTIME);
}

int64_t clock_steady_ms(const struct clock *c)
{
    return c->is_virtual ? c->virtual_ms : clock_steady_ns(c) / NS_OF_MS;
}

int64_t clock_set_ms(struct clock *c)
{
    int64_t now_ms = c->is_virtual ? 0 : clock_now_ms(c) - clock_steady_ms(c);
    if (now_ms - c->set_ms >= NOTICED_MS || c->set_ms - now_ms >= NOTICED_MS) {
        c->set_ms = now_ms;
    }
    return c->set_ms;
}

int64_t clock_wall_ms(void)
{
    return read_ns(CLOCK_REALTIME) / NS_OF_MS;
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

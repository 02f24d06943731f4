#include "runtime/loop/calm.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <poll.h>
#include <stddef.h>

#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/loop/loop.h"

/* How long a wait is by itself before others go on, and between two looks at them. */
#define LOOK_MS 20

#define NS_PER_MS INT64_C(1000000)

struct calm {
    struct calm_member *first;
    struct event barrier;
    bool is_calm;
};

static struct calm *calm_of(const struct loop *l)
{
    return loop_guest(l, LOOP_CALM);
}

static void release(void *guest)
{
    memory_release(guest);
}

static void settle(void *guest)
{
    const struct calm *c = guest;
    for (struct calm_member *m = c->first, *next; m != NULL; m = next) {
        next = m->next;
        if (m->settle != NULL) {
            m->settle(m->owner);
        }
    }
}

static const struct loop_guest kind = { .release = release, .settle = settle };

/* Nothing with a lower priority than the barrier's is called. */
static void on_barrier(evutil_socket_t fd, short what, void *owner)
{
    (void)fd, (void)what;
    event_base_loopbreak(owner);
}

void calm_add(struct loop *l, struct calm_member *m)
{
    struct calm *c = calm_of(l);
    if (c == NULL) {
        struct event_base *base = loop_base(l);
        c = memory_zero(sizeof *c);
        if (event_assign(&c->barrier, base, -1, 0, on_barrier, base) != 0 ||
            event_priority_set(&c->barrier, LOOP_BARRIER) != 0) {
            memory_exhausted();
        }
        loop_take_in(l, LOOP_CALM, &kind, c);
    }
    m->next = c->first;
    c->first = m;
}

void calm_remove(struct loop *l, struct calm_member *m)
{
    struct calm_member **at = &calm_of(l)->first;
    while (*at != m) {
        at = &(*at)->next;
    }
    *at = m->next;
}

bool loop_is_calm(const struct loop *l)
{
    const struct calm *c = calm_of(l);
    return c != NULL && c->is_calm;
}

/* One that has come already, and was not called yet, keeps the priority that it has. */
void calm_mark(struct loop *l, struct event *e)
{
    event_priority_set(e, loop_is_calm(l) ? LOOP_CALM_EVENTS : LOOP_EVENTS);
}

static void change(struct calm *c, bool is_calm)
{
    c->is_calm = is_calm;
    for (struct calm_member *m = c->first; m != NULL; m = m->next) {
        m->change(m->owner);
    }
}

static bool is_ready(int fd, short what, int64_t ms)
{
    struct pollfd p = { .fd = fd, .events = what };
    return poll(&p, 1, (int)ms) > 0;
}

/* What is calm is called, with the barrier behind it: that may not have had its turn. */
static void look(struct loop *l, struct calm *c)
{
    event_active(&c->barrier, 0, 0);
    event_base_loop(loop_base(l), EVLOOP_NONBLOCK);
    event_del(&c->barrier);
}

bool calm_wait(struct loop *l, int fd, short what, int64_t ms)
{
    struct calm *c = l == NULL || loop_is_inside(l) ? NULL : calm_of(l);
    int64_t left_ms = ms, end_ns = clock_monotonic_ns() + ms * NS_PER_MS;
    bool was_calm = c != NULL && c->is_calm, has_come = false;
    while (
        !(has_come = is_ready(fd, what, c == NULL || left_ms < LOOK_MS ? left_ms : LOOK_MS)) &&
        (left_ms = (end_ns - clock_monotonic_ns()) / NS_PER_MS) > 0) {
        if (c != NULL && !c->is_calm) {
            change(c, true);
        }
        if (c != NULL) {
            look(l, c);
        }
    }
    if (c != NULL && c->is_calm && !was_calm) {
        change(c, false);
    }
    return has_come;
}

#include "runtime/loop/tick.h"

#include <event2/event.h>
#include <event2/event_struct.h>

#include "runtime/base/memory.h"
#include "runtime/loop/calm.h"
#include "runtime/loop/idle.h"
#include "runtime/loop/loop.h"

struct tick {
    struct loop *loop;
    struct event event;
    struct calm_member calm;
    bool stays; /* while the loop is calm */
    int64_t every_ms;
    void (*f)(void *owner);
    void *owner;
};

static void on_time(evutil_socket_t fd, short what, void *owner)
{
    struct tick *t = owner;
    (void)fd, (void)what;
    t->f(t->owner);
}

static void on_calm(void *owner)
{
    struct tick *t = owner;
    calm_mark(t->loop, &t->event);
}

struct tick *tick_start(struct loop *l, int64_t every_ms, void (*f)(void *owner), void *owner)
{
    struct tick *t = memory_zero(sizeof *t);
    t->loop = l;
    t->f = f;
    t->owner = owner;
    if (event_assign(&t->event, loop_base(l), -1, EV_PERSIST, on_time, t) != 0) {
        memory_exhausted();
    }
    t->calm = (struct calm_member){ .change = on_calm, .owner = t };
    tick_change(t, every_ms);
    return t;
}

void tick_change(struct tick *t, int64_t every_ms)
{
    if (t->every_ms != every_ms) {
        t->every_ms = every_ms;
        idle_watch(t->loop, &t->event, every_ms);
    }
}

void tick_stay(struct tick *t)
{
    calm_add(t->loop, &t->calm);
    t->stays = true;
}

void tick_stop(struct tick *t)
{
    if (t != NULL) {
        if (t->stays) {
            calm_remove(t->loop, &t->calm);
        }
        idle_unwatch(t->loop, &t->event);
        memory_release(t);
    }
}

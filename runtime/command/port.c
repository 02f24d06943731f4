#include "runtime/command/port.h"

#include <errno.h>
#include <event2/event.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "runtime/base/memory.h"
#include "runtime/loop/loop.h"

static void on_ready(evutil_socket_t fd, short what, void *owner)
{
    struct port *p = owner;
    (void)fd, (void)what;
    p->is_ready = true;
    p->is_asked = false;
}

/* epoll refuses what never waits; it is asked here, since libevent would warn. */
static bool can_wait(int fd)
{
    int probe = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = { .events = 0 };
    bool accepted = probe >= 0 && epoll_ctl(probe, EPOLL_CTL_ADD, fd, &event) == 0;
    if (probe >= 0) {
        close(probe);
    }
    return accepted;
}

static void open_port(struct port *p, struct loop *l, int fd, short what)
{
    *p = (struct port){ .fd = fd };
    if (!can_wait(fd)) {
        return;
    }
    p->event = event_new(loop_base(l), fd, what, on_ready, p);
    if (p->event == NULL) {
        memory_exhausted();
    }
}

void port_open_reading(struct port *p, struct loop *l, int fd)
{
    open_port(p, l, fd, EV_READ);
}

void port_open_writing(struct port *p, struct loop *l, int fd)
{
    open_port(p, l, fd, EV_WRITE);
}

void port_close(struct port *p)
{
    if (p->event != NULL) {
        event_free(p->event);
    }
    p->event = NULL;
}

void port_ask(struct port *p, bool wanted)
{
    if (p->event == NULL || p->is_asked == wanted || (wanted && p->is_ready)) {
        return;
    }
    p->is_asked = wanted;
    if (wanted && event_add(p->event, NULL) != 0) {
        memory_exhausted();
    } else if (!wanted) {
        event_del(p->event);
    }
}

bool port_take(struct port *p)
{
    bool is_ready = p->event == NULL || p->is_ready;
    p->is_ready = false;
    return is_ready;
}

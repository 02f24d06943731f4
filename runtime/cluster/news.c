#include "runtime/cluster/news.h"

#include <event2/event.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "runtime/base/memory.h"
#include "runtime/loop/loop.h"
#include "runtime/store/shared.h"

/* The store closes its socket when it likes, and the system gives the number to whatever is
 * opened next. So libevent is given a descriptor of our own for that socket. */
struct news {
    struct loop *loop;
    struct store *store;
    struct event *event; /* owned; NULL: nothing is watched */
    int own_fd, fd;      /* fd: whose own_fd is another one, -1: none */
    uint64_t reconnects; /* with which that is the store's */
};

struct news *news_open(struct loop *l, struct store *s)
{
    struct news *n = memory_zero(sizeof *n);
    *n = (struct news){ .loop = l, .store = s, .own_fd = -1, .fd = -1 };
    return n;
}

static void forget(struct news *n)
{
    if (n->event != NULL) {
        event_free(n->event);
        close(n->own_fd);
        n->event = NULL;
    }
    n->own_fd = n->fd = -1;
}

static void on_news(evutil_socket_t fd, short what, void *owner)
{
    struct news *n = owner;
    (void)fd, (void)what;
    store_hear(n->store);
    news_watch(n);
}

static void watch(struct news *n, int fd)
{
    n->own_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (n->own_fd < 0) {
        return; /* there are too many descriptors: it is tried again with the next turn */
    }
    n->event = event_new(loop_base(n->loop), n->own_fd, EV_READ | EV_PERSIST, on_news, n);
    if (n->event == NULL || event_add(n->event, NULL) != 0) {
        memory_exhausted();
    }
    n->fd = fd;
}

void news_watch(struct news *n)
{
    int fd = store_socket(n->store);
    uint64_t reconnects = store_counts(n->store)->reconnects;
    if (fd == n->fd && reconnects == n->reconnects) {
        return;
    }
    forget(n);
    n->reconnects = reconnects;
    if (fd >= 0) {
        watch(n, fd);
    }
}

void news_close(struct news *n)
{
    forget(n);
    memory_release(n);
}

#include "runtime/cluster/news.h"

#include <event2/event.h>
#include <stdint.h>

#include "runtime/base/memory.h"
#include "runtime/loop/loop.h"
#include "runtime/store/shared.h"

struct news {
    struct loop *loop;
    struct store *store;
    void (*called)(void *owner);
    void *owner;
    struct event *event; /* owned; NULL: nothing is watched */
    int fd;
    uint64_t reconnects; /* with which that is the descriptor */
};

struct news *news_open(struct loop *l, struct store *s, void (*called)(void *owner),
                       void *owner)
{
    struct news *n = memory_zero(sizeof *n);
    *n = (struct news){ .loop = l, .store = s, .called = called, .owner = owner, .fd = -1 };
    return n;
}

static void forget(struct news *n)
{
    if (n->event != NULL) {
        event_del(n->event);
        event_free(n->event);
        n->event = NULL;
    }
    n->fd = -1;
}

static void on_news(evutil_socket_t fd, short what, void *owner)
{
    struct news *n = owner;
    (void)fd, (void)what;
    if (store_is_called(n->store)) {
        n->called(n->owner);
    }
}

void news_watch(struct news *n)
{
    int fd = store_socket(n->store);
    uint64_t reconnects = store_counts(n->store)->reconnects;
    if (fd == n->fd && reconnects == n->reconnects) {
        return;
    }
    forget(n);
    if (fd >= 0) {
        n->event = event_new(loop_base(n->loop), fd, EV_READ | EV_PERSIST, on_news, n);
        event_add(n->event, NULL);
        n->fd = fd;
        n->reconnects = reconnects;
    }
}

void news_close(struct news *n)
{
    forget(n);
    memory_release(n);
}

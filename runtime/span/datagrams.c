#include "runtime/span/datagrams.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/loop/dial.h"
#include "runtime/loop/loop.h"

#define DATAGRAM_MAX ((size_t)65000)
#define QUEUE_MAX    ((size_t)16 << 20) /* bytes */
#define BURST        32 /* datagrams; a receiver's buffer has room for some hundreds */
#define BURST_NS     INT64_C(1000000)

struct datagram {
    struct datagram *next;
    size_t size;
    char bytes[];
};

struct datagrams {
    struct loop *loop;
    char *host;
    int port;
    int fd;                /* -1 as long as there is none */
    struct dialer *dialer; /* NULL before the first datagram */
    struct dial *search;   /* while the host's address is looked for */
    bool has_failed;       /* there is no address */
    struct datagram *first, **end;
    size_t bytes;
    int64_t burst_ns; /* when the burst began, */
    int burst;        /* and how many are in it */
    uint64_t dropped;
    char *reason;
};

struct datagrams *datagrams_new(struct loop *l, const char *host, int port)
{
    struct datagrams *d = memory_zero(sizeof *d);
    d->loop = l;
    d->host = memory_text(host);
    d->port = port;
    d->fd = -1;
    d->end = &d->first;
    return d;
}

static void take_first(struct datagrams *d)
{
    struct datagram *g = d->first;
    d->first = g->next;
    d->end = d->first == NULL ? &d->first : d->end;
    d->bytes -= g->size;
    memory_release(g);
}

void datagrams_release(struct datagrams *d)
{
    while (d->first != NULL) {
        take_first(d);
    }
    if (d->search != NULL) {
        dial_stop(d->search);
    }
    if (d->dialer != NULL) {
        dialer_release(d->dialer);
    }
    if (d->fd >= 0) {
        close(d->fd);
    }
    memory_release(d->host);
    memory_release(d->reason);
    memory_release(d);
}

static void lose(struct datagrams *d, uint64_t count, const char *reason)
{
    d->dropped += count;
    memory_release(d->reason);
    d->reason = memory_text(reason);
}

void datagrams_put(struct datagrams *d, const struct buf *b)
{
    if (b->size > DATAGRAM_MAX || d->has_failed) {
        lose(d, 1, d->has_failed ? d->reason : "a document is too long");
        return;
    }
    if (d->bytes + b->size > QUEUE_MAX) {
        lose(d, 1, "there were too many at once");
        return;
    }
    struct datagram *g = memory_get(sizeof *g + b->size);
    g->next = NULL;
    g->size = b->size;
    memcpy(g->bytes, b->text, b->size);
    *d->end = g;
    d->end = &g->next;
    d->bytes += b->size;
}

void datagrams_give_up(struct datagrams *d, const char *reason)
{
    uint64_t count = 0;
    for (; d->first != NULL; count++) {
        take_first(d);
    }
    if (count > 0) {
        lose(d, count, reason);
    }
}

uint64_t datagrams_dropped(const struct datagrams *d, const char **ret_reason)
{
    *ret_reason = d->reason;
    return d->dropped;
}

/* ---- The socket -------------------------------------------------------------------------- */

static void on_found(void *owner, const struct dial_end *end)
{
    struct datagrams *d = owner;
    d->search = NULL;
    d->fd = end->fd;
    if (d->fd < 0) {
        d->has_failed = true;
        datagrams_give_up(d, end->reason);
    }
}

static void open_socket(struct datagrams *d)
{
    if (d->search == NULL) {
        d->dialer = dialer_new(d->loop);
        d->search = dial_datagrams(d->dialer, d->host, (uint16_t)d->port, on_found, d);
    }
}

/* A datagram that nobody takes on this machine is refused at once; what another machine refuses
 * is heard later. */
static int refusal(const struct datagrams *d)
{
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(d->fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : 0;
}

/* Returns false if the socket takes nothing now. */
static bool send_first(struct datagrams *d)
{
    const struct datagram *g = d->first;
    ssize_t sent = send(d->fd, g->bytes, g->size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == ECONNREFUSED) { /* an earlier one was */
        lose(d, 1, strerror(errno));
        sent = send(d->fd, g->bytes, g->size, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    int error = sent < 0 ? errno : refusal(d);
    if (sent < 0 && (error == EAGAIN || error == ENOBUFS || error == EINTR)) {
        return false;
    }
    if (error != 0) {
        lose(d, 1, strerror(error));
    }
    take_first(d);
    return true;
}

static bool may_send(struct datagrams *d)
{
    int64_t now_ns = clock_monotonic_ns();
    if (now_ns - d->burst_ns >= BURST_NS) {
        d->burst_ns = now_ns;
        d->burst = 0;
    }
    return d->burst++ < BURST;
}

bool datagrams_pump(struct datagrams *d)
{
    if (d->first != NULL && d->fd < 0) {
        open_socket(d);
    }
    while (d->fd >= 0 && d->first != NULL && may_send(d) && send_first(d)) {
    }
    return d->first != NULL;
}

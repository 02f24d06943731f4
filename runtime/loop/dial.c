#include "runtime/loop/dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <event2/util.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/memory.h"
#include "runtime/loop/loop.h"

enum { ADDRESSES_MAX = 16 };

struct dialer {
    struct loop *loop;
    struct evdns_base *names; /* made for the first name */
    struct dial *first;       /* all that are not released */
};

struct dial {
    struct dialer *dialer;
    uint16_t port;
    int type; /* SOCK_STREAM or SOCK_DGRAM */
    struct sockaddr_storage addresses[ADDRESSES_MAX];
    socklen_t sizes[ADDRESSES_MAX];
    size_t count, next;
    struct evdns_getaddrinfo_request *lookup; /* while the resolver works */
    bool has_answer;                          /* the resolver's, which may come at once */
    bool is_stopped;                          /* the resolver alone still knows it */
    const char *unknown;                      /* why there is no address; static */
    struct event *writable;                   /* while a connection is being made */
    struct dial *after, *before;
    int fd, error;
    void (*done)(void *owner, const struct dial_end *end);
    void *owner;
};

struct dialer *dialer_new(struct loop *l)
{
    struct dialer *d = memory_zero(sizeof *d);
    d->loop = l;
    return d;
}

static void release(struct dial *d)
{
    if (d->after != NULL) {
        d->after->before = d->before;
    }
    *(d->before != NULL ? &d->before->after : &d->dialer->first) = d->after;
    if (d->writable != NULL) {
        event_free(d->writable);
    }
    if (d->fd >= 0) {
        close(d->fd);
    }
    memory_release(d);
}

void dialer_release(struct dialer *all)
{
    if (all->names != NULL) {
        evdns_base_free(all->names, 0);
    }
    while (all->first != NULL) {
        release(all->first);
    }
    memory_release(all);
}

static void end(struct dial *d, int fd)
{
    struct dial_end e = { .fd = fd, .is_unknown = d->unknown != NULL, .error = d->error };
    e.reason = e.is_unknown ? d->unknown : strerror(d->error);
    d->fd = -1;
    d->done(d->owner, &e);
    release(d);
}

/* ---- Connecting ---- */

static void try_next(struct dial *d);

static void on_writable(evutil_socket_t fd, short what, void *owner)
{
    struct dial *d = owner;
    socklen_t size = sizeof d->error;
    (void)what;
    event_free(d->writable);
    d->writable = NULL;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &d->error, &size) != 0) {
        d->error = errno;
    }
    if (d->error == 0) {
        end(d, fd);
        return;
    }
    close(fd);
    d->fd = -1;
    try_next(d);
}

/* Returns false, with d->error, if the address cannot be tried at all. */
static bool try_address(struct dial *d, const struct sockaddr_storage *address, socklen_t size)
{
    int one = 1;
    d->fd = socket(address->ss_family, d->type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (d->fd < 0) {
        d->error = errno;
        return false;
    }
    if (d->type == SOCK_STREAM) {
        setsockopt(d->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    if (connect(d->fd, (const struct sockaddr *)address, size) != 0 && errno != EINPROGRESS) {
        d->error = errno;
        close(d->fd);
        d->fd = -1;
        return false;
    }
    d->writable = event_new(loop_base(d->dialer->loop), d->fd, EV_WRITE, on_writable, d);
    if (d->writable == NULL || event_add(d->writable, NULL) != 0) {
        memory_exhausted();
    }
    return true;
}

/* Goes on with the next address; after the last one it says why that did not work. */
static void try_next(struct dial *d)
{
    while (d->next < d->count) {
        size_t i = d->next++;
        if (try_address(d, &d->addresses[i], d->sizes[i])) {
            return;
        }
    }
    end(d, -1);
}

/* The addresses are known. */
static void on_turn(void *owner)
{
    try_next(owner);
}

/* ---- Addresses ---- */

static void add_address(struct dial *d, const struct sockaddr *address, size_t size)
{
    if (d->count < ADDRESSES_MAX && size <= sizeof d->addresses[0]) {
        memcpy(&d->addresses[d->count], address, size);
        d->sizes[d->count++] = (socklen_t)size;
    }
}

static bool add_numeric(struct dial *d, const char *host)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(d->port) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(d->port) };
    if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
        add_address(d, (const struct sockaddr *)&v4, sizeof v4);
    } else if (inet_pton(AF_INET6, host, &v6.sin6_addr) == 1) {
        add_address(d, (const struct sockaddr *)&v6, sizeof v6);
    }
    return d->count > 0;
}

/* `domain` itself, or a name below it. */
static bool is_within(const char *host, const char *domain)
{
    size_t size = strlen(host), least = strlen(domain);
    const char *end = size >= least ? host + size - least : "";
    return strcmp(end, domain) == 0 && (end == host || end[-1] == '.');
}

static void on_addresses(int result, struct evutil_addrinfo *all, void *owner)
{
    struct dial *d = owner;
    d->has_answer = true;
    d->lookup = NULL;
    for (const struct evutil_addrinfo *a = all; result == 0 && a != NULL; a = a->ai_next) {
        add_address(d, a->ai_addr, a->ai_addrlen);
    }
    if (all != NULL) {
        evutil_freeaddrinfo(all);
    }
    if (d->is_stopped) {
        release(d);
        return;
    }
    if (d->count == 0) {
        d->unknown = result == EVUTIL_EAI_AGAIN ? "Temporary failure in name resolution"
                                                : "Name or service not known";
    }
    loop_soon(d->dialer->loop, on_turn, d);
}

/* The answer may come before the call returns. */
static void look_up(struct dial *d, const char *host)
{
    struct dialer *all = d->dialer;
    struct evutil_addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    char service[sizeof "65535"];
    if (all->names == NULL) {
        all->names = evdns_base_new(loop_base(all->loop), EVDNS_BASE_INITIALIZE_NAMESERVERS |
                                                              EVDNS_BASE_DISABLE_WHEN_INACTIVE);
    }
    evutil_snprintf(service, sizeof service, "%d", d->port);
    if (all->names == NULL) {
        on_addresses(EVUTIL_EAI_NONAME, NULL, d);
    } else {
        struct evdns_getaddrinfo_request *lookup =
            evdns_getaddrinfo(all->names, host, service, &hints, on_addresses, d);
        d->lookup = d->has_answer ? NULL : lookup;
    }
}

static struct dial *start(struct dialer *all, const char *host, struct dial wanted)
{
    struct dial *d = memory_get(sizeof *d);
    uint16_t port = wanted.port;
    *d = wanted;
    d->dialer = all;
    d->fd = -1;
    d->after = all->first;
    if (d->after != NULL) {
        d->after->before = d;
    }
    all->first = d;
    if (add_numeric(d, host)) {
        loop_soon(all->loop, on_turn, d);
    } else if (is_within(host, "invalid")) {
        on_addresses(EVUTIL_EAI_NONAME, NULL, d);
    } else if (is_within(host, "localhost")) {
        add_numeric(d, "127.0.0.1");
        struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
                                   .sin6_port = htons(port),
                                   .sin6_addr = IN6ADDR_LOOPBACK_INIT };
        add_address(d, (const struct sockaddr *)&v6, sizeof v6);
        loop_soon(all->loop, on_turn, d);
    } else {
        look_up(d, host);
    }
    return d;
}

struct dial *dial_start(struct dialer *all, const char *host, uint16_t port,
                        void (*done)(void *owner, const struct dial_end *end), void *owner)
{
    return start(
        all, host,
        (struct dial){ .port = port, .type = SOCK_STREAM, .done = done, .owner = owner });
}

struct dial *dial_datagrams(struct dialer *all, const char *host, uint16_t port,
                            void (*done)(void *owner, const struct dial_end *end), void *owner)
{
    return start(
        all, host,
        (struct dial){ .port = port, .type = SOCK_DGRAM, .done = done, .owner = owner });
}

void dial_stop(struct dial *d)
{
    loop_soon_cancel(d->dialer->loop, on_turn, d);
    if (d->lookup != NULL) {
        d->is_stopped = true; /* on_addresses() releases it */
        evdns_getaddrinfo_cancel(d->lookup);
    } else {
        release(d);
    }
}

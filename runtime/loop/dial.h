/*
 * dial.h - finds the addresses of a host and connects to one of them, without blocking.
 *
 * IP addresses, names below "localhost" and those below "invalid", which there never are, need
 * no resolver (RFC 6761); other names are looked for in /etc/hosts and by DNS. The addresses
 * are tried one after the other.
 */
#ifndef LOOP_DIAL_H
#define LOOP_DIAL_H

#include <stdbool.h>
#include <stdint.h>

struct dial;   /* opaque: one connection that is being made; gone after `done` */
struct dialer; /* opaque: the resolver of a loop */
struct loop;

struct dial_end {
    int fd;             /* of the connection, for the receiver to close; -1: there is none */
    bool is_unknown;    /* the name of the host has no address */
    int error;          /* the errno of the last address; of no interest where it is unknown */
    const char *reason; /* borrowed: "Connection refused", "Name or service not known" */
};

struct dialer *dialer_new(struct loop *l);
void dialer_release(struct dialer *d);

/* Connect to `host`, a name or an address without brackets (copied). `done` is called once, on
 * a later turn, unless dial_stop() comes first. */
struct dial *dial_start(struct dialer *d, const char *host, uint16_t port,
                        void (*done)(void *owner, const struct dial_end *end), void *owner);
void dial_stop(struct dial *d);

/* The same for datagrams: a socket of UDP that sends to the host, and does not block. */
struct dial *dial_datagrams(struct dialer *d, const char *host, uint16_t port,
                            void (*done)(void *owner, const struct dial_end *end), void *owner);

#endif

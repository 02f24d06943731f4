/*
 * fetch.h - sends HTTP requests and brings the answers, on a loop: nothing here blocks, and
 * connections are kept open for the next request to the same host.
 *
 * This is the one interface to two ways: fetch_plain, which is here, for http: and tls.h's
 * fetch_tls for https:. A program that needs no TLS has none of it.
 *
 * Redirects are not followed: the answer 3xx is an answer like any other.
 */
#ifndef LOOP_FETCH_H
#define LOOP_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct loop;
struct wire_answer;
struct wire_request;

/* What went wrong with a request that got no answer. */
enum fetch_fault {
    FETCH_GOOD,
    FETCH_UNKNOWN_HOST, /* no address has that name */
    FETCH_REFUSED,      /* there is no connection */
    FETCH_UNTRUSTED,    /* the connection cannot be trusted: certificates */
    FETCH_LOST,         /* the connection ended before the answer did */
    FETCH_TIMED_OUT,
    FETCH_NOT_HTTP,     /* what came is not an answer */
    FETCH_TOO_LARGE,    /* the answer is larger than it may be */
    FETCH_UNAUTHORIZED, /* it was not sent: who gives the permission to has refused */
    FETCH_UNSIGNED      /* it was not sent: there are no credentials to sign it with */
};

/* All in real time. A limit of 0 does not bound. */
struct fetch_limits {
    int64_t connect_ms; /* to find the host and connect to it */
    int64_t total_ms;
    /* The least that must come: a byte within quiet_ms until the answer begins, and slow_bytes
     * within any slow_ms after that. */
    int64_t quiet_ms;
    int64_t slow_ms;
    size_t slow_bytes;
    size_t body_max; /* bytes of an answer's body; never 0 */
};

struct fetch_end {
    enum fetch_fault fault;
    const char *reason;         /* of a fault: "Connection refused"; borrowed for the call */
    struct wire_answer *answer; /* of FETCH_GOOD: the receiver may take what it holds; NULL */
};

struct fetch_job {
    struct loop *loop;
    const struct wire_request *request; /* borrowed until the end; Host, Content-Length and
                                           Connection are added where they are missing */
    struct fetch_limits limits;
    const char *ca_file; /* TLS: certificates to trust instead of the system's, or NULL */
    bool is_aside;       /* it does not count as work in flight: a virtual clock may jump */
    void (*done)(void *owner, struct fetch_end *end); /* once, on a later turn */
    void *owner;
};

struct fetch_way {
    /* Returns false, with the reason in `why`, if requests cannot be sent at all: a library is
     * missing. */
    bool (*prepare)(struct buf *why);

    /* Sends the request. It counts as work in flight, unless it is aside. The result is what
     * `abandon` takes, until `done` is called. */
    void *(*start)(const struct fetch_job *job);

    /* Gives the request up; `done` is not called any more. */
    void (*abandon)(void *call);
};

extern const struct fetch_way fetch_plain;

/* The most connections that are open at once; requests beyond them wait for their turn. */
#define FETCH_CONNECTIONS_MAX 8192

#endif

/*
 * httpoptions.h - what a server of http.h is opened with.
 */
#ifndef LOOP_HTTPOPTIONS_H
#define LOOP_HTTPOPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_request;

#define HTTP_BODY_MAX ((size_t)16 << 20)

struct http_options {
    const char *address;    /* numeric, IPv4 or IPv6; NULL for 127.0.0.1 */
    uint16_t port;          /* 0: the system picks one */
    size_t body_max;        /* bytes of a request's body; 0 for HTTP_BODY_MAX */
    size_t connections_max; /* more wait to be accepted; 0 for 4096 */
    int64_t quiet_ms; /* a connection is closed when nothing moves on it for that long while we
                         wait for its client; 0: never */
    int64_t request_ms; /* a connection is closed when a request has not come as a whole so long
                           after its first byte, however its client dribbles; 0: never */

    /* Bytes of requests that are kept at most, of all connections together: beyond that, what
     * is more than a small request is answered 503. 0 for 256 MiB. */
    size_t kept_max;

    /* Refuse with 403 whatever http_is_foreign() says is foreign. */
    bool is_guarded;

    /* Answer a request at once, even while the loop is calm (calm.h), in which the server takes
     * part then. Returns false if it is another one, of which on_request, or on_large, is told
     * in the loop's next turn, and never from inside libevent. NULL: each is told of at once,
     * and none is read while the loop is calm. */
    bool (*at_once)(void *owner, struct http_request *r);

    /* A request is whole. It must be answered, now or later. */
    void (*on_request)(void *owner, struct http_request *r);

    /* The same for a request whose body was longer than body_max: it was dropped. NULL: such a
     * request is answered 413. */
    void (*on_large)(void *owner, struct http_request *r);

    /* The client has hung up, or the server is closed, before the request was answered. Of who
     * hangs up while the loop is calm this is told by loop_settle(), or in the next turn. May
     * be NULL. */
    void (*on_gone)(void *owner, struct http_request *r);

    void *owner;
};

#endif

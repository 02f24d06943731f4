/*
 * server.h - AWS's API of Step Functions over HTTP, on a loop: AWS JSON 1.0 at POST /, and
 * /healthz, /readyz and /metrics for whoever watches it. Where the API asks for a token, so
 * does /metrics.
 *
 * The server reads and checks requests, and writes answers. What an operation does is the
 * caller's: he has a function for each that gets a call (call.h), and answers it now or later.
 */
#ifndef ENDPOINT_SERVER_H
#define ENDPOINT_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/endpoint/operation.h"

struct buf;
struct call;
struct http_request;
struct loop;
struct server; /* opaque */

struct server_handlers {
    /* NULL: an operation that needs the compiler, which this program does not have. */
    void (*operation[OPERATIONS])(void *owner, struct call *c);

    /* Whether executions can be started now, for /readyz; NULL: always. */
    bool (*is_ready)(void *owner);

    /* How long what the server needs has not answered; 0: it does. NULL: it needs nothing. */
    int64_t (*waits_ms)(void *owner);

    /* A request for the API was answered; OPERATIONS if it names none. May be NULL. */
    void (*answered)(void *owner, enum operation o, int status);

    /* What GET /metrics answers, in Prometheus's text format; NULL: there is nothing. */
    void (*metrics)(void *owner, struct buf *out);

    /* Answer GET /graph, a request of somebody who may ask; NULL: there is nothing. */
    void (*graph)(void *owner, struct http_request *r);

    /* Answer GET /nodez in the same way: who this server is. */
    void (*node)(void *owner, struct http_request *r);

    /* A request that is not for the API. Returns false if it is not for the owner either: it is
     * answered 404. Foreign requests of browsers do come here, so that they may be allowed
     * (access.h), and those whose body was too large and dropped (http_is_large()). NULL: there
     * are none. */
    bool (*other)(void *owner, struct http_request *r);

    /* The client of such a request has gone before its answer. */
    void (*other_gone)(void *owner, struct http_request *r);

    /* The server stops, and has waited long enough: whatever of them has no answer yet gets one
     * now. NULL where there are none. */
    void (*other_late)(void *owner);
};

struct server_options {
    const char *address; /* numeric, IPv4 or IPv6 */
    uint16_t port;       /* 0: the system picks one */
    bool is_closed;      /* the API is not served at all */
    const char *token;   /* borrowed; NULL: the API asks for none (access.h) */
    size_t body_max;     /* bytes of a request that is not for the API; 0: as for the API */

    /* 0 for what is usual: as many connections as there are descriptors for, but some; how long
     * one may be silent, how long a request may take to come, and how long server_finish()
     * waits for answers. */
    size_t connections_max;
    int64_t quiet_ms, request_ms, stop_ms;

    /* The loop is calm now and then (calm.h): then /healthz, /readyz and /metrics are answered,
     * and the rest after that. Where waits_ms is more than this, /healthz says so. */
    bool stays_calm;
    int64_t patience_ms;

    const struct server_handlers *handlers; /* borrowed */
    void *owner;
};

/* Listen. Returns true and *ret_server (new), or false with the reason in `why`, which begins
 * with the address. */
bool server_open(struct loop *l, const struct server_options *o, struct server **ret_server,
                 struct buf *why);

/* Close it at once: calls that have no answer are gone. Does nothing for NULL. */
void server_close(struct server *s);

/* Let nobody in any more, tell the calls that wait (on_stop), and call `done` on a later turn,
 * when the last answer has gone. Calls that have no answer after stop_ms get 503.
 * server_close() is still to be called. */
void server_finish(struct server *s, void (*done)(void *owner), void *owner);

/* Ask for this token from now on; borrowed. */
void server_set_token(struct server *s, const char *token);

/* "http://127.0.0.1:8083" or "http://[::1]:8083"; borrowed. */
const char *server_url(const struct server *s);

/* Connections now, and calls that wait for their answers. */
size_t server_connections(const struct server *s);
size_t server_waiting(const struct server *s);

#endif

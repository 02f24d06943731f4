/*
 * http.h - an HTTP/1.1 server on a loop.
 *
 * A handler gets each request when it is whole, and answers it at once or whenever it likes: an
 * answer may be held back without limit, and the handler hears of a client that hangs up
 * meanwhile. One that has only ended its own side of the connection still gets its answers: it
 * is sent "100 Continue" while it waits, by which the two are told apart. (HTTP/1.0 has no such
 * answer: a client of that counts as there, unless the connection breaks.) Requests that a
 * client sends ahead wait for their turn. An answer goes out in one write, without a copy of
 * its body where the socket takes it.
 *
 * A server that waits for requests does not count as work in flight (loop.h), nor does a
 * request that waits for its answer. Whoever serves until he is told to stop calls loop_hold().
 */
#ifndef LOOP_HTTP_H
#define LOOP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/loop/httpoptions.h"

struct buf;
struct http_request; /* opaque; gone once it is answered, or once on_gone has returned */
struct http_server;  /* opaque */
struct loop;

/* Listen. The texts are copied. Returns true and *ret_server (new, for http_close()), or false
 * with the reason in `why`, which begins with the address. */
bool http_open(struct loop *l, const struct http_options *o, struct http_server **ret_server,
               struct buf *why);

/* Close all connections at once. on_gone is called for requests without an answer. May be
 * called from a handler, but not from on_gone. Does nothing for NULL. */
void http_close(struct http_server *s);

/* Accept nothing more, close each connection as soon as its request is answered, and call
 * `done` on a later turn when none is left. http_close() is still to be called. */
void http_finish(struct http_server *s, void (*done)(void *owner), void *owner);

uint16_t http_port(const struct http_server *s);

/* How many connections there are now. */
size_t http_connections(const struct http_server *s);

/* ---- A request. All texts are borrowed and live as long as it does. ---- */

const char *http_method(const struct http_request *r);

/* The path as it was sent, not decoded, and what followed its '?', or "". */
const char *http_path(const struct http_request *r);
const char *http_query(const struct http_request *r);

/* The first header of that name, in whatever case; NULL if there is none. Trailers count. */
const char *http_header(const struct http_request *r, const char *name);

/* The header at `index`, from 0 on, in the order in which they came. Returns false past the
 * last. */
bool http_header_at(const struct http_request *r, size_t index, const char **ret_name,
                    const char **ret_value);

/* The body, with a NUL behind it. */
const char *http_body(const struct http_request *r, size_t *ret_size);

/* Returns true if the body was longer than body_max: it was dropped. */
bool http_is_large(const struct http_request *r);

/* Append the numeric address of the client. */
void http_put_peer(const struct http_request *r, struct buf *out);

/* Returns true if a browser may have sent this for a page of somebody else (httptext.h). */
bool http_is_foreign(const struct http_request *r);

/* The owner's own pointer of a request; NULL at first. */
void http_set_mark(struct http_request *r, void *mark);
void *http_mark(const struct http_request *r);

/* ---- The answer ---- */

/* Add a header to the answer. Control characters in it are left out. */
void http_add_header(struct http_request *r, const char *name, const char *value);

/* Answer. `type` is the Content-Type; NULL for none. The body is borrowed for the call; the
 * request is gone. */
void http_answer(struct http_request *r, int status, const char *type, const char *body,
                 size_t size);

#endif

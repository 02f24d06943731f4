/*
 * httpread.h - reads one HTTP/1.1 request after the other from the bytes of a connection,
 * however they are cut. It knows nothing of sockets.
 *
 * What RFC 9112 leaves open is refused: a request with two lengths, a header that is continued
 * on the next line, a name with a blank behind it. So is one of HTTP/1.1 without the header
 * Host, and any with two of them or with what is no host. Every size is bounded.
 */
#ifndef LOOP_HTTPREAD_H
#define LOOP_HTTPREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

#define HTTPREAD_HEAD_MAX    ((size_t)64 << 10) /* request line and headers, and the trailers */
#define HTTPREAD_HEADERS_MAX 128
#define HTTPREAD_DROPPED_MAX ((size_t)256 << 20) /* of a body that is too large */

struct httpread_header {
    const char *name, *value;
};

enum httpread_at {
    HTTPREAD_HEAD,
    HTTPREAD_LENGTH, /* in a body whose length is known */
    HTTPREAD_CHUNK_SIZE,
    HTTPREAD_CHUNK,
    HTTPREAD_CHUNK_END,
    HTTPREAD_TRAILERS,
    HTTPREAD_WHOLE,
    HTTPREAD_REFUSED /* `status` says why; nothing more can be read from this connection */
};

/* A request. The texts are valid from HTTPREAD_WHOLE until the next httpread_start(). */
struct httpread {
    enum httpread_at at;
    size_t body_max;
    int status; /* of HTTPREAD_REFUSED: 400, 413, 431, 501 or 505 */

    const char *method;
    const char *path;  /* as it was sent, up to '?' */
    const char *query; /* what follows '?', or "" */
    struct httpread_header *headers;
    size_t header_count;
    struct buf body;
    bool is_too_large;   /* the body is longer than body_max: it was dropped */
    bool is_old;         /* HTTP/1.0, whose clients know of no answer but the last */
    bool stays;          /* another request may follow on the connection */
    bool wants_go_ahead; /* "Expect: 100-continue", until the caller sets it back */

    /* For httpread.c alone. */
    const char *authority; /* of a target that is a whole URL: it stands in place of Host's
                              value, as RFC 9112 wants; else NULL */
    struct buf head, trailers;
    size_t header_room;
    size_t line;   /* where the line that is being read begins */
    uint64_t left; /* bytes of the body, or of the chunk, that are still to come */
    size_t dropped;
    bool is_chunked;
};

/* Ready for a first request whose body has up to `body_max` bytes. */
void httpread_open(struct httpread *r, size_t body_max);

/* Ready for the next request; what the last one had is gone. */
void httpread_start(struct httpread *r);
void httpread_close(struct httpread *r);

/* Reads from `bytes`, up to the end of the request. Returns how many it took: all of them
 * unless the request is whole or refused. */
size_t httpread_feed(struct httpread *r, const char *bytes, size_t size);

/* Returns true if some of a request has come. */
bool httpread_has_begun(const struct httpread *r);

/* How many bytes are kept of the request. */
size_t httpread_kept(const struct httpread *r);

/* How many bytes may be written to httpread_room() at once, past httpread_feed(): what is left
 * of a body whose length is known. 0 if there is no such body now. The caller tells how many it
 * wrote by httpread_wrote(). */
size_t httpread_wanted(const struct httpread *r);
char *httpread_room(struct httpread *r, size_t size);
void httpread_wrote(struct httpread *r, size_t size);

/* The first header of that name, in whatever case, or the first trailer; NULL if there is none.
 * Borrowed. */
const char *httpread_header(const struct httpread *r, const char *name);

#endif

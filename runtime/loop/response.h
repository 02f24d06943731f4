/*
 * response.h - reads the answer to one HTTP request from the bytes of a connection, however
 * they are cut. It knows nothing of sockets.
 *
 * HTTP/1.0 and 1.1: a body of a known length, in chunks, or up to the connection's end; answers
 * from 100 to 199 that come before the real one are passed over. Every size is bounded.
 */
#ifndef LOOP_RESPONSE_H
#define LOOP_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/wire.h"

#define RESPONSE_HEAD_MAX    ((size_t)64 << 10) /* bytes of a status line, headers, trailers */
#define RESPONSE_HEADERS_MAX 256

enum response_at {
    RESPONSE_STATUS,
    RESPONSE_HEADERS,
    RESPONSE_LENGTH, /* in a body whose length is known */
    RESPONSE_CHUNK_SIZE,
    RESPONSE_CHUNK,
    RESPONSE_CHUNK_END,
    RESPONSE_TRAILERS,
    RESPONSE_UNTIL_END, /* in a body that ends with the connection */
    RESPONSE_WHOLE,
    RESPONSE_WRONG /* `why` says what is wrong with it */
};

struct response {
    enum response_at at;
    struct wire_answer answer; /* owned until somebody takes it out of a whole answer */
    bool stays;                /* another request may follow on the connection */
    bool has_begun;            /* a byte has come */
    bool is_too_large;         /* it is wrong because it is larger than it may be */
    const char *why;           /* of RESPONSE_WRONG: static */

    /* For response.c alone. */
    struct buf line;
    size_t head_size, body_max;
    uint64_t left; /* bytes of the body, or of the chunk, that are still to come */
    bool is_to_head, is_chunked, has_length;
};

/* Ready for the answer to a request. `is_to_head`: the request's method is HEAD, whose answer
 * has no body. */
void response_open(struct response *r, bool is_to_head, size_t body_max);
void response_close(struct response *r);

/* Reads from `bytes` up to the end of the answer. Returns how many it took: all of them unless
 * the answer is whole or wrong. */
size_t response_feed(struct response *r, const char *bytes, size_t size);

/* The connection has ended. Returns true if the answer is whole with that. */
bool response_end(struct response *r);

#endif

/*
 * framing.h - the messages in a stream of bytes: each has a header, whose Content-Length says
 * how many bytes follow it.
 *
 * Whatever the bytes are, no more than FRAMING_MOST of a message and FRAMING_HEADER_MOST of a
 * header are kept. What has no good header is left out, up to the next Content-Length.
 */
#ifndef LSP_FRAMING_H
#define LSP_FRAMING_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"

#define FRAMING_MOST        ((size_t)64 << 20)
#define FRAMING_HEADER_MOST ((size_t)8 << 10)

/* All zero is a stream that begins. */
struct framing {
    struct buf in; /* what came and was not taken */
    size_t taken;  /* bytes of it that are done with */
    size_t skip;   /* bytes of a message that is too large, which are still to come */
    bool is_lost;  /* looking for the next header */
};

enum framing_found {
    FRAMING_NOTHING, /* a whole message is not there yet */
    FRAMING_MESSAGE,
    FRAMING_LOST, /* a header is wrong; said once, and what follows is looked through */
    FRAMING_LARGE /* a message is larger than FRAMING_MOST: it is left out */
};

void framing_put(struct framing *f, const char *bytes, size_t size);

/* The next of the stream. The text of a message is borrowed until the next framing_put(). */
enum framing_found framing_next(struct framing *f, const char **ret_text, size_t *ret_size);

void framing_release(struct framing *f);

/* Append a message with its header. */
void framing_write(struct buf *out, const char *text, size_t size);

#endif

/*
 * stream.h - a file read from any offset on, a block at a time: what a reader of large data
 * holds.
 *
 * Its offset is all that is needed to go on later: close it, and open it there again.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STREAM_BLOCK_BYTES 65536

/* Closed while `bytes` is NULL. */
struct stream {
    int fd;
    char *bytes; /* a block; owned */
    size_t at, end;
    uint64_t offset; /* in the file, of the block's end */
    int error;       /* a positive errno: reading failed, which looks like the end */
};

/* Returns 0 or a negative errno, which is -EISDIR for a folder. */
int stream_open(struct stream *s, const char *path, uint64_t offset);
void stream_close(struct stream *s);

/* Reads the next block; returns false at the end. For stream_peek() alone. */
bool stream_fill(struct stream *s);

/* The offset of the next byte in the file. */
static inline uint64_t stream_offset(const struct stream *s)
{
    return s->offset - (s->end - s->at);
}

/* The next byte, or -1 at the end; take() moves over it. */
static inline int stream_peek(struct stream *s)
{
    return s->at < s->end || stream_fill(s) ? (unsigned char)s->bytes[s->at] : -1;
}

static inline int stream_take(struct stream *s)
{
    int c = stream_peek(s);
    s->at += c >= 0;
    return c;
}

#endif

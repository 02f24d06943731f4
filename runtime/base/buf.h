/*
 * buf.h - growing bytes.
 *
 * A buffer set to {0} is empty and ready. It has a NUL behind its last byte
 * whenever it has any memory, so `text` can be used as a C string. A buffer may be
 * given a `limit`: writing past it keeps what fits, sets `full`, and drops the rest,
 * so that a writer need not check each step.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *text;   /* owned; NULL while empty */
    size_t size;  /* bytes written, without the NUL */
    size_t room;  /* bytes owned */
    size_t limit; /* most bytes; 0 if there is no bound */
    bool full;    /* something was dropped */
};

void buf_put(struct buf *b, const char *bytes, size_t size_bytes);
void buf_text(struct buf *b, const char *text);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t number);
void buf_print(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprint(struct buf *b, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Makes room for `size_bytes` more, and returns where to write them. The caller adds to
 * `size`. */
char *buf_room(struct buf *b, size_t size_bytes);

/* The text so far, "" if nothing was written. Borrowed, until the next write. */
const char *buf_string(const struct buf *b);

/* The text itself, taken out: the caller releases it; the buffer is empty again. Never NULL. */
char *buf_take(struct buf *b);

/* Empties the buffer and keeps its memory. */
void buf_clear(struct buf *b);

/* Empties the buffer and releases its memory. */
void buf_release(struct buf *b);

#endif

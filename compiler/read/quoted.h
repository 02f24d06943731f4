/*
 * quoted.h - a JSON string's text decoded. Mistakes in it are reported where they stand.
 */
#ifndef READ_QUOTED_H
#define READ_QUOTED_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;

struct quoted {
    const char *text; /* decoded, a NUL behind */
    size_t size;
    size_t end;     /* the byte behind the closing quote */
    bool is_closed; /* false after a message: it ends neither on its line nor at all */
};

/* The string that opens with the quote at `at` of `text`, which is UTF-8; ' is taken for "
 * after a message. */
struct quoted quoted_read(struct arena *a, struct diag *d, const char *text, size_t size,
                          size_t at);

#endif

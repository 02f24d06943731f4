#include "runtime/door/awschunked.h"

#include <ctype.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/wire.h"

#define SIZE_DIGITS 12

/* The line that begins at *at; moves *at behind it. Returns false if it does not end. */
static bool take_line(const char **at, const char *end, const char **ret_line, size_t *ret_size)
{
    const char *feed = memchr(*at, '\n', (size_t)(end - *at));
    if (feed == NULL) {
        return false;
    }
    *ret_line = *at;
    *ret_size = (size_t)(feed - *at) - (feed > *at && feed[-1] == '\r');
    *at = feed + 1;
    return true;
}

/* "1f4;chunk-signature=..." */
static bool read_size(const char *line, size_t size, size_t *ret_size)
{
    size_t digits = 0;
    *ret_size = 0;
    for (; digits < size && isxdigit((unsigned char)line[digits]); digits++) {
        int c = tolower((unsigned char)line[digits]);
        *ret_size = *ret_size * 16 + (size_t)(isdigit(c) ? c - '0' : c - 'a' + 10);
        if (digits == SIZE_DIGITS) {
            return false;
        }
    }
    return digits > 0 && (digits == size || line[digits] == ';');
}

static void add_trailer(struct wire_headers *trailers, const char *line, size_t size)
{
    const char *colon = memchr(line, ':', size);
    struct buf name = { 0 }, value = { 0 };
    if (colon != NULL) {
        const char *begin = colon + 1;
        while (begin < line + size && *begin == ' ') {
            begin++;
        }
        buf_put(&name, line, (size_t)(colon - line));
        buf_put(&value, begin, (size_t)(line + size - begin));
        wire_add(trailers, buf_string(&name), buf_string(&value));
    }
    buf_release(&name);
    buf_release(&value);
}

/* The body may end with the last trailer, with or without an empty line. */
static void read_trailers(const char *at, const char *end, struct wire_headers *trailers)
{
    const char *line;
    size_t size;
    while (take_line(&at, end, &line, &size)) {
        add_trailer(trailers, line, size);
    }
    if (at < end) {
        add_trailer(trailers, at, (size_t)(end - at));
    }
}

bool awschunked_read(const char *body, size_t size, struct buf *out,
                     struct wire_headers *trailers)
{
    const char *at = body, *end = body + size, *line;
    size_t length, chunk;
    while (take_line(&at, end, &line, &length) && read_size(line, length, &chunk)) {
        if (chunk == 0) {
            read_trailers(at, end, trailers);
            return true;
        }
        if (chunk > (size_t)(end - at)) {
            return false;
        }
        buf_put(out, at, chunk);
        at += chunk;
        if (!take_line(&at, end, &line, &length) || length > 0) {
            return false;
        }
    }
    return false;
}

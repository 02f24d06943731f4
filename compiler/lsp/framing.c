#include "compiler/lsp/framing.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

static const char length_word[] = "Content-Length:";
enum { LENGTH_WORD = sizeof length_word - 1 };

void framing_put(struct framing *f, const char *bytes, size_t size)
{
    size_t skipped = f->skip < size ? f->skip : size;
    f->skip -= skipped;
    if (f->taken > 0) {
        memmove(f->in.text, f->in.text + f->taken, f->in.size - f->taken);
        f->in.size -= f->taken;
        f->taken = 0;
    }
    buf_put(&f->in, bytes + skipped, size - skipped);
}

void framing_release(struct framing *f)
{
    buf_release(&f->in);
}

/* Where the next Content-Length begins, from `at` on; where it might begin if there is none. */
static size_t find_header(const struct framing *f, size_t at)
{
    while (at < f->in.size) {
        size_t left = f->in.size - at;
        size_t size = left < LENGTH_WORD ? left : LENGTH_WORD;
        if (strncasecmp(f->in.text + at, length_word, size) == 0) {
            break;
        }
        at++;
    }
    return at;
}

/* The byte behind the blank line that ends the header; 0 if there is none yet. A lone newline
 * is taken for an end of line as well. */
static size_t header_end(const char *text, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++) {
        if (text[i] == '\n' && text[i + 1] == '\n') {
            return i + 2;
        }
        if (text[i] == '\n' && text[i + 1] == '\r' && i + 2 < size && text[i + 2] == '\n') {
            return i + 3;
        }
    }
    return 0;
}

/* Reads the number of a Content-Length; false if it is none. What is beyond all bounds is
 * SIZE_MAX / 2. */
static bool read_length(const char *at, const char *end, size_t *ret_length)
{
    size_t length = 0, digits = 0;
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    for (; at < end && *at >= '0' && *at <= '9'; at++, digits++) {
        length = length > SIZE_MAX / 32 ? SIZE_MAX / 2 : length * 10 + (size_t)(*at - '0');
    }
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r')) {
        at++;
    }
    *ret_length = length;
    return digits > 0 && at < end && *at == '\n';
}

/* The length that a header of `size` bytes tells; false if it tells none. */
static bool find_length(const char *header, size_t size, size_t *ret_length)
{
    const char *end = header + size;
    for (const char *line = header; line < end;) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        if (next == NULL) {
            return false;
        }
        if (strncasecmp(line, length_word, LENGTH_WORD) == 0) {
            return read_length(line + LENGTH_WORD, end, ret_length);
        }
        line = next + 1;
    }
    return false;
}

static enum framing_found lose(struct framing *f, size_t taken)
{
    f->taken += taken;
    bool is_known = f->is_lost;
    f->is_lost = true;
    return is_known ? FRAMING_NOTHING : FRAMING_LOST;
}

/* Leaves out a body that is too large, as much of it as is there. */
static enum framing_found leave_out(struct framing *f, size_t header, size_t length)
{
    size_t there = f->in.size - f->taken - header;
    size_t now = length < there ? length : there;
    f->taken += header + now;
    f->skip = length - now;
    return FRAMING_LARGE;
}

/* FRAMING_NOTHING may also mean that something was left out. */
static enum framing_found step(struct framing *f, const char **ret_text, size_t *ret_size)
{
    if (f->is_lost) {
        f->taken = find_header(f, f->taken);
    }
    size_t size = f->in.size - f->taken, length;
    if (size == 0) {
        return FRAMING_NOTHING;
    }
    const char *text = f->in.text + f->taken;
    size_t header = header_end(text, size < FRAMING_HEADER_MOST ? size : FRAMING_HEADER_MOST);
    if (header == 0) {
        return size < FRAMING_HEADER_MOST ? FRAMING_NOTHING : lose(f, 1);
    }
    if (!find_length(text, header, &length)) {
        return lose(f, f->is_lost ? 1 : header);
    }
    if (length > FRAMING_MOST) {
        f->is_lost = false;
        return leave_out(f, header, length);
    }
    if (size - header < length) {
        return FRAMING_NOTHING;
    }
    f->is_lost = false;
    f->taken += header + length;
    *ret_text = text + header;
    *ret_size = length;
    return FRAMING_MESSAGE;
}

enum framing_found framing_next(struct framing *f, const char **ret_text, size_t *ret_size)
{
    while (true) {
        size_t before = f->taken;
        enum framing_found found = step(f, ret_text, ret_size);
        if (found != FRAMING_NOTHING || f->taken == before) {
            return found;
        }
    }
}

void framing_write(struct buf *out, const char *text, size_t size)
{
    buf_print(out, "%s %zu\r\n\r\n", length_word, size);
    buf_put(out, text, size);
}

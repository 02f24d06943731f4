#include "runtime/base/buf.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/number.h"

enum { FIRST_ROOM = 64 };

/* Room for `size_bytes` more and the NUL, whatever the limit says. Doubling keeps
 * appending linear. */
static void grow(struct buf *b, size_t size_bytes)
{
    if (size_bytes >= SIZE_MAX - b->size) {
        memory_exhausted();
    }
    size_t needed = b->size + size_bytes + 1;
    if (needed <= b->room) {
        return;
    }
    size_t room = b->room > 0 ? b->room : FIRST_ROOM;
    while (room < needed) {
        room = room > SIZE_MAX / 2 ? needed : room * 2;
    }
    b->text = memory_resize(b->text, room);
    b->room = room;
}

/* How many of `size_bytes` the limit lets in; the rest is noted as dropped. */
static size_t admit(struct buf *b, size_t size_bytes)
{
    if (b->limit == 0) {
        return size_bytes;
    }
    size_t left = b->size < b->limit ? b->limit - b->size : 0;
    if (size_bytes <= left) {
        return size_bytes;
    }
    b->full = true;
    return left;
}

void buf_put(struct buf *b, const char *bytes, size_t size_bytes)
{
    size_bytes = admit(b, size_bytes);
    if (size_bytes == 0) {
        return;
    }
    grow(b, size_bytes);
    memcpy(b->text + b->size, bytes, size_bytes);
    b->size += size_bytes;
    b->text[b->size] = '\0';
}

void buf_text(struct buf *b, const char *text)
{
    buf_put(b, text, strlen(text));
}

void buf_char(struct buf *b, char c)
{
    buf_put(b, &c, 1);
}

void buf_int(struct buf *b, int64_t number)
{
    char digits[NUMBER_ROOM];
    buf_put(b, digits, number_print_int(digits, number));
}

void buf_print(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprint(b, format, args);
    va_end(args);
}

void buf_vprint(struct buf *b, const char *format, va_list args)
{
    assert(format != NULL);
    va_list again;
    va_copy(again, args);
    grow(b, FIRST_ROOM);
    size_t room = b->room - b->size;
    int printed = vsnprintf(b->text + b->size, room, format, args);
    size_t size_bytes = printed > 0 ? (size_t)printed : 0;
    if (size_bytes >= room) {
        grow(b, size_bytes);
        vsnprintf(b->text + b->size, size_bytes + 1, format, again);
    }
    va_end(again);
    b->size += admit(b, size_bytes);
    b->text[b->size] = '\0';
}

char *buf_room(struct buf *b, size_t size_bytes)
{
    grow(b, size_bytes);
    return b->text + b->size;
}

const char *buf_string(const struct buf *b)
{
    return b->text != NULL ? b->text : "";
}

char *buf_take(struct buf *b)
{
    char *text = b->text != NULL ? b->text : memory_text("");
    b->text = NULL;
    buf_release(b);
    return text;
}

void buf_clear(struct buf *b)
{
    b->size = 0;
    b->full = false;
    if (b->text != NULL) {
        b->text[0] = '\0';
    }
}

void buf_release(struct buf *b)
{
    memory_release(b->text);
    b->text = NULL;
    b->size = 0;
    b->room = 0;
    b->full = false;
}

#include "compiler/expr/locate.h"

#include <stdint.h>
#include <string.h>

#include "runtime/base/text.h"

/* The bytes that JSON cannot do without for this one. */
static uint32_t written(unsigned char c)
{
    if (c == '"' || c == '\\' || (c < 0x20 && c != 0 && strchr("\b\f\n\r\t", c) != NULL)) {
        return 2;
    }
    return c < 0x20 ? 6 : 1;
}

static uint32_t size_written(const char *text, size_t size)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++) {
        sum += written((unsigned char)text[i]);
    }
    return sum;
}

static size_t character_size(const char *text, size_t size)
{
    size_t i = 1;
    while (i < size && text_is_tail(text[i])) {
        i++;
    }
    return i;
}

/* In a text that stands as it is, from `start` on. */
static struct span spot_as_is(const char *text, size_t size, uint32_t start, size_t offset)
{
    size_t at = offset < size ? offset : size;
    size_t span = at < size ? character_size(text + at, size - at) : 0;
    return (struct span){ start + (uint32_t)at, start + (uint32_t)(at + span) };
}

struct span locate_in(const struct doc_node *string, size_t offset)
{
    struct span whole = string->span;
    if (whole.end - whole.start == string->text_size) {
        return spot_as_is(string->text, string->text_size, whole.start, offset);
    }
    if (whole.end - whole.start != size_written(string->text, string->text_size) + 2) {
        return whole;
    }
    if (offset >= string->text_size) {
        return (struct span){ whole.end - 1, whole.end };
    }
    const char *at = string->text + offset;
    uint32_t start = whole.start + 1 + size_written(string->text, offset);
    uint32_t size = size_written(at, character_size(at, string->text_size - offset));
    return (struct span){ start, start + size };
}

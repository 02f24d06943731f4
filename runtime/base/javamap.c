#include "runtime/base/javamap.h"

#include <stdlib.h>

#include "runtime/base/text.h"

int32_t javamap_code(const char *text, size_t size)
{
    uint32_t code = 0;
    size_t at = 0;
    while (at < size && (unsigned char)text[at] < 0x80) {
        code = code * 31 + (unsigned char)text[at++];
    }
    while (at < size) {
        uint32_t point = TEXT_REPLACEMENT;
        size_t bytes = text_decode(text + at, size - at, &point);
        if (point >= 0x10000) {
            code = code * 31 + 0xd800 + ((point - 0x10000) >> 10);
            code = code * 31 + 0xdc00 + (point & 0x3ff);
        } else {
            code = code * 31 + point;
        }
        at += bytes == 0 ? 1 : bytes;
    }
    return (int32_t)code;
}

struct javamap_slot javamap_slot(const char *key, size_t size, size_t index)
{
    return (struct javamap_slot){ .code = (uint32_t)javamap_code(key, size), .index = index };
}

static int by_bucket(const void *left, const void *right)
{
    const struct javamap_slot *a = left, *b = right;
    if (a->code != b->code) {
        return a->code < b->code ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

void javamap_order(struct javamap_slot *slots, size_t count)
{
    size_t buckets = 16;
    while (count > buckets / 4 * 3) {
        buckets *= 2;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t code = slots[i].code;
        slots[i].code = (code ^ code >> 16) & (uint32_t)(buckets - 1);
    }
    qsort(slots, count, sizeof *slots, by_bucket);
}

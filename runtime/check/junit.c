#include "runtime/check/junit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/text.h"

/* XML has no way to write most control characters, nor U+FFFE and U+FFFF. */
static bool is_allowed(uint32_t character)
{
    return character >= ' ' && character != 0xFFFE && character != 0xFFFF;
}

static void put_character(struct buf *b, uint32_t character)
{
    char bytes[4];
    switch (character) {
    case '&': buf_text(b, "&amp;"); break;
    case '<': buf_text(b, "&lt;"); break;
    case '>': buf_text(b, "&gt;"); break;
    case '"': buf_text(b, "&quot;"); break;
    case '\n': buf_text(b, "&#10;"); break;
    case '\t': buf_text(b, "&#9;"); break;
    default:
        character = is_allowed(character) ? character : TEXT_REPLACEMENT;
        buf_put(b, bytes, text_encode(bytes, character));
        break;
    }
}

static void put_escaped(struct buf *b, const char *text)
{
    size_t size = strlen(text);
    for (size_t at = 0; at < size;) {
        uint32_t character = TEXT_REPLACEMENT;
        size_t length = text_decode(text + at, size - at, &character);
        put_character(b, character);
        at += length == 0 ? 1 : length;
    }
}

static void put_time(struct buf *b, int64_t time_ms)
{
    buf_print(b, "%" PRId64 ".%03d", time_ms / 1000, (int)(time_ms % 1000));
}

void junit_add(struct junit *j, const char *suite, const char *name, int64_t time_ms,
               const char *why)
{
    struct buf *b = &j->cases;
    j->count++;
    j->time_ms += time_ms;
    buf_text(b, "    <testcase classname=\"");
    put_escaped(b, suite);
    buf_text(b, "\" name=\"");
    put_escaped(b, name);
    buf_text(b, "\" time=\"");
    put_time(b, time_ms);
    if (why == NULL) {
        buf_text(b, "\"/>\n");
        return;
    }
    j->failures++;
    buf_text(b, "\">\n      <failure message=\"");
    put_escaped(b, why);
    buf_text(b, "\"/>\n    </testcase>\n");
}

static void put_suite(struct buf *b, const struct junit *j, const char *element,
                      const char *suite)
{
    buf_print(b, "<%s name=\"", element);
    put_escaped(b, suite);
    buf_print(b, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" time=\"", j->count,
              j->failures);
    put_time(b, j->time_ms);
    buf_text(b, "\">\n");
}

int junit_write(const struct junit *j, const char *suite, const char *path)
{
    FILE *file = fopen(path, "we");
    if (file == NULL) {
        return -errno;
    }
    struct buf b = { 0 };
    buf_text(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    put_suite(&b, j, "testsuites", suite);
    buf_text(&b, "  ");
    put_suite(&b, j, "testsuite", suite);
    buf_put(&b, j->cases.text, j->cases.size);
    buf_text(&b, "  </testsuite>\n</testsuites>\n");
    bool written = fwrite(b.text, 1, b.size, file) == b.size;
    bool closed = fclose(file) == 0;
    buf_release(&b);
    return written && closed ? 0 : -(errno != 0 ? errno : EIO);
}

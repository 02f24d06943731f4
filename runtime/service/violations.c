#include "runtime/service/violations.h"

#include <string.h>

#include "runtime/base/text.h"

size_t violations_enter(struct violations *v, const char *name)
{
    size_t at = v->path.size;
    buf_text(&v->path, at > 0 ? "." : "");
    buf_text(&v->path, name);
    return at;
}

void violations_leave(struct violations *v, size_t at)
{
    v->path.size = at;
    if (v->path.text != NULL) {
        v->path.text[at] = '\0';
    }
}

/* Returns false if there is no room for one more; else it is begun, up to the value. */
static bool begin(struct violations *v)
{
    if (v->count == VIOLATIONS_MOST) {
        return false;
    }
    buf_text(&v->texts, v->count++ > 0 ? "; Value" : "Value");
    return true;
}

/* A message is a C string: where a value has a NUL it has the mark of what cannot be shown. */
static void put_value(struct buf *out, const char *value, size_t size)
{
    char mark[4];
    size_t mark_size = text_encode(mark, TEXT_REPLACEMENT);
    for (const char *end; (end = memchr(value, '\0', size)) != NULL;) {
        buf_put(out, value, (size_t)(end - value));
        buf_put(out, mark, mark_size);
        size -= (size_t)(end - value) + 1;
        value = end + 1;
    }
    buf_put(out, value, size);
}

static void put_place(struct violations *v)
{
    buf_print(&v->texts, " at '%s' failed to satisfy constraint: ", buf_string(&v->path));
}

void violations_vadd(struct violations *v, const char *value, size_t size, const char *format,
                     va_list args)
{
    if (!begin(v)) {
        return;
    }
    if (value != NULL) {
        buf_text(&v->texts, " '");
        put_value(&v->texts, value, size);
        buf_char(&v->texts, '\'');
    }
    put_place(v);
    buf_vprint(&v->texts, format, args);
}

void violations_add(struct violations *v, const char *value, size_t size, const char *format,
                    ...)
{
    va_list args;
    va_start(args, format);
    violations_vadd(v, value, size, format, args);
    va_end(args);
}

void violations_add_null(struct violations *v)
{
    if (begin(v)) {
        buf_text(&v->texts, " null");
        put_place(v);
        buf_text(&v->texts, "Member must not be null");
    }
}

void violations_check_length(struct violations *v, const char *value, size_t size,
                             size_t length, int64_t least, int64_t most)
{
    if ((int64_t)length < least) {
        violations_add(v, value, size, "Member must have length greater than or equal to %lld",
                       (long long)least);
    }
    if ((int64_t)length > most) {
        violations_add(v, value, size, "Member must have length less than or equal to %lld",
                       (long long)most);
    }
}

void violations_check_number(struct violations *v, const char *value, size_t size,
                             double number, int64_t least, int64_t most)
{
    if (number < (double)least) {
        violations_add(v, value, size, "Member must have value greater than or equal to %lld",
                       (long long)least);
    }
    if (number > (double)most) {
        violations_add(v, value, size, "Member must have value less than or equal to %lld",
                       (long long)most);
    }
}

static bool is_word(const char *words, const char *text, size_t size)
{
    for (const char *at = words + 1; *at != '\0';) {
        size_t length = strcspn(at, ",]");
        if (length == size && memcmp(at, text, size) == 0) {
            return true;
        }
        at += length + strspn(at + length, ",] ");
    }
    return false;
}

void violations_check_words(struct violations *v, const char *value, size_t size,
                            const char *words)
{
    if (!is_word(words, value, size)) {
        violations_add(v, value, size, "Member must satisfy enum value set: %s", words);
    }
}

bool violations_end(struct violations *v, struct buf *why)
{
    bool is_empty = v->count == 0;
    if (!is_empty) {
        buf_print(why, "%zu validation error%s detected: ", v->count, v->count > 1 ? "s" : "");
        buf_put(why, buf_string(&v->texts), v->texts.size);
    }
    buf_release(&v->texts);
    buf_release(&v->path);
    v->count = 0;
    return is_empty;
}

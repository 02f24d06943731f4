#include "compiler/view/quoting.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/plain.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* Returns true for a text that every reader of YAML takes for itself. */
static bool is_plain(const char *text, size_t size)
{
    static const char begins[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$";
    static const char inside[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$"
                                 "0123456789 -./()+%?!";
    if (size == 0 || text[0] == '\0' || strchr(begins, text[0]) == NULL ||
        strspn(text, inside) != size || text[size - 1] == ' ') {
        return false;
    }
    struct arena *a = arena_new();
    struct plain p = plain_read(a, text, size);
    bool is_text = p.type == DOC_STRING && p.others == NULL;
    arena_release(a);
    return is_text;
}

static void put_single(struct buf *out, const char *text, size_t size)
{
    buf_char(out, '\'');
    for (size_t i = 0; i < size; i++) {
        buf_text(out, text[i] == '\'' ? "'" : "");
        buf_char(out, text[i]);
    }
    buf_char(out, '\'');
}

static bool has_control(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)text[i] < 0x20) {
            return true;
        }
    }
    return false;
}

void quoting_put_yaml(struct buf *out, const char *text, size_t size)
{
    if (is_plain(text, size)) {
        buf_put(out, text, size);
    } else {
        text_put_json(out, text, size);
    }
}

void quoting_put(struct buf *out, const struct source *s, struct span at, const char *text,
                 size_t size)
{
    char first = at.start < at.end ? s->written[at.start] : '"';
    if (first == '\'' && !has_control(text, size)) {
        put_single(out, text, size);
    } else if (first == '"' || first == '\'') {
        text_put_json(out, text, size);
    } else {
        quoting_put_yaml(out, text, size);
    }
}

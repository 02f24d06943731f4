/*
 * bytes.c - changes of a text that know nothing of JSON.
 */
#include <string.h>

#include "runtime/base/memory.h"
#include "tests/mutate/edit.h"

/* A place for something new: at the end too. */
static size_t place(struct edit *e)
{
    return edit_below(e, e->text.size + 1);
}

/* A short run of bytes, which is not empty. */
static bool run(struct edit *e, struct span *ret_run)
{
    if (e->text.size == 0) {
        return false;
    }
    size_t start = edit_below(e, e->text.size);
    size_t most = edit_below(e, 4) == 0 ? 200 : 8;
    size_t end = start + 1 + edit_below(e, most);
    end = end > e->text.size ? e->text.size : end;
    *ret_run = (struct span){ (uint32_t)start, (uint32_t)end };
    return true;
}

static bool flip(struct edit *e)
{
    for (size_t times = 1 + edit_below(e, 3); times > 0 && e->text.size > 0; times--) {
        e->text.text[edit_below(e, e->text.size)] ^= (char)(1u << edit_below(e, 8));
    }
    return true;
}

static bool drop(struct edit *e)
{
    struct span s;
    if (!run(e, &s)) {
        return false;
    }
    edit_replace(e, s.start, s.end, "", 0);
    return true;
}

static bool insert(struct edit *e, const char *bytes, size_t size)
{
    size_t at = place(e);
    edit_replace(e, at, at, bytes, size);
    return true;
}

static bool repeat(struct edit *e)
{
    struct span s;
    if (!run(e, &s)) {
        return false;
    }
    char *copy = memory_text_n(e->text.text + s.start, s.end - s.start);
    size_t at = edit_below(e, 2) == 0 ? s.end : place(e);
    edit_replace(e, at, at, copy, s.end - s.start);
    memory_release(copy);
    return true;
}

static bool exchange(struct edit *e)
{
    struct span a, b;
    if (!run(e, &a) || !run(e, &b)) {
        return false;
    }
    if (a.start > b.start) {
        struct span c = a;
        a = b;
        b = c;
    }
    if (a.end > b.start) {
        return false;
    }
    edit_swap(e, a, b);
    return true;
}

static bool end_early(struct edit *e)
{
    edit_replace(e, place(e), e->text.size, "", 0);
    return true;
}

static bool put_token(struct edit *e)
{
    static const char *const tokens[] = {
        "{",    "}",  "[",  "]",    ",",       ":",    "\"", "\\", "\n", "\r",   "\t",
        "null", "{}", "[]", "true", "\"a\":1", "\\u0", "/*", "//", "-",  "1e999"
    };
    const char *token = EDIT_PICK(e, tokens);
    return insert(e, token, strlen(token));
}

static bool put_no_utf8(struct edit *e)
{
    /* A tail alone, overlong forms, a surrogate, beyond the last character, cut short, FF. */
    static const char *const wrong[] = {
        "\x80",     "\xC0\xAF",     "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
        "\xE2\x82", "\xF0\x9F\x98", "\xFF",         "\xF8\x88\x80"
    };
    const char *bytes = EDIT_PICK(e, wrong);
    return insert(e, bytes, strlen(bytes));
}

static bool put_nul(struct edit *e)
{
    return insert(e, "\0\0\0", 1 + edit_below(e, 3));
}

static bool put_mark(struct edit *e)
{
    edit_replace(e, 0, 0, "\xEF\xBB\xBF", 3);
    return true;
}

const struct edit_row bytes_kinds[] = {
    { "bit-flip", 8, flip },
    { "byte-drop", 5, drop },
    { "byte-repeat", 4, repeat },
    { "byte-swap", 3, exchange },
    { "cut-short", 2, end_early },
    { "token", 4, put_token },
    { "no-utf8", 3, put_no_utf8 },
    { "nul", 2, put_nul },
    { "byte-order-mark", 1, put_mark },
    { 0 },
};

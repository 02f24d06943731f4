#include "runtime/item/token.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/text.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_inner(char c)
{
    return is_letter(c) || is_digit(c);
}

static size_t span(const char *at, const char *end, bool (*fits)(char))
{
    size_t size = 0;
    while (at + size < end && fits(at[size])) {
        size++;
    }
    return size;
}

static struct token mark_at(const char *at, const char *end)
{
    static const char *const marks[] = { "<>", "<=", ">=", "=", "<", ">", "(",
                                         ")",  "[",  "]",  ",", ".", "+", "-" };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t size = strlen(marks[i]);
        if ((size_t)(end - at) >= size && memcmp(at, marks[i], size) == 0) {
            return (struct token){ TOKEN_MARK, at, size };
        }
    }
    /* A message shows the whole character, even where it is not part of the language. */
    size_t size = text_decode(at, (size_t)(end - at), &(uint32_t){ 0 });
    return (struct token){ TOKEN_BAD, at, size > 0 ? size : 1 };
}

struct token token_next(const char *at, const char *end)
{
    while (at < end && text_is_blank(*at)) {
        at++;
    }
    if (at == end) {
        return (struct token){ TOKEN_END, at, 0 };
    }
    if (is_letter(*at)) {
        return (struct token){ TOKEN_WORD, at, span(at, end, is_inner) };
    }
    if (is_digit(*at)) {
        return (struct token){ TOKEN_NUMBER, at, span(at, end, is_digit) };
    }
    if ((*at == '#' || *at == ':') && at + 1 < end && is_inner(at[1])) {
        return (struct token){ *at == '#' ? TOKEN_NAME : TOKEN_VALUE, at,
                               1 + span(at + 1, end, is_inner) };
    }
    return mark_at(at, end);
}

bool token_is(struct token t, const char *text)
{
    return (t.kind == TOKEN_MARK || t.kind == TOKEN_WORD) && strlen(text) == t.size &&
           strncasecmp(t.text, text, t.size) == 0;
}

bool token_is_whole(const char *text, size_t size, enum token_kind kind)
{
    struct token t = token_next(text, text + size);
    return t.kind == kind && t.text == text && t.size == size;
}

#include "compiler/expr/parse.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "runtime/base/text.h"

/* Cut a text that was too long in front of a character, not inside one. */
static void cut_whole(char *text, size_t size)
{
    while (size > 0 && text_is_tail(text[size - 1])) {
        size--;
    }
    text[size > 0 ? size - 1 : 0] = '\0';
}

const struct asl_expr *parse_fail(struct parse *p, size_t at, const char *format, ...)
{
    if (p->error->message != NULL) {
        return NULL;
    }
    char text[256];
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (size >= (int)sizeof text) {
        cut_whole(text, sizeof text - 1);
    }
    p->error->message = arena_text(p->arena, text);
    p->error->offset = at;
    return NULL;
}

bool parse_enter(struct parse *p)
{
    if (p->depth >= PARSE_DEPTH_MAX) {
        parse_fail(p, p->at, "more than %d brackets stand in each other", PARSE_DEPTH_MAX);
        return false;
    }
    p->depth++;
    return true;
}

void parse_leave(struct parse *p)
{
    p->depth--;
}

char parse_peek(const struct parse *p)
{
    return p->at < p->end ? p->text[p->at] : '\0';
}

bool parse_is_blank(char c)
{
    return text_is_blank(c);
}

bool parse_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

void parse_skip_blanks(struct parse *p)
{
    while (p->at < p->end && parse_is_blank(p->text[p->at])) {
        p->at++;
    }
}

bool parse_take(struct parse *p, char c)
{
    if (p->at >= p->end || p->text[p->at] != c) {
        return false;
    }
    p->at++;
    return true;
}

/* The byte behind a string in quotes, or p->end. */
static size_t past_string(const struct parse *p, size_t open)
{
    size_t i = open + 1;
    while (i < p->end && p->text[i] != p->text[open]) {
        i += p->text[i] == '\\' ? 2 : 1;
    }
    return i < p->end ? i + 1 : p->end;
}

size_t parse_closing(const struct parse *p, size_t open)
{
    char opening = p->text[open];
    char closing = opening == '[' ? ']' : opening == '(' ? ')' : '}';
    size_t depth = 0;
    for (size_t i = open; i < p->end;) {
        char c = p->text[i];
        if (c == '\'' || c == '"') {
            i = past_string(p, i);
            continue;
        }
        depth += c == opening;
        if (c == closing && --depth == 0) {
            return i;
        }
        i++;
    }
    return p->end;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The four hexadecimal digits at `at`; -1: they are not there. */
static int32_t hex_read(const struct parse *p, size_t at)
{
    int32_t unit = 0;
    for (size_t i = at; i < at + 4; i++) {
        int digit = i < p->end ? hex_digit(p->text[i]) : -1;
        if (digit < 0) {
            return -1;
        }
        unit = unit * 16 + digit;
    }
    return unit;
}

static size_t put_utf8(char *out, int32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const int lead[] = { 0, 0xC0, 0xE0, 0xF0 };
    out[0] = (char)(lead[more] | (c >> (6 * more)));
    for (size_t i = 1; i <= more; i++) {
        out[i] = (char)(0x80 | ((c >> (6 * (more - i))) & 0x3F));
    }
    return more + 1;
}

/* \uXXXX, or two of them that make one character; half a character becomes U+FFFD. */
static size_t unescape_unicode(struct parse *p, char *out)
{
    int32_t c = hex_read(p, p->at + 1);
    if (c < 0) {
        parse_fail(p, p->at - 1, "\\u needs four hexadecimal digits");
        return 0;
    }
    p->at += 5;
    if (c >= 0xD800 && c < 0xDC00 && p->at + 1 < p->end && p->text[p->at] == '\\' &&
        p->text[p->at + 1] == 'u') {
        int32_t low = hex_read(p, p->at + 2);
        if (low >= 0xDC00 && low < 0xE000) {
            p->at += 6;
            return put_utf8(out, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
        }
    }
    return put_utf8(out, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
}

/* What the escape at p->at, behind its backslash, stands for; never longer than it is written.
 */
static size_t unescape(struct parse *p, char quote, char *out)
{
    static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
    char c = p->text[p->at];
    if (c == 'u') {
        return unescape_unicode(p, out);
    }
    p->at++;
    const char *letter = strchr(letters, c);
    if (letter != NULL) {
        out[0] = meant[letter - letters];
        return 1;
    }
    if (c == '"' && quote == '\'') {
        memcpy(out, "\\\"", 2);
        return 2;
    }
    out[0] = c;
    return 1;
}

const char *parse_quoted(struct parse *p, size_t *ret_size)
{
    size_t open = p->at;
    size_t past = past_string(p, open);
    char quote = p->text[open];
    char *out = arena_get(p->arena, past - open + 1);
    size_t size = 0;
    p->at++;
    while (p->at < p->end && p->text[p->at] != quote) {
        if (p->text[p->at] == '\\' && p->at + 1 < p->end) {
            p->at++;
            size += unescape(p, quote, out + size);
            if (p->error->message != NULL) {
                return NULL;
            }
        } else {
            out[size++] = p->text[p->at++];
        }
    }
    if (!parse_take(p, quote)) {
        parse_fail(p, open, "this %c is not closed", quote);
        return NULL;
    }
    out[size] = '\0';
    *ret_size = size;
    return out;
}

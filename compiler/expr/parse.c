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

void parse_note_bare(struct parse *p, size_t at, size_t size)
{
    struct expr_bare *bare = arena_get(p->arena, sizeof *bare);
    *bare = (struct expr_bare){ .offset = at, .size = size };
    *(p->error->bare == NULL ? &p->error->bare : p->error->bare_end) = bare;
    p->error->bare_end = &bare->next;
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

bool parse_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

void parse_skip_blanks(struct parse *p)
{
    while (p->at < p->end && text_is_blank(p->text[p->at])) {
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

/* \uXXXX, or two of them that make one character; half a character becomes U+FFFD. */
static size_t unescape_unicode(struct parse *p, char *out)
{
    uint32_t character = 0;
    size_t size = text_read_escape(p->text + p->at, p->end - p->at, &character);
    if (size == 0) {
        parse_fail(p, p->at - 1, "\\u needs four hexadecimal digits");
        return 0;
    }
    p->at += size;
    return text_encode(out, character);
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

size_t parse_argument_end(const struct parse *p)
{
    size_t i = p->at;
    while (i < p->end && p->text[i] != ',' && p->text[i] != ')') {
        if (p->text[i] == '[' || p->text[i] == '(') {
            i = parse_closing(p, i);
        }
        i += i < p->end;
    }
    while (i > p->at && text_is_blank(p->text[i - 1])) {
        i--;
    }
    return i;
}

size_t parse_span(const struct parse *p, bool (*is_part)(char c))
{
    size_t i = p->at;
    while (i < p->end && is_part(p->text[i])) {
        i++;
    }
    return i - p->at;
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

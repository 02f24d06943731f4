#include "compiler/jsonata/lexer.h"

#include <math.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/fault.h"
#include "compiler/jsonata/pattern.h"
#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"

/* The byte there; NUL behind the end. */
static char peek(const struct reading *r, size_t at)
{
    return at < r->size ? r->text[at] : '\0';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v';
}

static size_t character_size(const struct reading *r, size_t at)
{
    uint32_t character;
    size_t size = at < r->size ? text_decode(r->text + at, r->size - at, &character) : 0;
    return size > 0 ? size : at < r->size;
}

/* ---- Blanks and comments ---- */

/* Past the comment at *at. */
static bool skip_comment(const struct reading *r, size_t *at)
{
    for (size_t i = *at + 2; i + 1 < r->size; i++) {
        if (r->text[i] == '*' && r->text[i + 1] == '/') {
            *at = i + 2;
            return true;
        }
    }
    fault_say(r, FAULT_S0106, *at, *at + 2, *at, NULL);
    return false;
}

static bool skip(const struct reading *r, size_t *at)
{
    for (;;) {
        while (*at < r->size && is_blank(r->text[*at])) {
            ++*at;
        }
        if (peek(r, *at) != '/' || peek(r, *at + 1) != '*') {
            return true;
        }
        if (!skip_comment(r, at)) {
            return false;
        }
    }
}

/* ---- Regular expressions ---- */

/* Returns true if the / at `at` has no backslash in front of it that is not one of two. */
static bool is_bare(const struct reading *r, size_t at)
{
    size_t slashes = 0;
    while (slashes < at && r->text[at - slashes - 1] == '\\') {
        slashes++;
    }
    return slashes % 2 == 0;
}

/* Where the pattern that begins at `start` ends: at a / outside of all brackets. The end of the
 * text if it does not. */
static size_t pattern_end(const struct reading *r, size_t start)
{
    long depth = 0;
    for (size_t i = start; i < r->size; i++) {
        char c = r->text[i];
        if (c == '/' && depth == 0 && is_bare(r, i)) {
            return i;
        }
        bool counts = r->text[i - 1] != '\\';
        depth += counts && (c == '(' || c == '[' || c == '{');
        depth -= counts && (c == ')' || c == ']' || c == '}');
    }
    return r->size;
}

/* The pattern in [start, end), as PCRE2 reads it. */
static bool pattern(const struct reading *r, size_t start, size_t end, struct token *t)
{
    struct pattern_error error;
    struct buf out = { 0 };
    bool good = pattern_translate(&out, r->text + start, end - start, t->flags,
                                  strlen(t->flags), &error);
    if (good) {
        t->text = arena_text_n(r->arena, buf_string(&out), out.size);
        t->size = out.size;
    } else {
        size_t at = start + error.offset < end ? start + error.offset : end;
        struct fault_words words = { .value = arena_text(r->arena, error.message) };
        fault_say(r, FAULT_S0303, at, at + character_size(r, at), end, &words);
    }
    buf_release(&out);
    return good;
}

static bool regex(const struct reading *r, size_t *at, struct token *t)
{
    size_t start = *at + 1, end = pattern_end(r, start);
    if (end == r->size) {
        fault_say(r, FAULT_S0302, *at, *at + 1, r->size, NULL);
        return false;
    }
    if (end == start) {
        fault_say(r, FAULT_S0301, *at, end + 1, end, NULL);
        return false;
    }
    *at = end + 1;
    while (peek(r, *at) == 'i' || peek(r, *at) == 'm') {
        ++*at;
    }
    t->type = TOKEN_REGEX;
    t->symbol = SYMBOL_REGEX;
    t->flags = arena_text_n(r->arena, r->text + end + 1, *at - end - 1);
    if (strchr(t->flags, 'i') != strrchr(t->flags, 'i') ||
        strchr(t->flags, 'm') != strrchr(t->flags, 'm')) {
        static const struct fault_words words = { .value = "a flag stands twice" };
        fault_say(r, FAULT_S0303, end + 1, *at, *at, &words);
        return false;
    }
    return pattern(r, start, end, t);
}

/* ---- Strings ---- */

/* How many hexadecimal digits stand at `at`, up to four. */
static size_t hex_digits(const struct reading *r, size_t at)
{
    size_t count = 0;
    while (count < 4 && at + count < r->size &&
           strchr("0123456789abcdefABCDEF", r->text[at + count]) != NULL) {
        count++;
    }
    return count;
}

/* The \u escape of which the u stands at *at. Behind it afterwards; false after a mistake. Half
 * a character alone becomes U+FFFD. */
static bool unescape_unicode(const struct reading *r, size_t *at, char *text, size_t *size)
{
    size_t digits = hex_digits(r, *at + 1);
    if (digits < 4) {
        /* The reference takes fewer digits for good where the text ends, and misses the quote
         * then, which it says as far behind the end as it looked. */
        bool is_cut = digits > 0 && *at + 1 + digits == r->size;
        fault_say(r, is_cut ? FAULT_S0101 : FAULT_S0104, *at - 1, *at + 1,
                  is_cut ? r->size + 4 - digits : *at, NULL);
        return false;
    }
    uint32_t character = 0;
    *at += text_read_escape(r->text + *at, r->size - *at, &character);
    *size += text_encode(text + *size, character);
    return true;
}

/* The escape of which the backslash stands at *at; never longer than it is written. */
static bool unescape(const struct reading *r, size_t *at, char *text, size_t *size)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    ++*at;
    char c = peek(r, *at);
    if (c == 'u') {
        return unescape_unicode(r, at, text, size);
    }
    const char *letter = c == '\0' ? NULL : strchr(letters, c);
    if (letter == NULL) {
        size_t bytes = character_size(r, *at);
        struct fault_words words = { .token = fault_quote(r, r->text + *at, bytes) };
        fault_say(r, FAULT_S0103, *at - 1, *at + bytes, *at, &words);
        return false;
    }
    text[(*size)++] = meant[letter - letters];
    ++*at;
    return true;
}

static bool string(const struct reading *r, size_t *at, struct token *t)
{
    size_t open = *at;
    char quote = r->text[open];
    const char *close = memchr(r->text + open + 1, quote, r->size - open - 1);
    while (close != NULL && !is_bare(r, (size_t)(close - r->text))) {
        close = memchr(close + 1, quote, r->size - (size_t)(close + 1 - r->text));
    }
    size_t end = close == NULL ? r->size : (size_t)(close - r->text);
    char *text = arena_get(r->arena, end - open + 1);
    size_t size = 0;
    for (*at = open + 1; *at < end;) {
        if (r->text[*at] != '\\') {
            text[size++] = r->text[(*at)++];
        } else if (!unescape(r, at, text, &size)) {
            return false;
        }
    }
    if (close == NULL) {
        fault_say(r, FAULT_S0101, open, open + 1, r->size, NULL);
        return false;
    }
    ++*at;
    t->type = TOKEN_STRING;
    t->symbol = SYMBOL_LITERAL;
    t->text = text;
    t->size = size;
    return true;
}

/* ---- Numbers and names ---- */

static bool number(const struct reading *r, size_t *at, size_t size, struct token *t)
{
    t->type = TOKEN_NUMBER;
    t->symbol = SYMBOL_LITERAL;
    t->text = arena_text_n(r->arena, r->text + *at, size);
    t->size = size;
    if (!isfinite(number_read(t->text, size).real)) {
        struct fault_words words = { .token = fault_quote(r, t->text, size) };
        fault_say(r, FAULT_S0102, *at, *at + size, *at, &words);
        return false;
    }
    *at += size;
    return true;
}

static bool quoted_name(const struct reading *r, size_t *at, struct token *t)
{
    size_t start = *at + 1;
    const char *close = memchr(r->text + start, '`', r->size - start);
    if (close == NULL) {
        fault_say(r, FAULT_S0105, *at, start, r->size, NULL);
        return false;
    }
    size_t end = (size_t)(close - r->text);
    t->type = TOKEN_NAME;
    t->symbol = SYMBOL_NAME;
    t->text = arena_text_n(r->arena, r->text + start, end - start);
    t->size = end - start;
    *at = end + 1;
    return true;
}

/* A word that is neither quoted nor an operator: $name, true, and, name. */
static void plain_name(const struct reading *r, size_t *at, struct token *t)
{
    static const char *const values[] = { "true", "false", "null" };
    size_t start = *at;
    while (*at < r->size && !is_blank(r->text[*at]) &&
           symbol_at(r->text + *at, 1) == SYMBOL_END) {
        ++*at;
    }
    bool is_variable = peek(r, start) == '$';
    t->type = is_variable ? TOKEN_VARIABLE : TOKEN_NAME;
    t->symbol = SYMBOL_NAME;
    t->text = arena_text_n(r->arena, r->text + start + is_variable, *at - start - is_variable);
    t->size = *at - start - is_variable;
    if (is_variable) {
        return;
    }
    t->symbol = symbol_of_name(t->text, t->size);
    if (t->symbol != SYMBOL_NAME) {
        t->type = TOKEN_OPERATOR;
    }
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strlen(values[i]) == t->size && memcmp(values[i], t->text, t->size) == 0) {
            t->type = TOKEN_VALUE;
            t->symbol = SYMBOL_LITERAL;
        }
    }
}

static bool word(const struct reading *r, size_t *at, bool behind_operand, struct token *t)
{
    char c = r->text[*at];
    if (c == '/' && !behind_operand) {
        return regex(r, at, t);
    }
    t->symbol = symbol_at(r->text + *at, r->size - *at);
    if (t->symbol != SYMBOL_END) {
        t->type = TOKEN_OPERATOR;
        t->text = symbol_text(t->symbol);
        t->size = strlen(t->text);
        *at += t->size;
        return true;
    }
    size_t digits = number_span(r->text + *at, r->size - *at);
    if (c == '"' || c == '\'') {
        return string(r, at, t);
    }
    if (digits > 0) {
        return number(r, at, digits, t);
    }
    if (c == '`') {
        return quoted_name(r, at, t);
    }
    plain_name(r, at, t);
    if (memchr(t->text, '\0', t->size) != NULL) {
        struct fault_words words = { .token = fault_quote(r, t->text, t->size) };
        fault_say(r, FAULT_S0201, t->start, *at, *at, &words);
        return false;
    }
    return true;
}

bool lexer_next(const struct reading *r, size_t *at, bool behind_operand,
                struct token *ret_token)
{
    *ret_token = (struct token){ .type = TOKEN_END, .text = "(end)", .size = 5 };
    if (!skip(r, at)) {
        return false;
    }
    ret_token->start = ret_token->end = *at;
    if (*at >= r->size) {
        return true;
    }
    bool good = word(r, at, behind_operand, ret_token);
    ret_token->end = *at;
    return good;
}

#include "runtime/item/lexeme.h"

#include <string.h>

#include "runtime/base/text.h"

#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$"

struct lexeme_reader lexeme_begin(const char *text)
{
    return (struct lexeme_reader){ .at = text, .kind = LEXEME_END };
}

void lexeme_release(struct lexeme_reader *r)
{
    buf_release(&r->text);
}

static const char *behind_blanks(const char *at)
{
    while (*at != '\0' && text_is_blank(*at)) {
        at++;
    }
    return at;
}

static enum lexeme_kind take(struct lexeme_reader *r, size_t size, enum lexeme_kind kind)
{
    buf_put(&r->text, r->at, size);
    r->at += size;
    return kind;
}

/* A quotation mark inside of a quotation stands there twice. */
static enum lexeme_kind quoted(struct lexeme_reader *r, enum lexeme_kind kind)
{
    char mark = *r->at++;
    while (*r->at != '\0') {
        if (*r->at == mark) {
            r->at++;
            if (*r->at != mark) {
                return kind;
            }
        }
        buf_char(&r->text, *r->at++);
    }
    return LEXEME_BAD;
}

static size_t number_size(const char *at)
{
    size_t size = strspn(at, DIGITS);
    if (at[size] == '.' && strspn(at + size + 1, DIGITS) > 0) {
        size += 1 + strspn(at + size + 1, DIGITS);
    }
    if (at[size] == 'e' || at[size] == 'E') {
        size_t sign = at[size + 1] == '+' || at[size + 1] == '-';
        size_t digits = strspn(at + size + 1 + sign, DIGITS);
        size += digits > 0 ? 1 + sign + digits : 0;
    }
    return size;
}

static enum lexeme_kind read(struct lexeme_reader *r)
{
    static const char *const pairs[] = { "<<", ">>", "<=", ">=", "<>", "!=" };
    r->at = behind_blanks(r->at);
    if (*r->at == '\0') {
        return LEXEME_END;
    }
    if (*r->at == '\'') {
        return quoted(r, LEXEME_TEXT);
    }
    if (*r->at == '"') {
        return quoted(r, LEXEME_NAME);
    }
    if (strchr(LETTERS, *r->at) != NULL) {
        return take(r, strspn(r->at, LETTERS DIGITS), LEXEME_WORD);
    }
    if (strchr(DIGITS, *r->at) != NULL) {
        return take(r, number_size(r->at), LEXEME_NUMBER);
    }
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (strncmp(r->at, pairs[i], 2) == 0) {
            return take(r, 2, LEXEME_MARK);
        }
    }
    return strchr("=<>()[]{},.:?*+-;", *r->at) != NULL ? take(r, 1, LEXEME_MARK) : LEXEME_BAD;
}

void lexeme_next(struct lexeme_reader *r)
{
    buf_clear(&r->text);
    r->kind = read(r);
}

bool lexeme_is_before(const struct lexeme_reader *r, char c)
{
    return *behind_blanks(r->at) == c;
}

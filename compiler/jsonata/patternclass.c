#include "compiler/jsonata/patternclass.h"

#include <string.h>

#include "compiler/jsonata/patternescape.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* The 25 blanks of JavaScript, and all other characters. */
#define BLANKS                                                                                 \
    "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}" \
    "\\x{feff}"
#define NO_BLANKS                                                                              \
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"                 \
    "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"             \
    "\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}"

void pattern_put_set(struct buf *out, char letter, bool in_class)
{
    if (letter != 's' && letter != 'S') {
        buf_char(out, '\\');
        buf_char(out, letter);
    } else if (in_class) {
        buf_text(out, letter == 's' ? BLANKS : NO_BLANKS);
    } else {
        buf_text(out, letter == 's' ? "[" BLANKS "]" : "[^" BLANKS "]");
    }
}

/* A character in a class, or a set. */
static const char *read_atom(const char *at, const char *end, struct pattern_escape *e)
{
    if (*at == '\\' && end - at > 1) {
        return pattern_read_class_escape(at, end, e);
    }
    e->kind = PATTERN_CHARACTER;
    return at + text_decode(at, (size_t)(end - at), &e->character);
}

static void put_in_class(struct buf *out, uint32_t c)
{
    if (c == '-') {
        buf_text(out, "\\-");
    } else {
        pattern_put_character(out, c);
    }
}

static void put_atom(struct buf *out, const struct pattern_escape *e)
{
    if (e->kind == PATTERN_SET) {
        pattern_put_set(out, (char)e->character, true);
    } else if (e->kind == PATTERN_CHARACTER) {
        put_in_class(out, e->character);
    }
}

static void put_range(struct buf *out, const struct pattern_escape *from,
                      const struct pattern_escape *to)
{
    put_atom(out, from);
    if (from->kind == PATTERN_CHARACTER && to->kind == PATTERN_CHARACTER) {
        buf_char(out, '-');
    } else if (from->kind != PATTERN_NOTHING && to->kind != PATTERN_NOTHING) {
        buf_text(out, "\\-"); /* beside a set the hyphen is itself */
    }
    put_atom(out, to);
}

/* The items up to the closing bracket. */
static const char *put_items(struct buf *out, const char *at, const char *end,
                             const char **ret_message)
{
    while (at < end && *at != ']') {
        struct pattern_escape from, to;
        const char *start = at;
        at = read_atom(at, end, &from);
        if (end - at < 2 || *at != '-' || at[1] == ']') {
            put_atom(out, &from);
            continue;
        }
        at = read_atom(at + 1, end, &to);
        if (from.kind == PATTERN_CHARACTER && to.kind == PATTERN_CHARACTER &&
            to.character < from.character) {
            *ret_message = "this range is in the wrong order";
            return start;
        }
        put_range(out, &from, &to);
    }
    return at;
}

const char *pattern_put_class(struct buf *out, const char *at, const char *end,
                              const char **ret_message)
{
    const char *start = at++;
    bool is_inverse = at < end && *at == '^';
    at += is_inverse;
    *ret_message = NULL;
    size_t before = out->size;
    buf_text(out, is_inverse ? "[^" : "[");
    size_t items = out->size;
    at = put_items(out, at, end, ret_message);
    if (*ret_message != NULL) {
        return at;
    }
    if (at == end) {
        *ret_message = "a ] is missing";
        return start;
    }
    if (out->size == items) { /* none at all, or any */
        out->size = before;
        buf_text(out, is_inverse ? "[\\x{0}-\\x{10ffff}]" : "(?!)");
    } else {
        buf_char(out, ']');
    }
    return at + 1;
}

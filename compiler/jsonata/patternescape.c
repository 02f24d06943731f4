#include "compiler/jsonata/patternescape.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

static bool is_name_character(char c, bool is_first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           (unsigned char)c >= 0x80 || (!is_first && c >= '0' && c <= '9');
}

bool pattern_is_name(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (!is_name_character(text[i], i == 0)) {
            return false;
        }
    }
    return size > 0;
}

static const struct pattern_name *find_name(const struct pattern_groups *g, const char *text,
                                            size_t size)
{
    for (size_t i = 0; i < g->name_count; i++) {
        if (g->names[i].size == size && memcmp(g->names[i].text, text, size) == 0) {
            return &g->names[i];
        }
    }
    return NULL;
}

static void add_name(struct pattern_groups *g, const char *text, const char *end)
{
    const char *close = memchr(text, '>', (size_t)(end - text));
    if (close == NULL) {
        return;
    }
    if (g->twice == NULL && find_name(g, text, (size_t)(close - text)) != NULL) {
        g->twice = text;
    }
    g->names = memory_grow(g->names, g->name_count, &g->name_room, sizeof *g->names);
    g->names[g->name_count++] = (struct pattern_name){ text, (size_t)(close - text), g->count };
}

/* A bracket that is not escaped, nor in a class. */
void pattern_find_groups(struct pattern_groups *g, const char *text, size_t size)
{
    bool in_class = false;
    *g = (struct pattern_groups){ 0 };
    for (const char *at = text, *end = text + size; at < end; at++) {
        bool is_special = end - at > 1 && at[0] == '(' && at[1] == '?';
        bool is_named =
            is_special && end - at > 3 && at[2] == '<' && at[3] != '=' && at[3] != '!';
        if (*at == '\\') {
            at++;
        } else if (*at == '[' || *at == ']') {
            in_class = *at == '[';
        } else if (*at == '(' && !in_class && (!is_special || is_named)) {
            g->count++;
            if (is_named) {
                add_name(g, at + 3, end);
            }
        }
    }
}

void pattern_release_groups(struct pattern_groups *g)
{
    memory_release(g->names);
}

void pattern_put_character(struct buf *out, uint32_t character)
{
    char bytes[4];
    if (character < 0x20 || character == 0x7f) {
        buf_print(out, "\\x{%x}", (unsigned)character);
        return;
    }
    if (character < 0x80 && strchr("\\^$.[]|()?*+{}", (int)character) != NULL) {
        buf_char(out, '\\');
    }
    buf_put(out, bytes, text_encode(bytes, character));
}

static const char *take_character(struct pattern_escape *e, uint32_t character, const char *end)
{
    e->kind = text_is_surrogate(character) ? PATTERN_NOTHING : PATTERN_CHARACTER;
    e->character = character;
    return end;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* \x41 if two digits follow; else an x. */
static const char *read_hex(const char *at, const char *end, struct pattern_escape *e)
{
    if (end - at >= 4 && hex_digit(at[2]) >= 0 && hex_digit(at[3]) >= 0) {
        return take_character(e, (uint32_t)(hex_digit(at[2]) * 16 + hex_digit(at[3])), at + 4);
    }
    return take_character(e, 'x', at + 2);
}

/* \u0041, or two that are one character, if four digits follow; else a u. */
static const char *read_unicode(const char *at, const char *end, struct pattern_escape *e)
{
    uint32_t character;
    size_t size = text_read_escape(at + 1, (size_t)(end - at - 1), &character);
    return size > 0 ? take_character(e, character, at + 1 + size)
                    : take_character(e, 'u', at + 2);
}

/* Up to three octal digits, of which the largest is 377. */
static const char *read_octal(const char *at, const char *end, struct pattern_escape *e)
{
    uint32_t character = 0;
    const char *digit = at + 1;
    for (; digit < end && digit < at + 4 && *digit >= '0' && *digit <= '7'; digit++) {
        if (character * 8 + (uint32_t)(*digit - '0') > 0xff) {
            break;
        }
        character = character * 8 + (uint32_t)(*digit - '0');
    }
    return take_character(e, character, digit);
}

/* A group's number, if there is such a group; else an octal number, or a digit. */
static const char *read_number(const char *at, const char *end,
                               const struct pattern_groups *groups, struct pattern_escape *e)
{
    uint32_t number = 0;
    const char *digit = at + 1;
    for (; digit < end && *digit >= '0' && *digit <= '9'; digit++) {
        number = number < 100000000 ? number * 10 + (uint32_t)(*digit - '0') : number;
    }
    if (groups != NULL && number > 0 && number <= groups->count && at[1] != '0') {
        e->kind = PATTERN_GROUP;
        e->character = number;
        return digit;
    }
    return at[1] >= '8' ? take_character(e, (uint32_t)at[1], at + 2) : read_octal(at, end, e);
}

/* \k<name>, if any group has a name; else a k. */
static const char *read_name(const char *at, const char *end,
                             const struct pattern_groups *groups, struct pattern_escape *e)
{
    if (groups == NULL || groups->name_count == 0) {
        return take_character(e, 'k', at + 2);
    }
    const char *name = at + 3;
    const char *close =
        end - at > 3 && at[2] == '<' ? memchr(name, '>', (size_t)(end - name)) : NULL;
    const struct pattern_name *found =
        close != NULL ? find_name(groups, name, (size_t)(close - name)) : NULL;
    if (found == NULL) {
        e->kind = PATTERN_NO_NAME;
        return at;
    }
    e->kind = PATTERN_GROUP;
    e->character = found->number;
    return close + 1;
}

/* \cJ; where no letter follows, the backslash is itself. */
static const char *read_control(const char *at, const char *end, struct pattern_escape *e)
{
    char c = end - at > 2 ? at[2] : '\0';
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter ? take_character(e, (uint32_t)c & 0x1f, at + 3)
                     : take_character(e, '\\', at + 1);
}

/* What means the same inside of a class and outside. */
static const char *read_common(const char *at, const char *end, struct pattern_escape *e)
{
    uint32_t character;
    switch (at[1]) {
    case 't': return take_character(e, '\t', at + 2);
    case 'n': return take_character(e, '\n', at + 2);
    case 'v': return take_character(e, '\v', at + 2);
    case 'f': return take_character(e, '\f', at + 2);
    case 'r': return take_character(e, '\r', at + 2);
    case 'c': return read_control(at, end, e);
    case 'x': return read_hex(at, end, e);
    case 'u': return read_unicode(at, end, e);
    case 'd':
    case 'D':
    case 's':
    case 'S':
    case 'w':
    case 'W':
        e->kind = PATTERN_SET;
        e->character = (uint32_t)at[1];
        return at + 2;
    default: break;
    }
    size_t size = text_decode(at + 1, (size_t)(end - at - 1), &character);
    return take_character(e, character, at + 1 + size);
}

const char *pattern_read_escape(const char *at, const char *end,
                                const struct pattern_groups *groups,
                                struct pattern_escape *ret_escape)
{
    if (at[1] == 'b' || at[1] == 'B') {
        ret_escape->kind = PATTERN_EDGE;
        ret_escape->character = (uint32_t)at[1];
        return at + 2;
    }
    if (at[1] >= '0' && at[1] <= '9') {
        return read_number(at, end, groups, ret_escape);
    }
    return at[1] == 'k' ? read_name(at, end, groups, ret_escape)
                        : read_common(at, end, ret_escape);
}

const char *pattern_read_class_escape(const char *at, const char *end,
                                      struct pattern_escape *ret_escape)
{
    if (at[1] == 'b') {
        return take_character(ret_escape, '\b', at + 2);
    }
    if (at[1] >= '0' && at[1] <= '9') {
        return read_number(at, end, NULL, ret_escape);
    }
    return read_common(at, end, ret_escape);
}

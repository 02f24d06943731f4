#include "compiler/expr/literal.h"

#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/expr/node.h"
#include "compiler/expr/parse.h"

static size_t count_digits(const struct parse *p, size_t at)
{
    size_t i = at;
    while (i < p->end && parse_is_digit(p->text[i])) {
        i++;
    }
    return i - at;
}

/* The bytes of e-12 at `at`, or 0. */
static size_t count_exponent(const struct parse *p, size_t at)
{
    if (at >= p->end || (p->text[at] != 'e' && p->text[at] != 'E')) {
        return 0;
    }
    size_t sign = at + 1 < p->end && (p->text[at + 1] == '-' || p->text[at + 1] == '+');
    size_t digits = count_digits(p, at + 1 + sign);
    return digits == 0 ? 0 : 1 + sign + digits;
}

/* A number as JSON writes it: no zeros in front, a digit before and behind the point. */
static const struct asl_expr *number(struct parse *p)
{
    size_t start = p->at, minus = parse_peek(p) == '-';
    size_t whole = start + minus, whole_size = count_digits(p, whole);
    size_t point = whole + whole_size;
    size_t fraction =
        point < p->end && p->text[point] == '.' ? 1 + count_digits(p, point + 1) : 0;
    if (whole_size == 0 && fraction < 2) {
        return parse_fail(
            p, start,
            "a value is missing here: a path, a 'string', a number, true, false or null");
    }
    size_t exponent = count_exponent(p, point + fraction);
    p->at = point + fraction + exponent;
    while (whole_size > 1 && p->text[whole] == '0') {
        whole++;
        whole_size--;
    }
    const char *text = arena_print(
        p->arena, "%s%.*s%.*s%.*s", minus ? "-" : "", whole_size == 0 ? 1 : (int)whole_size,
        whole_size == 0 ? "0" : p->text + whole, fraction < 2 ? 0 : (int)fraction,
        p->text + point, (int)exponent, p->text + point + fraction);
    return node_text(p->arena, ASL_OP_NUMBER, text);
}

static const struct asl_expr *string(struct parse *p)
{
    size_t size = 0;
    const char *text = parse_quoted(p, &size);
    return text == NULL ? NULL : node_string(p->arena, text, size);
}

static bool is_word_char(char c)
{
    return c == '_' || parse_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

static const struct asl_expr *constant(struct parse *p, size_t size)
{
    static const struct {
        const char *word;
        enum asl_op op;
    } constants[] = { { "true", ASL_OP_TRUE },
                      { "false", ASL_OP_FALSE },
                      { "null", ASL_OP_NULL } };
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        if (strlen(constants[i].word) == size &&
            memcmp(constants[i].word, p->text + p->at, size) == 0) {
            p->at += size;
            return node_of(p->arena, constants[i].op);
        }
    }
    return NULL;
}

/* What stands in [] and {}: a literal, or a word that is a string without its quotes. */
static const struct asl_expr *member(struct parse *p)
{
    size_t size = parse_span(p, is_word_char);
    char c = parse_peek(p);
    if (size == 0 || parse_is_digit(c)) {
        return literal_parse(p);
    }
    const struct asl_expr *known = constant(p, size);
    if (known != NULL) {
        return known;
    }
    p->at += size;
    return node_string(p->arena, arena_text_n(p->arena, p->text + p->at - size, size), size);
}

/* Past the comma or `closing` behind a member; true where there are more. */
static bool more_members(struct parse *p, char closing)
{
    parse_skip_blanks(p);
    if (parse_take(p, closing)) {
        return false;
    }
    if (!parse_take(p, ',')) {
        parse_fail(p, p->at, "a comma or %c is missing here", closing);
        return false;
    }
    parse_skip_blanks(p);
    return true;
}

static const struct asl_expr *array(struct parse *p)
{
    struct node_list items = { 0 };
    p->at++;
    parse_skip_blanks(p);
    bool more = !parse_take(p, ']');
    while (more) {
        const struct asl_expr *item = member(p);
        if (item == NULL) {
            return NULL;
        }
        node_add(p->arena, &items, item);
        more = more_members(p, ']');
    }
    return p->error->message != NULL ? NULL : node_list(p->arena, ASL_OP_ARRAY, &items);
}

/* A member's name and the colon behind it. */
static const char *name(struct parse *p)
{
    size_t start = p->at;
    const struct asl_expr *key = member(p);
    if (key == NULL) {
        return NULL;
    }
    parse_skip_blanks(p);
    if (key->op != ASL_OP_STRING || memchr(key->text, '\0', (size_t)key->size) != NULL) {
        parse_fail(p, start, "a member's name must be a string");
        return NULL;
    }
    if (!parse_take(p, ':')) {
        parse_fail(p, p->at, "a colon is missing behind the name");
        return NULL;
    }
    parse_skip_blanks(p);
    return key->text;
}

static const struct asl_expr *object(struct parse *p)
{
    struct node_list values = { 0 };
    struct node_list names = { 0 };
    p->at++;
    parse_skip_blanks(p);
    bool more = !parse_take(p, '}');
    while (more) {
        const char *key = name(p);
        const struct asl_expr *value = key == NULL ? NULL : member(p);
        if (value == NULL) {
            return NULL;
        }
        node_add(p->arena, &names, node_text(p->arena, ASL_OP_KEY, key));
        node_add(p->arena, &values, value);
        more = more_members(p, '}');
    }
    if (p->error->message != NULL) {
        return NULL;
    }
    struct asl_field *fields = arena_array(p->arena, values.count + 1, sizeof *fields);
    for (size_t i = 0; i < values.count; i++) {
        fields[i] = (struct asl_field){ names.items[i]->text, values.items[i] };
    }
    return node_object(p->arena, fields);
}

static const struct asl_expr *nested(struct parse *p)
{
    if (!parse_enter(p)) {
        return NULL;
    }
    const struct asl_expr *e = parse_peek(p) == '[' ? array(p) : object(p);
    parse_leave(p);
    return e;
}

const struct asl_expr *literal_parse(struct parse *p)
{
    switch (parse_peek(p)) {
    case '\'':
    case '"': return string(p);
    case '[':
    case '{': return nested(p);
    case 't':
    case 'f':
    case 'n': {
        size_t at = p->at;
        const struct asl_expr *e = constant(p, parse_span(p, is_word_char));
        return e != NULL ? e : parse_fail(p, at, "a string needs quotes: 'text'");
    }
    default: return number(p);
    }
}

static bool is_bare_char(char c)
{
    return is_word_char(c) || c == '-' || c == '.' || c == ':';
}

const struct asl_expr *literal_parse_or_word(struct parse *p)
{
    size_t start = p->at, size = parse_span(p, is_bare_char);
    const char *text = p->text + start;
    if (size == 0 || !is_word_char(*text) || parse_is_digit(*text)) {
        return literal_parse(p);
    }
    const struct asl_expr *known = constant(p, size);
    if (known != NULL) {
        return known;
    }
    p->at += size;
    parse_note_bare(p, start, size);
    return node_string(p->arena, arena_text_n(p->arena, text, size), size);
}

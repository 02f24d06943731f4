#include "runtime/vtl/operand.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/vtl/heap.h"
#include "runtime/vtl/node.h"
#include "runtime/vtl/scan.h"

#define RETRIES_MAX 200

/* ---- References ---- */

static struct vtl_node *parse_list(struct scan *p, const char *close)
{
    struct scan_chain all = { 0 };
    while (!p->has_failed && !scan_take(p, close)) {
        if (all.first != NULL && !scan_take(p, ",")) {
            return scan_fail(p,
                             close[0] == ')' ? "',' or ')' is wanted" : "',' or ']' is wanted");
        }
        struct vtl_node *n = operand_parse(p);
        if (n != NULL) {
            scan_add(&all, n);
        }
    }
    return all.first;
}

/* A property or a method; what is none belongs to the text. */
static struct vtl_node *parse_member(struct scan *p)
{
    const char *name = p->at + 1;
    size_t size = scan_name_size(p, name);
    if (size == 0) {
        return NULL;
    }
    bool is_method = name + size < p->end && name[size] == '(';
    struct vtl_node *n = scan_node(p, is_method ? VTL_METHOD : VTL_PROPERTY, name);
    n->text = heap_text(p->heap, name, size);
    n->size = size;
    p->at = name + size + is_method;
    n->first = is_method ? parse_list(p, ")") : NULL;
    return n;
}

/* An index; brackets with anything else in them belong to the text. */
static struct vtl_node *parse_index(struct scan *p)
{
    struct parse_error kept = *p->error;
    const char *begin = p->at++;
    struct vtl_node *n = scan_node(p, VTL_INDEX, begin);
    int depth = p->depth;
    n->first = operand_parse(p);
    if (p->has_failed || !scan_take(p, "]")) {
        if (++p->retries > RETRIES_MAX) {
            return p->has_failed ? NULL : scan_fail_at(p, begin, "']' is wanted");
        }
        *p->error = kept;
        p->has_failed = false;
        p->depth = depth;
        p->at = begin;
        return NULL;
    }
    return n;
}

static struct vtl_node *parse_steps(struct scan *p)
{
    struct scan_chain all = { 0 };
    while (p->at < p->end && !p->has_failed) {
        struct vtl_node *n = *p->at == '.'   ? parse_member(p)
                             : *p->at == '[' ? parse_index(p)
                                             : NULL;
        if (n == NULL) {
            break;
        }
        scan_add(&all, n);
    }
    return all.first;
}

/* Stands at '$'. NULL without an error if that begins no reference. */
struct vtl_node *operand_reference(struct scan *p)
{
    const char *begin = p->at, *at = begin + 1;
    bool is_quiet = at < p->end && *at == '!';
    at += is_quiet;
    bool is_formal = at < p->end && *at == '{';
    at += is_formal;
    size_t size = scan_name_size(p, at);
    if (size == 0) {
        return NULL;
    }
    struct vtl_node *n = scan_node(p, VTL_REFERENCE, begin);
    n->is_quiet = is_quiet;
    n->text = heap_text(p->heap, at, size);
    n->size = size;
    p->at = at + size;
    if (!scan_enter(p)) {
        return NULL;
    }
    n->first = parse_steps(p);
    p->depth--;
    if (is_formal && !p->has_failed) {
        if (p->at >= p->end || *p->at != '}') {
            return scan_fail(p, "'}' is wanted behind '${'");
        }
        p->at++;
    }
    n->raw = begin;
    n->raw_size = (size_t)(p->at - begin);
    return p->has_failed ? NULL : n;
}

/* ---- Values ---- */

/* The text between quotes, of which two stand for one: in the heap. NULL if it does not end. */
static const char *parse_quoted(struct scan *p, size_t *ret_size)
{
    const char quote = *p->at, *begin = p->at++;
    struct buf text = { 0 };
    while (p->at < p->end) {
        if (*p->at == quote) {
            if (p->at + 1 >= p->end || p->at[1] != quote) {
                break;
            }
            p->at++;
        }
        buf_char(&text, *p->at++);
    }
    if (p->at >= p->end) {
        buf_release(&text);
        scan_fail_at(p, begin, "this text has no end");
        return NULL;
    }
    p->at++;
    const char *copy = heap_text(p->heap, buf_string(&text), text.size);
    *ret_size = text.size;
    buf_release(&text);
    return copy;
}

/* A text between two marks may have references in it. */
static struct vtl_node *parse_string(struct scan *p)
{
    const char *begin = p->at;
    bool is_mixed = *begin == '"';
    struct vtl_node *n = scan_node(p, VTL_STRING, begin);
    n->text = parse_quoted(p, &n->size);
    if (n->text == NULL || !is_mixed ||
        (memchr(n->text, '$', n->size) == NULL && memchr(n->text, '#', n->size) == NULL)) {
        return n->text != NULL ? n : NULL;
    }
    struct scan inner = { .heap = p->heap,
                          .text = n->text,
                          .at = n->text,
                          .end = n->text + n->size,
                          .line = n->line,
                          .depth = p->depth,
                          .retries = p->retries,
                          .error = p->error,
                          .block = p->block };
    n->kind = VTL_MIXED;
    if (scan_enter(&inner)) {
        n->first = p->block(&inner);
    }
    if (!inner.has_failed && inner.at < inner.end) {
        scan_fail(&inner, "there is nothing that this ends");
    }
    p->has_failed = inner.has_failed;
    p->retries = inner.retries;
    return p->has_failed ? NULL : n;
}

static struct vtl_node *parse_number(struct scan *p)
{
    struct vtl_node *n = scan_node(p, VTL_INT, p->at);
    const char *at = p->at;
    while (at < p->end && scan_is_digit(*at)) {
        at++;
    }
    /* Two dots are a range. */
    if (at + 1 < p->end && *at == '.' && scan_is_digit(at[1])) {
        at++;
        while (at < p->end && scan_is_digit(*at)) {
            at++;
        }
    }
    const char *power = at;
    if (at < p->end && (*at == 'e' || *at == 'E')) {
        power++;
        power += power < p->end && (*power == '+' || *power == '-');
    }
    if (power > at && power < p->end && scan_is_digit(*power)) {
        at = power;
        while (at < p->end && scan_is_digit(*at)) {
            at++;
        }
    }
    char *digits = heap_text(p->heap, p->at, (size_t)(at - p->at));
    size_t zeros = strspn(digits, "0"), size = strlen(digits);
    zeros -= zeros == size || !scan_is_digit(digits[zeros]);
    struct number read = number_read(digits + zeros, size - zeros);
    p->at = at;
    n->kind = read.kind == NUMBER_INT ? VTL_INT : VTL_REAL;
    n->integer = read.integer;
    n->real = read.real;
    return n;
}

/* [a, b] or [1..3]. */
static struct vtl_node *parse_array(struct scan *p)
{
    struct vtl_node *n = scan_node(p, VTL_LIST, p->at++);
    if (scan_take(p, "]")) {
        return n;
    }
    n->first = operand_parse(p);
    if (n->first != NULL && scan_take(p, "..")) {
        n->kind = VTL_RANGE;
        n->second = operand_parse(p);
        return n->second != NULL && !scan_take(p, "]") ? scan_fail(p, "']' is wanted") : n;
    }
    if (n->first != NULL && scan_take(p, ",")) {
        n->first->next = parse_list(p, "]");
    } else if (n->first != NULL && !scan_take(p, "]")) {
        return scan_fail(p, "',' or ']' is wanted");
    }
    return n;
}

/* {"a": b} */
static struct vtl_node *parse_map(struct scan *p)
{
    struct vtl_node *n = scan_node(p, VTL_MAP, p->at++);
    struct scan_chain all = { 0 };
    while (!p->has_failed && !scan_take(p, "}")) {
        if (all.first != NULL && !scan_take(p, ",")) {
            return scan_fail(p, "',' or '}' is wanted");
        }
        struct vtl_node *key = operand_parse(p);
        if (key != NULL && !scan_take(p, ":")) {
            return scan_fail(p, "':' is wanted");
        }
        struct vtl_node *value = key != NULL ? operand_parse(p) : NULL;
        if (value != NULL) {
            scan_add(&all, key);
            scan_add(&all, value);
        }
    }
    n->first = all.first;
    return n;
}

static struct vtl_node *parse_word(struct scan *p)
{
    static const struct {
        const char *word;
        enum vtl_kind kind;
    } words[] = { { "true", VTL_TRUE }, { "false", VTL_FALSE }, { "null", VTL_NOTHING } };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *at = p->at;
        if (scan_take_word(p, words[i].word)) {
            return scan_node(p, words[i].kind, at);
        }
    }
    return scan_fail(p, "a value is wanted");
}

static struct vtl_node *parse_primary(struct scan *p)
{
    scan_skip_blanks(p);
    char c = p->at < p->end ? *p->at : '\0';
    if (c == '(') {
        p->at++;
        struct vtl_node *n = operand_parse(p);
        return n != NULL && !scan_take(p, ")") ? scan_fail(p, "')' is wanted") : n;
    }
    if (c == '$') {
        struct vtl_node *n = operand_reference(p);
        return n != NULL || p->has_failed ? n : scan_fail(p, "a name is wanted behind '$'");
    }
    return c == '"' || c == '\'' ? parse_string(p)
           : scan_is_digit(c)    ? parse_number(p)
           : c == '['            ? parse_array(p)
           : c == '{'            ? parse_map(p)
                                 : parse_word(p);
}

static struct vtl_node *parse_unary(struct scan *p)
{
    struct vtl_node *n = NULL;
    scan_skip_blanks(p);
    const char *at = p->at;
    bool is_not = (scan_begins(p, at, "!") && !scan_begins(p, at, "!="))
                      ? scan_take(p, "!")
                      : scan_take_word(p, "not");
    if (!scan_enter(p)) {
        return NULL;
    }
    if (is_not || scan_take(p, "-")) {
        n = scan_node(p, is_not ? VTL_NOT : VTL_MINUS, at);
        n->first = parse_unary(p);
    } else {
        n = parse_primary(p);
    }
    p->depth--;
    return p->has_failed ? NULL : n;
}

/* Operators by how strongly they bind; longer ones stand before those that they begin with. */
static const struct {
    const char *word;
    int level;
    enum vtl_op op;
} operators[] = {
    { "||", 0, OP_OR },        { "or", 0, OP_OR },        { "&&", 1, OP_AND },
    { "and", 1, OP_AND },      { "==", 2, OP_EQUAL },     { "eq", 2, OP_EQUAL },
    { "!=", 2, OP_DIFFERENT }, { "ne", 2, OP_DIFFERENT }, { "<=", 3, OP_AT_MOST },
    { "le", 3, OP_AT_MOST },   { ">=", 3, OP_AT_LEAST },  { "ge", 3, OP_AT_LEAST },
    { "<", 3, OP_LESS },       { "lt", 3, OP_LESS },      { ">", 3, OP_GREATER },
    { "gt", 3, OP_GREATER },   { "+", 4, OP_PLUS },       { "-", 4, OP_MINUS },
    { "*", 5, OP_TIMES },      { "/", 5, OP_DIVIDED },    { "%", 5, OP_MODULO },
};
#define LEVELS 6

static bool take_operator(struct scan *p, int level, enum vtl_op *ret_op)
{
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        const char *word = operators[i].word;
        if (operators[i].level == level &&
            (scan_is_letter(word[0]) ? scan_take_word(p, word) : scan_take(p, word))) {
            *ret_op = operators[i].op;
            return true;
        }
    }
    return false;
}

static struct vtl_node *parse_level(struct scan *p, int level)
{
    struct vtl_node *left = level < LEVELS ? parse_level(p, level + 1) : parse_unary(p);
    enum vtl_op op;
    while (left != NULL && level < LEVELS && take_operator(p, level, &op)) {
        struct vtl_node *n = scan_node(p, VTL_BINARY, p->at);
        n->op = op;
        n->first = left;
        n->second = parse_level(p, level + 1);
        left = n->second != NULL ? n : NULL;
    }
    return left;
}

struct vtl_node *operand_parse(struct scan *p)
{
    struct vtl_node *n = scan_enter(p) ? parse_level(p, 0) : NULL;
    p->depth--;
    return p->has_failed ? NULL : n;
}

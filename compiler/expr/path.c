#include "compiler/expr/path.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/expr/filter.h"
#include "compiler/expr/literal.h"
#include "compiler/expr/node.h"
#include "compiler/expr/parse.h"
#include "compiler/expr/word.h"
#include "runtime/base/text.h"

/* A path's steps as they are read. */
struct steps {
    struct parse *p;
    struct node_list list;
    bool is_reference;
};

static bool add(struct steps *s, const struct asl_expr *step)
{
    if (step == NULL) {
        return false;
    }
    node_add(s->p->arena, &s->list, step);
    return true;
}

/* ---- Names ---- */

/* What Unicode adds to the categories below by name: Other_ID_Start and Other_ID_Continue. */
static bool is_other(utf8proc_int32_t c, bool first)
{
    bool starts =
        c == 0x1885 || c == 0x1886 || c == 0x2118 || c == 0x212E || c == 0x309B || c == 0x309C;
    bool goes_on = c == 0xB7 || c == 0x387 || (c >= 0x1369 && c <= 0x1371) || c == 0x19DA;
    return starts || (!first && goes_on);
}

/* The character at `text` as a variable's name may hold it: its size, or 0. */
static size_t variable_char(const char *text, size_t size, bool first)
{
    utf8proc_int32_t c = 0;
    utf8proc_ssize_t bytes =
        utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, &c);
    if (bytes <= 0) {
        return 0;
    }
    switch ((int)utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL: return (size_t)bytes;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC:
        return first && c != '_' && !is_other(c, true) ? 0 : (size_t)bytes;
    default: return is_other(c, first) ? (size_t)bytes : 0;
    }
}

size_t path_variable_size(const char *text, size_t size)
{
    size_t at = 0, characters = 0;
    while (at < size && characters <= PATH_VARIABLE_MOST) {
        size_t bytes = variable_char(text + at, size - at, at == 0);
        if (bytes == 0) {
            break;
        }
        at += bytes;
        characters++;
    }
    return characters > PATH_VARIABLE_MOST ? 0 : at;
}

/* A backslash keeps what it stands before from ending the name (the specification's reference
 * paths). */
static bool is_escape(const struct parse *p, size_t at)
{
    return p->text[at] == '\\' && at + 1 < p->end &&
           strchr(".[]()@,:?*\\'\"$ ", p->text[at + 1]) != NULL;
}

/* The name at p->at, up to a dot or bracket, without its backslashes. */
static const char *dotted_name(struct parse *p, size_t *ret_size)
{
    size_t start = p->at, size = 0;
    while (p->at < p->end && strchr(".[(", p->text[p->at]) == NULL) {
        if (text_is_blank(p->text[p->at])) {
            parse_fail(p, p->at,
                       "a name with a blank is written in brackets and quotes: ['a name']");
            return NULL;
        }
        p->at += is_escape(p, p->at) ? 2 : 1;
    }
    char *name = arena_get(p->arena, p->at - start + 1);
    for (size_t i = start; i < p->at; i++) {
        i += is_escape(p, i);
        name[size++] = p->text[i];
    }
    *ret_size = size;
    return name;
}

/* ---- $.items.length() ---- */

static const struct asl_expr *argument(struct parse *p)
{
    parse_skip_blanks(p);
    char c = parse_peek(p);
    return c == '$' || c == '@' ? p->path(p, parse_argument_end(p)) : literal_parse(p);
}

/* The arguments behind p->at's bracket. */
static bool arguments(struct parse *p, struct node_list *list)
{
    size_t open = p->at++;
    parse_skip_blanks(p);
    bool more = !parse_take(p, ')');
    while (more) {
        const struct asl_expr *e = argument(p);
        if (e == NULL) {
            return false;
        }
        node_add(p->arena, list, e);
        parse_skip_blanks(p);
        if (parse_take(p, ')')) {
            more = false;
        } else if (!parse_take(p, ',')) {
            parse_fail(p, open, "this ( is not closed");
            return false;
        }
    }
    return true;
}

static const struct asl_expr *function(struct parse *p, const char *name, size_t size,
                                       size_t start)
{
    const struct word *word = word_find(WORD_PATH, name, size);
    if (word == NULL) {
        return parse_fail(p, start, "there is no function %s() for paths", name);
    }
    struct node_list of = { 0 };
    if (!parse_enter(p)) {
        return NULL;
    }
    bool good = arguments(p, &of);
    parse_leave(p);
    if (!good) {
        return NULL;
    }
    if ((int)of.count < word->least || (int)of.count > word->most) {
        return parse_fail(p, start, "%s() takes %s", name,
                          word->most == 0 ? "no arguments" : "one argument");
    }
    if (p->at < p->end) {
        return parse_fail(p, p->at, "nothing may follow a function: it ends the path");
    }
    return node_call(p->arena, word->function, &of);
}

/* ---- [ ] ---- */

/* A whole number that Java's int holds. */
static bool number(struct parse *p, int *ret_number)
{
    size_t start = p->at;
    bool minus = parse_take(p, '-');
    int64_t n = 0;
    size_t digits = p->at;
    while (parse_is_digit(parse_peek(p)) && n <= INT32_MAX) {
        n = n * 10 + (p->text[p->at++] - '0');
    }
    if (p->at == digits) {
        parse_fail(p, start, "a whole number must stand here");
        return false;
    }
    n = minus ? -n : n;
    if (n > INT32_MAX || n < INT32_MIN) {
        parse_fail(p, start, "this number is too large for an index");
        return false;
    }
    *ret_number = (int)n;
    return true;
}

/* One bound of a slice; ASL_NULL where it is left out. */
static const struct asl_expr *bound(struct parse *p)
{
    char c = parse_peek(p);
    int n = 0;
    if (c == ':' || c == ']' || text_is_blank(c)) {
        return node_of(p->arena, ASL_OP_NULL);
    }
    return number(p, &n) ? node_text(p->arena, ASL_OP_NUMBER, arena_print(p->arena, "%d", n))
                         : NULL;
}

/* [from:to:step], whose step Jayway reads over (P-12). */
static const struct asl_expr *slice(struct parse *p)
{
    size_t start = p->at;
    const struct asl_expr *from = bound(p);
    if (from == NULL || !parse_take(p, ':')) {
        return parse_fail(p, p->at, "a : must stand here");
    }
    const struct asl_expr *to = bound(p);
    if (to == NULL) {
        return NULL;
    }
    if (from->op == ASL_OP_NULL && to->op == ASL_OP_NULL) {
        return parse_fail(p, start, "a slice needs a beginning or an end");
    }
    if (parse_take(p, ':')) {
        while (parse_is_digit(parse_peek(p)) || parse_peek(p) == '-' || parse_peek(p) == ':') {
            p->at++;
        }
    }
    struct node_list of = { 0 };
    node_add(p->arena, &of, from);
    node_add(p->arena, &of, to);
    node_add(p->arena, &of, node_of(p->arena, ASL_OP_NULL));
    return node_list(p->arena, ASL_OP_SLICE, &of);
}

static const struct asl_expr *index_step(struct parse *p)
{
    int n = 0;
    return number(p, &n) ? node_index(p->arena, n) : NULL;
}

static const struct asl_expr *name_step(struct parse *p)
{
    size_t start = p->at, size = 0;
    const char *name = parse_quoted(p, &size);
    if (name == NULL) {
        return NULL;
    }
    if (memchr(name, '\0', size) != NULL) {
        return parse_fail(p, start, "a name cannot hold the character U+0000");
    }
    return node_text(p->arena, ASL_OP_KEY, name);
}

/* Items parted by commas: the item itself, or ASL_UNION. */
static const struct asl_expr *items(struct parse *p,
                                    const struct asl_expr *(*item)(struct parse *p))
{
    struct node_list of = { 0 };
    char first = parse_peek(p);
    bool quoted = first == '\'' || first == '"';
    do {
        parse_skip_blanks(p);
        if (quoted && parse_peek(p) != first) {
            return parse_fail(p, p->at, "another name in %c%c must come here", first, first);
        }
        const struct asl_expr *e = item(p);
        if (e == NULL) {
            return NULL;
        }
        node_add(p->arena, &of, e);
        parse_skip_blanks(p);
    } while (parse_take(p, ','));
    return of.count == 1 ? of.items[0] : node_list(p->arena, ASL_OP_UNION, &of);
}

static const struct asl_expr *numbers(struct parse *p)
{
    const char *text = p->text + p->at;
    const char *close = memchr(text, ']', p->end - p->at);
    size_t size = close == NULL ? p->end - p->at : (size_t)(close - text);
    return memchr(text, ':', size) != NULL ? slice(p) : items(p, index_step);
}

static const struct asl_expr *in_brackets(struct parse *p)
{
    char c = parse_peek(p);
    if (c == '\'' || c == '"') {
        return items(p, name_step);
    }
    if (parse_is_digit(c) || c == '-' || c == ':') {
        return numbers(p);
    }
    if (parse_take(p, '*')) {
        return node_of(p->arena, ASL_OP_EACH);
    }
    return parse_fail(p, p->at, "in [ ] stands a 'name', a number, a slice, * or ?( )");
}

static const struct asl_expr *bracket(struct parse *p)
{
    size_t open = p->at++;
    parse_skip_blanks(p);
    if (parse_peek(p) == '?') {
        return filter_parse(p);
    }
    const struct asl_expr *step = in_brackets(p);
    parse_skip_blanks(p);
    if (step != NULL && !parse_take(p, ']')) {
        return p->at < p->end ? parse_fail(p, p->at, "a ] must stand here")
                              : parse_fail(p, open, "this [ is not closed");
    }
    return step;
}

/* ---- Steps ---- */

/* A name, a function or * at p->at. */
static bool named(struct steps *s)
{
    struct parse *p = s->p;
    size_t start = p->at, size = 0;
    if (parse_take(p, '*')) {
        return add(s, node_of(p->arena, ASL_OP_EACH));
    }
    const char *name = dotted_name(p, &size);
    if (name == NULL) {
        return false;
    }
    return add(s, parse_peek(p) == '(' ? function(p, name, size, start)
                                       : node_text(p->arena, ASL_OP_KEY, name));
}

static bool dot(struct steps *s)
{
    struct parse *p = s->p;
    p->at++;
    if (parse_take(p, '.') && !add(s, node_of(p->arena, ASL_OP_DEEP))) {
        return false;
    }
    char c = parse_peek(p);
    if (c == '\0' || c == '.') {
        return add(s, parse_fail(p, p->at, "a name must follow the dot"));
    }
    return c == '[' ? add(s, bracket(p)) : named(s);
}

/* Jayway takes a name behind a ] or * without a dot: $.items[0]name (P-01). One character that
 * ends the path it reads over, which helps nobody. */
static bool may_be_bare(const struct steps *s)
{
    const struct parse *p = s->p;
    char before = p->text[p->at - 1];
    return (before == ']' || before == '*') && p->end - p->at > 1 && !s->is_reference;
}

static bool step(struct steps *s)
{
    struct parse *p = s->p;
    char c = parse_peek(p);
    if (c == '.') {
        return dot(s);
    }
    if (c == '[') {
        return add(s, bracket(p));
    }
    return may_be_bare(s) ? named(s) : add(s, parse_fail(p, p->at, "a . or [ must stand here"));
}

/* A reference path has names and single indices only (P-02). */
static bool check_reference(struct parse *p, size_t at, const struct asl_expr *step)
{
    if (step->op != ASL_OP_KEY && step->op != ASL_OP_INDEX) {
        parse_fail(p, at, "it must lead to one place: names and single numbers only");
        return false;
    }
    return true;
}

/* All steps up to p->end. */
static bool read_steps(struct steps *s)
{
    struct parse *p = s->p;
    while (p->at < p->end) {
        size_t at = p->at, before = s->list.count;
        if (!step(s) || (s->is_reference && !check_reference(p, at, s->list.items[before]))) {
            return false;
        }
    }
    return true;
}

static const struct asl_expr *finish(struct steps *s, size_t start, size_t end)
{
    struct parse *p = s->p;
    if (s->list.count == 0) {
        node_add(p->arena, &s->list, node_of(p->arena, ASL_OP_ROOT));
    }
    return node_path(p->arena, p->text + start, end - start, &s->list);
}

/* The path in [p->at, end) of a filter or an argument. */
static const struct asl_expr *inner_path(struct parse *p, size_t end)
{
    size_t start = p->at, outer_end = p->end;
    struct steps s = { .p = p };
    p->end = end;
    if (p->text[p->at++] == '@') {
        add(&s, node_of(p->arena, ASL_OP_ITEM));
    } else if (p->root != NULL) {
        add(&s, p->root);
    }
    bool good = parse_enter(p);
    if (good) {
        good = read_steps(&s);
        parse_leave(p);
    }
    p->end = outer_end;
    return good ? finish(&s, start, end) : NULL;
}

/* Past $, $$ or $name: where the path begins. */
static bool read_root(struct parse *p, enum path_kind kind)
{
    if (!parse_take(p, '$')) {
        parse_fail(p, 0, "a path begins with $");
        return false;
    }
    char c = parse_peek(p);
    if (c == '\0' || c == '.' || c == '[') {
        return true;
    }
    if (kind == PATH_RESULT) {
        parse_fail(p, 0, "it must begin with $. or $[: a result goes nowhere else");
        return false;
    }
    if (parse_take(p, '$')) {
        if (kind == PATH_REFERENCE_INPUT) {
            parse_fail(p, 0, "it cannot begin with $$");
            return false;
        }
        p->root = node_of(p->arena, ASL_OP_CONTEXT);
        return true;
    }
    size_t size = path_variable_size(p->text + p->at, p->end - p->at);
    if (size == 0) {
        parse_fail(p, p->at, "behind $ comes a . or [, or a variable's name");
        return false;
    }
    p->root =
        node_text(p->arena, ASL_OP_VARIABLE, arena_text_n(p->arena, p->text + p->at, size));
    p->at += size;
    return true;
}

const struct asl_expr *path_parse(struct arena *a, const char *text, size_t size,
                                  enum path_kind kind, struct expr_error *ret_error)
{
    *ret_error = (struct expr_error){ 0 };
    struct parse p = {
        .arena = a, .text = text, .end = size, .error = ret_error, .path = inner_path
    };
    const char *nul = memchr(text, '\0', size);
    if (nul != NULL) {
        return parse_fail(&p, (size_t)(nul - text), "a path cannot hold the character U+0000");
    }
    while (p.end > 0 && text_is_blank(text[p.end - 1])) {
        p.end--;
    }
    struct steps s = { .p = &p, .is_reference = kind != PATH_ANY };
    if (!read_root(&p, kind) || (p.root != NULL && !add(&s, p.root)) || !read_steps(&s)) {
        return NULL;
    }
    return finish(&s, 0, size);
}

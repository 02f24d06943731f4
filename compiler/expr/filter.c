#include "compiler/expr/filter.h"

#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/expr/literal.h"
#include "compiler/expr/node.h"
#include "compiler/expr/parse.h"
#include "compiler/expr/word.h"
#include "runtime/base/text.h"

/* One side of a comparison. */
struct side {
    const struct asl_expr *e;
    size_t at;
    bool is_regex;
    bool denied; /* !@.a */
};

static const struct asl_expr *disjunction(struct parse *p);

static bool is_operator_char(char c)
{
    return c != '\0' && strchr("<>=~!", c) != NULL;
}

static const struct asl_expr *call(struct parse *p, asl_function *f,
                                   const struct asl_expr *left, const struct asl_expr *right)
{
    struct node_list of = { 0 };
    node_add(p->arena, &of, left);
    if (right != NULL) {
        node_add(p->arena, &of, right);
    }
    return node_call(p->arena, f, &of);
}

/*
 * Where the path at p->at ends. Jayway looks for the filter's end first, and takes each quote
 * and slash on the way for the beginning of a string or a regular expression: one that is left
 * alone is a mistake.
 */
static bool find_path_end(struct parse *p, size_t *ret_end)
{
    size_t opened = 0, marked = p->at, i = p->at + 1;
    for (; i < p->end; i += i < p->end) {
        char c = p->text[i];
        if (c == '[') {
            i = parse_closing(p, i);
        } else if (c == '(') {
            opened++;
        } else if (c == ')' && opened > 0) {
            opened--;
        } else if (c == ')' || (opened == 0 && (is_operator_char(c) || text_is_blank(c)))) {
            break;
        } else if (i > marked && (c == '\'' || c == '"' || c == '/')) {
            const char *other = memchr(p->text + i + 1, c, p->end - i - 1);
            if (other == NULL) {
                parse_fail(
                    p, i,
                    "this %c is not closed: write the name in brackets and quotes, ['a name']",
                    c);
                return false;
            }
            marked = (size_t)(other - p->text);
        }
    }
    *ret_end = i;
    return true;
}

static const struct asl_expr *path(struct parse *p)
{
    size_t end = 0;
    return find_path_end(p, &end) ? p->path(p, end) : NULL;
}

/* /x/i as the string "/x/i". */
static const struct asl_expr *regex(struct parse *p)
{
    size_t start = p->at++;
    while (p->at < p->end && p->text[p->at] != '/') {
        p->at += p->text[p->at] == '\\' && p->at + 1 < p->end ? 2 : 1;
    }
    if (!parse_take(p, '/')) {
        return parse_fail(p, start, "this regular expression is not closed by a /");
    }
    while (p->at < p->end && strchr("dixmsuU", p->text[p->at]) != NULL) {
        p->at++;
    }
    size_t size = p->at - start;
    return node_string(p->arena, arena_text_n(p->arena, p->text + start, size), size);
}

static bool is_path_start(const struct parse *p)
{
    return parse_peek(p) == '@' || parse_peek(p) == '$';
}

static struct side side(struct parse *p)
{
    parse_skip_blanks(p);
    struct side s = { .at = p->at, .denied = parse_take(p, '!') };
    parse_skip_blanks(p);
    if (is_path_start(p)) {
        s.e = path(p);
    } else if (s.denied) {
        parse_fail(p, s.at, "behind this ! must come a path or a ( )");
    } else if (parse_peek(p) == '/') {
        s.is_regex = true;
        s.e = regex(p);
    } else {
        s.e = literal_parse_or_word(p);
    }
    return s;
}

/* The operator at p->at: a run of signs, or a word before a blank, in either case. */
static const struct word *operator(struct parse *p)
{
    enum { LONGEST = 16 };
    char word[LONGEST];
    size_t start = p->at, size = 0;
    bool signs = is_operator_char(parse_peek(p));
    while (p->at < p->end &&
           (signs ? is_operator_char(p->text[p->at]) : !text_is_blank(p->text[p->at]))) {
        char c = p->text[p->at++];
        if (size < LONGEST) {
            word[size++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
    }
    const struct word *found = word_find(WORD_FILTER, word, size);
    if (found == NULL || found->least != 2 || strchr("&|", word[0]) != NULL) {
        parse_fail(p, start, "'%.*s' is not an operator of a filter", (int)(p->at - start),
                   p->text + start);
        return NULL;
    }
    return found;
}

static bool is_at_join(const struct parse *p)
{
    char c = parse_peek(p), next = p->at + 1 < p->end ? p->text[p->at + 1] : '\0';
    return c == ')' || c == '\0' || (c == '&' && next == '&') || (c == '|' && next == '|');
}

/* A side that stands alone asks whether there is such a thing. */
static const struct asl_expr *existence(struct parse *p, const struct side *s)
{
    if (s->e->op != ASL_OP_PATH) {
        return parse_fail(p, s->at, "a literal alone tests nothing: compare it with a path");
    }
    const struct asl_expr *there = call(p, asl_filter_exists, s->e, NULL);
    return s->denied ? call(p, asl_filter_not, there, NULL) : there;
}

/* A ! before a path that is compared does nothing, as in Jayway. */
static const struct asl_expr *comparison(struct parse *p)
{
    struct side left = side(p);
    if (left.e == NULL) {
        return NULL;
    }
    parse_skip_blanks(p);
    if (is_at_join(p)) {
        return existence(p, &left);
    }
    size_t at = p->at;
    const struct word *word = operator(p);
    struct side right = word == NULL ? (struct side){ 0 } : side(p);
    if (right.e == NULL) {
        return NULL;
    }
    bool matches = word->function == asl_filter_matches;
    if (matches != (left.is_regex || right.is_regex) || (left.is_regex && right.is_regex)) {
        return parse_fail(p, at, "=~ compares something with a /regular expression/");
    }
    return left.is_regex ? call(p, word->function, right.e, left.e)
                         : call(p, word->function, left.e, right.e);
}

static const struct asl_expr *group(struct parse *p)
{
    size_t open = p->at++;
    if (!parse_enter(p)) {
        return NULL;
    }
    const struct asl_expr *e = disjunction(p);
    parse_leave(p);
    parse_skip_blanks(p);
    if (e != NULL && !parse_take(p, ')')) {
        return p->at < p->end ? parse_fail(p, p->at, "&&, || or ) must come here")
                              : parse_fail(p, open, "this ( is not closed");
    }
    return e;
}

static const struct asl_expr *operand(struct parse *p);

static const struct asl_expr *negation(struct parse *p)
{
    p->at++;
    if (!parse_enter(p)) {
        return NULL;
    }
    const struct asl_expr *e = operand(p);
    parse_leave(p);
    return e == NULL ? NULL : call(p, asl_filter_not, e, NULL);
}

static const struct asl_expr *operand(struct parse *p)
{
    parse_skip_blanks(p);
    if (parse_peek(p) == '(') {
        return group(p);
    }
    if (parse_peek(p) != '!') {
        return comparison(p);
    }
    size_t bang = p->at++;
    parse_skip_blanks(p);
    bool before_path = is_path_start(p);
    p->at = bang;
    return before_path ? comparison(p) : negation(p);
}

/* A tree that is only as deep as it must be, so that a list of thousands is not thousands deep.
 */
static const struct asl_expr *balance(struct parse *p, asl_function *f,
                                      const struct asl_expr *const *items, size_t count)
{
    return count == 1 ? items[0]
                      : call(p, f, balance(p, f, items, count / 2),
                             balance(p, f, items + count / 2, count - count / 2));
}

static const struct asl_expr *joined(struct parse *p, const char *sign, asl_function *f,
                                     const struct asl_expr *(*item)(struct parse *p))
{
    struct node_list items = { 0 };
    do {
        const struct asl_expr *e = item(p);
        if (e == NULL) {
            return NULL;
        }
        node_add(p->arena, &items, e);
        parse_skip_blanks(p);
    } while (p->end - p->at >= 2 && memcmp(p->text + p->at, sign, 2) == 0 && (p->at += 2) > 0);
    return balance(p, f, items.items, items.count);
}

static const struct asl_expr *conjunction(struct parse *p)
{
    return joined(p, "&&", asl_filter_and, operand);
}

static const struct asl_expr *disjunction(struct parse *p)
{
    return joined(p, "||", asl_filter_or, conjunction);
}

const struct asl_expr *filter_parse(struct parse *p)
{
    p->at++;
    parse_skip_blanks(p);
    if (parse_peek(p) != '(') {
        return parse_fail(p, p->at, "a filter is written [?( )]");
    }
    const struct asl_expr *e = group(p);
    parse_skip_blanks(p);
    if (e == NULL || !parse_take(p, ']')) {
        return parse_fail(p, p->at, "the filter must end here with ]");
    }
    struct node_list of = { 0 };
    node_add(p->arena, &of, e);
    return node_list(p->arena, ASL_OP_WHERE, &of);
}

/* grammar.c - an expression's text as a tree. What the tree means is checked in sense.c. */
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/item/expression.h"
#include "runtime/item/docpath.h"
#include "runtime/item/sense.h"
#include "runtime/item/token.h"
#include "runtime/value/value.h"

/* How deep parentheses and functions may nest: no expression of 4 KB needs more. */
enum { DEPTH = 200 };

struct parser {
    const char *end;
    struct token before, now; /* the token that was read last, and the one to be read */
    size_t depth, operators;
    bool has_failed;
    struct sense *sense;
};

/* ---- Tokens ---- */

static void advance(struct parser *p)
{
    p->before = p->now;
    p->now = token_next(p->now.text + p->now.size, p->end);
}

static void fail(struct parser *p)
{
    if (p->has_failed) {
        return;
    }
    p->has_failed = true;
    struct token next = token_next(p->now.text + p->now.size, p->end);
    const char *start = p->before.text != NULL ? p->before.text : p->now.text;
    struct buf *why = sense_fault(p->sense, SENSE_SYNTAX, p->now.text);
    if (why != NULL) {
        bool is_end = p->now.kind == TOKEN_END;
        buf_print(why, "Syntax error; token: \"%.*s\", near: \"%.*s\"",
                  is_end ? 5 : (int)p->now.size, is_end ? "<EOF>" : p->now.text,
                  (int)(next.text + next.size - start), start);
    }
}

/* Reads the mark or keyword if it is next. */
static bool take(struct parser *p, const char *text)
{
    bool is_next = !p->has_failed && token_is(p->now, text);
    if (is_next) {
        advance(p);
    }
    return is_next;
}

static void expect(struct parser *p, const char *text)
{
    if (!take(p, text)) {
        fail(p);
    }
}

static void count_operator(struct parser *p)
{
    p->operators++;
}

/* ---- Nodes ---- */

static struct expression_tree *new_node(enum expression_tree_kind kind)
{
    struct expression_tree *n = memory_zero(sizeof *n);
    n->kind = kind;
    return n;
}

static void add_arg(struct expression_tree *n, struct expression_tree *arg)
{
    n->args = memory_grow(n->args, n->count, &n->room, sizeof(struct expression_tree *));
    n->args[n->count++] = arg;
}

static struct expression_tree *new_node_of(enum expression_tree_kind kind,
                                           struct expression_tree *first,
                                           struct expression_tree *second)
{
    struct expression_tree *n = new_node(kind);
    add_arg(n, first);
    if (second != NULL) {
        add_arg(n, second);
    }
    return n;
}

static void release_node(struct expression_tree *n)
{
    if (n == NULL) {
        return;
    }
    for (size_t i = 0; i < n->count; i++) {
        release_node(n->args[i]);
    }
    memory_release(n->args);
    memory_release(n->word);
    value_release(n->value);
    docpath_release(&n->path);
    memory_release(n);
}

/* ---- Paths ---- */

static void parse_name(struct parser *p, struct docpath *path)
{
    if (p->now.kind == TOKEN_WORD) {
        sense_word(p->sense, p->now.text, p->now.size);
        docpath_add_name(path, p->now.text, p->now.size);
    } else if (p->now.kind == TOKEN_NAME) {
        sense_name(p->sense, p->now.text, p->now.size, path);
    } else {
        fail(p);
        return;
    }
    advance(p);
}

static void parse_index(struct parser *p, struct docpath *path)
{
    size_t index = 0;
    if (p->now.kind != TOKEN_NUMBER) {
        fail(p);
        return;
    }
    for (size_t i = 0; i < p->now.size && index < SENSE_INDEX_HUGE; i++) {
        index = index * 10 + (size_t)(p->now.text[i] - '0');
    }
    sense_index(p->sense, p->now.text, p->now.size, index);
    docpath_add_index(path, index);
    advance(p);
    expect(p, "]");
}

static void parse_path(struct parser *p, struct docpath *path)
{
    parse_name(p, path);
    while (!p->has_failed) {
        if (take(p, ".")) {
            parse_name(p, path);
        } else if (take(p, "[")) {
            parse_index(p, path);
        } else {
            break;
        }
    }
    if (!p->has_failed) {
        sense_path(p->sense, path, p->before.text);
    }
}

/* ---- Operands ---- */

static struct expression_tree *parse_or(struct parser *p);
static struct expression_tree *parse_sum(struct parser *p);
static struct expression_tree *parse_operand(struct parser *p);
static void want(struct parser *p, const struct expression_tree *n, bool boolean);

/* An operand, in an update; in a condition what stands in parentheses may be one, too. */
static struct expression_tree *parse_argument(struct parser *p)
{
    if (p->sense->kind == EXPRESSION_UPDATE) {
        return parse_operand(p);
    }
    struct expression_tree *n = parse_or(p);
    want(p, n, false);
    return n;
}

static struct expression_tree *parse_call(struct parser *p, struct token name)
{
    struct expression_tree *n = new_node(TREE_CALL);
    n->word = memory_text_n(name.text, name.size);
    n->function = expression_function(n->word);
    n->end = name.text;
    sense_call(p->sense, n);
    count_operator(p);
    do {
        add_arg(n, parse_argument(p));
    } while (take(p, ","));
    expect(p, ")");
    n->end = p->before.text;
    return n;
}

/* A path, or a call where a parenthesis follows the name. */
static struct expression_tree *parse_word(struct parser *p)
{
    struct token name = p->now;
    struct token next = token_next(name.text + name.size, p->end);
    if (name.kind == TOKEN_WORD && token_is(next, "(")) {
        advance(p);
        advance(p);
        return parse_call(p, name);
    }
    struct expression_tree *n = new_node(TREE_PATH);
    parse_path(p, &n->path);
    n->end = p->before.text;
    return n;
}

static struct expression_tree *parse_inner(struct parser *p)
{
    struct expression_tree *n =
        p->sense->kind == EXPRESSION_UPDATE ? parse_sum(p) : parse_or(p);
    expect(p, ")");
    if (n->has_parentheses) {
        sense_redundant(p->sense, p->before.text);
    }
    n->has_parentheses = true;
    return n;
}

static struct expression_tree *parse_operand(struct parser *p)
{
    struct expression_tree *n = NULL;
    if (p->has_failed || ++p->depth > DEPTH) {
        fail(p);
        return new_node(TREE_PATH);
    }
    if (p->now.kind == TOKEN_VALUE) {
        n = new_node(TREE_VALUE);
        n->word = memory_text_n(p->now.text, p->now.size);
        n->end = p->now.text;
        sense_value(p->sense, n);
        advance(p);
    } else if (take(p, "(")) {
        n = parse_inner(p);
    } else {
        n = parse_word(p);
    }
    p->depth--;
    return n;
}

/* ---- Conditions ---- */

static bool is_boolean(const struct expression_tree *n)
{
    switch (n->kind) {
    case TREE_COMPARE:
    case TREE_BETWEEN:
    case TREE_IN:
    case TREE_AND:
    case TREE_OR:
    case TREE_NOT: return true;
    case TREE_CALL: return n->function <= FUNCTION_CONTAINS;
    case TREE_PATH:
    case TREE_VALUE:
    case TREE_PLUS:
    case TREE_MINUS:
    default: return false;
    }
}

/* A node stands where a truth is wanted, or where an operand is. Of calls the message is
 * another one. */
static void want(struct parser *p, const struct expression_tree *n, bool boolean)
{
    if (p->has_failed || is_boolean(n) == boolean) {
        return;
    }
    if (n->kind == TREE_CALL) {
        sense_misused(p->sense, n);
    } else {
        fail(p);
    }
}

static bool take_comparison(struct parser *p, enum comparison *ret)
{
    for (enum comparison c = COMPARISON_EQ; c <= COMPARISON_GE; c++) {
        if (take(p, expression_comparison_word(c))) {
            *ret = c;
            return true;
        }
    }
    return false;
}

static struct expression_tree *want_operand(struct parser *p, struct expression_tree *n)
{
    want(p, n, false);
    return n;
}

static struct expression_tree *parse_between(struct parser *p, struct expression_tree *first)
{
    struct expression_tree *n = new_node_of(TREE_BETWEEN, first, NULL);
    add_arg(n, want_operand(p, parse_operand(p)));
    expect(p, "AND");
    add_arg(n, want_operand(p, parse_operand(p)));
    return n;
}

static struct expression_tree *parse_in(struct parser *p, struct expression_tree *first)
{
    struct expression_tree *n = new_node_of(TREE_IN, first, NULL);
    expect(p, "(");
    do {
        add_arg(n, want_operand(p, parse_operand(p)));
    } while (take(p, ","));
    expect(p, ")");
    return n;
}

static struct expression_tree *parse_comparison(struct parser *p)
{
    struct expression_tree *first = parse_operand(p), *n = first;
    enum comparison comparison = COMPARISON_EQ;
    if (take_comparison(p, &comparison)) {
        want_operand(p, first);
        n = new_node_of(TREE_COMPARE, first, NULL);
        n->comparison = comparison;
        add_arg(n, want_operand(p, parse_operand(p)));
    } else if (take(p, "BETWEEN")) {
        want_operand(p, first);
        n = parse_between(p, first);
    } else if (take(p, "IN")) {
        want_operand(p, first);
        n = parse_in(p, first);
    }
    if (n != first) {
        count_operator(p);
        n->end = p->before.text;
    }
    return n;
}

/* NOT binds more tightly than AND, and AND more than OR. */
static struct expression_tree *parse_not(struct parser *p)
{
    struct token next = token_next(p->now.text + p->now.size, p->end);
    if (!token_is(p->now, "NOT") || next.kind == TOKEN_END) {
        return parse_comparison(p);
    }
    if (++p->depth > DEPTH) {
        fail(p);
        return new_node(TREE_PATH);
    }
    advance(p);
    count_operator(p);
    struct expression_tree *inner = parse_not(p);
    want(p, inner, true);
    p->depth--;
    return new_node_of(TREE_NOT, inner, NULL);
}

static struct expression_tree *parse_and(struct parser *p)
{
    struct expression_tree *n = parse_not(p);
    while (take(p, "AND")) {
        want(p, n, true);
        count_operator(p);
        n = new_node_of(TREE_AND, n, parse_not(p));
        want(p, n->args[1], true);
    }
    return n;
}

static struct expression_tree *parse_or(struct parser *p)
{
    struct expression_tree *n = parse_and(p);
    while (take(p, "OR")) {
        want(p, n, true);
        count_operator(p);
        n = new_node_of(TREE_OR, n, parse_and(p));
        want(p, n->args[1], true);
    }
    return n;
}

/* ---- Projections and updates ---- */

static void parse_paths(struct parser *p, struct expression *e)
{
    do {
        size_t room = e->path_room;
        e->ends = memory_grow(e->ends, e->path_count, &room, sizeof *e->ends);
        e->paths = memory_grow(e->paths, e->path_count, &e->path_room, sizeof *e->paths);
        struct docpath *path = &e->paths[e->path_count++];
        *path = (struct docpath){ 0 };
        parse_path(p, path);
        e->ends[e->path_count - 1] = p->before.text;
    } while (take(p, ","));
}

static struct expression_tree *parse_sum(struct parser *p)
{
    struct expression_tree *n = parse_operand(p);
    enum expression_tree_kind kind = token_is(p->now, "+") ? TREE_PLUS : TREE_MINUS;
    if (take(p, "+") || take(p, "-")) {
        count_operator(p);
        n = new_node_of(kind, n, parse_operand(p));
        n->end = p->before.text;
    }
    return n;
}

/* ADD and DELETE have a value behind the path, without a mark between them. */
static struct expression_tree *parse_added(struct parser *p)
{
    if (p->now.kind != TOKEN_VALUE) {
        fail(p);
        return NULL;
    }
    return parse_operand(p);
}

static void parse_actions(struct parser *p, struct expression *e, enum update_section section)
{
    do {
        e->actions =
            memory_grow(e->actions, e->action_count, &e->action_room, sizeof *e->actions);
        struct update_action *a = &e->actions[e->action_count++];
        *a = (struct update_action){ .section = section };
        parse_path(p, &a->path);
        a->end = p->before.text;
        count_operator(p);
        if (section == UPDATE_SET) {
            expect(p, "=");
            a->value = parse_sum(p);
        } else if (section != UPDATE_REMOVE) {
            a->value = parse_added(p);
        }
    } while (take(p, ","));
}

static void parse_update(struct parser *p, struct expression *e)
{
    static const char *const words[UPDATE_SECTIONS] = { "SET", "REMOVE", "ADD", "DELETE" };
    bool seen[UPDATE_SECTIONS] = { false };
    do {
        enum update_section section = UPDATE_SET;
        while (section < UPDATE_SECTIONS && !take(p, words[section])) {
            section++;
        }
        if (section == UPDATE_SECTIONS) {
            fail(p);
            break;
        }
        if (seen[section]) {
            sense_repeated(p->sense, words[section], p->before.text);
        }
        seen[section] = true;
        parse_actions(p, e, section);
    } while (!p->has_failed && p->now.kind != TOKEN_END);
}

/* ---- Expressions ---- */

static void parse(struct parser *p, struct expression *e)
{
    switch (e->kind) {
    case EXPRESSION_PROJECTION: parse_paths(p, e); break;
    case EXPRESSION_UPDATE: parse_update(p, e); break;
    case EXPRESSION_CONDITION:
    case EXPRESSION_KEY:
    default:
        e->condition = parse_or(p);
        want(p, e->condition, true);
        break;
    }
    if (!p->has_failed && p->now.kind != TOKEN_END) {
        fail(p);
    }
}

bool expression_parse(const char *text, size_t size, enum expression_kind kind,
                      struct expression_names *names, struct expression *ret, struct buf *why)
{
    struct sense sense = { .kind = kind, .names = names };
    struct parser p = { .end = text + size,
                        .now = token_next(text, text + size),
                        .sense = &sense };
    *ret = (struct expression){ .kind = kind };
    if (p.now.kind == TOKEN_END) {
        buf_text(why, "The expression can not be empty;");
        return false;
    }
    if (size > EXPRESSION_BYTES) {
        buf_print(why,
                  "Expression size has exceeded the maximum allowed size; expression size: %zu",
                  size);
        return false;
    }
    parse(&p, ret);
    if (!p.has_failed) {
        sense_tree(&sense, ret, p.operators);
    }
    if (!sense_is_good(&sense, why)) {
        expression_release(ret);
        return false;
    }
    return true;
}

void expression_release(struct expression *e)
{
    release_node(e->condition);
    for (size_t i = 0; i < e->path_count; i++) {
        docpath_release(&e->paths[i]);
    }
    memory_release(e->paths);
    memory_release(e->ends);
    for (size_t i = 0; i < e->action_count; i++) {
        docpath_release(&e->actions[i].path);
        release_node(e->actions[i].value);
    }
    memory_release(e->actions);
    *e = (struct expression){ .kind = e->kind };
}

void expression_names_release(struct expression_names *n)
{
    value_release(n->used);
    *n = (struct expression_names){ 0 };
}

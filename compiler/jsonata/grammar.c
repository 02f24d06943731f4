#include "compiler/jsonata/grammar.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/draft.h"
#include "compiler/jsonata/fault.h"
#include "compiler/jsonata/lexer.h"
#include "compiler/jsonata/sign.h"
#include "compiler/jsonata/words.h"
#include "runtime/base/buf.h"

struct grammar {
    struct reading *r;
    size_t at;          /* the next byte */
    struct draft *next; /* the next word */
    int level;          /* expressions in expressions */
};

static struct draft *expression(struct grammar *g, int power);

/* What a word is to a reader of messages: JSON. */
static const char *shown(const struct grammar *g, const struct draft *d)
{
    bool is_plain = d->type == DRAFT_NUMBER || d->type == DRAFT_VALUE;
    return d->type == DRAFT_REGEX ? "{}"
           : is_plain             ? d->text
                                  : fault_quote(g->r, d->text, d->size);
}

static struct draft *say(const struct grammar *g, enum fault fault, const struct draft *at,
                         const char *value)
{
    struct fault_words words = { .token = shown(g, at), .value = value };
    return fault_say(g->r, fault, at->start, at->end, at->end, &words);
}

/* ---- Variables ---- */

/* A variable of the expression's own, which may stand in front of a function of its name. */
static void bind(const struct grammar *g, const struct draft *variable)
{
    const char *name = variable->text;
    if (words_function(name) == NULL && strcmp(name, "$") != 0) {
        return;
    }
    for (const struct bound *b = g->r->bound; b != NULL; b = b->next) {
        if (strcmp(b->name, name) == 0) {
            return;
        }
    }
    struct bound *b = arena_get(g->r->arena, sizeof *b);
    *b = (struct bound){ .name = name, .next = g->r->bound };
    g->r->bound = b;
}

/* ---- Words ---- */

static bool advance(struct grammar *g, bool behind_operand)
{
    struct token t;
    if (!lexer_next(g->r, &g->at, behind_operand, &t)) {
        return false;
    }
    g->next = draft_of(g->r->arena, &t);
    if (t.symbol == SYMBOL_BANG || t.symbol == SYMBOL_TILDE) {
        say(g, FAULT_S0204, g->next, NULL);
        return false;
    }
    return true;
}

static bool is_next(const struct grammar *g, enum symbol s)
{
    return g->next->symbol == s;
}

/* Past the word that must be there. */
static bool expect(struct grammar *g, enum symbol s, bool behind_operand)
{
    if (!is_next(g, s)) {
        bool at_end = is_next(g, SYMBOL_END);
        const char *text = symbol_text(s);
        say(g, at_end ? FAULT_S0203 : FAULT_S0202, g->next,
            fault_quote(g->r, text, strlen(text)));
        return false;
    }
    return advance(g, behind_operand);
}

/* One more expression of `parent`; false after a mistake. */
static bool add_expression(struct grammar *g, struct draft *parent, int power)
{
    struct draft *d = expression(g, power);
    if (d != NULL) {
        draft_add(g->r->arena, parent, d);
    }
    return d != NULL;
}

/* ---- In front of an operand ---- */

static struct draft *negation(struct grammar *g, struct draft *t)
{
    t->type = DRAFT_UNARY;
    return add_expression(g, t, 70) ? t : NULL;
}

static struct draft *block(struct grammar *g, struct draft *t)
{
    bool more = !is_next(g, SYMBOL_CLOSE_ROUND);
    while (more) {
        if (!add_expression(g, t, 0)) {
            return NULL;
        }
        more = is_next(g, SYMBOL_SEMICOLON);
        if (more && !advance(g, false)) {
            return NULL;
        }
        more = more && !is_next(g, SYMBOL_CLOSE_ROUND);
    }
    t->type = DRAFT_BLOCK;
    return expect(g, SYMBOL_CLOSE_ROUND, true) ? t : NULL;
}

/* An item of an array, which alone may be a range. */
static struct draft *item(struct grammar *g)
{
    struct draft *d = expression(g, 0);
    if (d == NULL || !is_next(g, SYMBOL_RANGE)) {
        return d;
    }
    struct draft *range = draft_new(g->r->arena, DRAFT_BINARY, g->next);
    draft_add(g->r->arena, range, d);
    return advance(g, false) && add_expression(g, range, 0) ? range : NULL;
}

static struct draft *array(struct grammar *g, struct draft *t)
{
    t->type = DRAFT_UNARY;
    bool more = !is_next(g, SYMBOL_CLOSE_SQUARE);
    while (more) {
        struct draft *d = item(g);
        if (d == NULL) {
            return NULL;
        }
        draft_add(g->r->arena, t, d);
        more = is_next(g, SYMBOL_COMMA);
        if (more && !advance(g, false)) {
            return NULL;
        }
    }
    return expect(g, SYMBOL_CLOSE_SQUARE, true) ? t : NULL;
}

/* What stands between { and }. */
static struct draft *pairs(struct grammar *g, struct draft *t)
{
    bool more = !is_next(g, SYMBOL_CLOSE_CURLY);
    while (more) {
        if (!add_expression(g, t, 0) || !expect(g, SYMBOL_COLON, false) ||
            !add_expression(g, t, 0)) {
            return NULL;
        }
        more = is_next(g, SYMBOL_COMMA);
        if (more && !advance(g, false)) {
            return NULL;
        }
    }
    return expect(g, SYMBOL_CLOSE_CURLY, true) ? t : NULL;
}

static struct draft *transform(struct grammar *g, struct draft *t)
{
    t->type = DRAFT_TRANSFORM;
    bool good =
        add_expression(g, t, 0) && expect(g, SYMBOL_BAR, false) && add_expression(g, t, 0);
    if (good && is_next(g, SYMBOL_COMMA)) {
        good = advance(g, false) && add_expression(g, t, 0);
    }
    return good && expect(g, SYMBOL_BAR, false) ? t : NULL;
}

static struct draft *leaf(struct draft *t, enum draft_type type)
{
    t->type = type;
    return t;
}

static struct draft *prefix(struct grammar *g, struct draft *t)
{
    if (t->type != DRAFT_OPERATOR) {
        return t;
    }
    switch ((int)t->symbol) {
    case SYMBOL_AND:
    case SYMBOL_OR:
    case SYMBOL_IN: return t;
    case SYMBOL_MINUS: return negation(g, t);
    case SYMBOL_STAR: return leaf(t, DRAFT_WILD);
    case SYMBOL_DEEP: return leaf(t, DRAFT_DEEP);
    case SYMBOL_PERCENT: return leaf(t, DRAFT_PARENT);
    case SYMBOL_OPEN_ROUND: return block(g, t);
    case SYMBOL_OPEN_SQUARE: return array(g, t);
    case SYMBOL_OPEN_CURLY: return pairs(g, leaf(t, DRAFT_UNARY));
    case SYMBOL_BAR: return transform(g, t);
    default: return say(g, FAULT_S0211, t, NULL);
    }
}

/* ---- Functions ---- */

static bool arguments(struct grammar *g, struct draft *t)
{
    bool more = !is_next(g, SYMBOL_CLOSE_ROUND);
    while (more) {
        if (is_next(g, SYMBOL_QUESTION)) {
            t->type = DRAFT_PARTIAL;
            draft_add(g->r->arena, t, g->next);
            if (!advance(g, false)) {
                return false;
            }
        } else if (!add_expression(g, t, 0)) {
            return false;
        }
        more = is_next(g, SYMBOL_COMMA);
        if (more && !advance(g, false)) {
            return false;
        }
    }
    return expect(g, SYMBOL_CLOSE_ROUND, true);
}

/* All that stands between < and its >, word by word. */
static bool signature(struct grammar *g, struct draft *t)
{
    size_t from = g->next->end;
    struct buf text = { 0 };
    buf_char(&text, '<');
    bool good = true;
    for (int depth = 1;
         good && depth > 0 && !is_next(g, SYMBOL_OPEN_CURLY) && !is_next(g, SYMBOL_END);) {
        good = advance(g, false);
        if (good) {
            depth += is_next(g, SYMBOL_LESS) - is_next(g, SYMBOL_GREATER);
            buf_put(&text, g->next->text, g->next->size);
        }
    }
    t->extra = arena_text_n(g->r->arena, buf_string(&text), text.size);
    buf_release(&text);
    return good && expect(g, SYMBOL_GREATER, false) && sign_check(g->r, t->extra, from);
}

static bool is_lambda(const struct draft *left)
{
    return left->type == DRAFT_NAME &&
           (strcmp(left->text, "function") == 0 || strcmp(left->text, "\u03bb") == 0);
}

static bool are_variables(const struct grammar *g, const struct draft *t)
{
    for (uint32_t i = 1; i < t->of.count; i++) {
        if (t->of.items[i]->type != DRAFT_VARIABLE) {
            say(g, FAULT_S0208, t->of.items[i], arena_print(g->r->arena, "%u", i));
            return false;
        }
        bind(g, t->of.items[i]);
    }
    return true;
}

static struct draft *lambda(struct grammar *g, struct draft *t)
{
    t->type = DRAFT_LAMBDA;
    if (!are_variables(g, t) || (is_next(g, SYMBOL_LESS) && !signature(g, t)) ||
        !expect(g, SYMBOL_OPEN_CURLY, false)) {
        return NULL;
    }
    struct draft *body = expression(g, 0);
    if (body == NULL || !expect(g, SYMBOL_CLOSE_CURLY, false)) {
        return NULL;
    }
    t->of.items[0] = body;
    t->depth = body->depth >= t->depth ? (uint16_t)(body->depth + 1) : t->depth;
    return t;
}

static struct draft *call(struct grammar *g, struct draft *t, struct draft *left)
{
    t->type = DRAFT_FUNCTION;
    draft_add(g->r->arena, t, left);
    if (!arguments(g, t)) {
        return NULL;
    }
    return is_lambda(left) ? lambda(g, t) : t;
}

/* ---- Behind an operand ---- */

static struct draft *binary(struct grammar *g, struct draft *t, struct draft *left, int power)
{
    t->type = DRAFT_BINARY;
    draft_add(g->r->arena, t, left);
    return add_expression(g, t, power) ? t : NULL;
}

/* a[b]; a[] is a, but keeps its array. */
static struct draft *filter(struct grammar *g, struct draft *t, struct draft *left)
{
    if (!is_next(g, SYMBOL_CLOSE_SQUARE)) {
        return binary(g, t, left, 0) != NULL && expect(g, SYMBOL_CLOSE_SQUARE, true) ? t : NULL;
    }
    struct draft *step = left;
    while (step->type == DRAFT_BINARY && step->symbol == SYMBOL_OPEN_SQUARE) {
        step = step->of.items[0];
    }
    step->keeps_array = true;
    return advance(g, false) ? left : NULL;
}

static struct draft *term(struct grammar *g)
{
    struct draft *t = draft_new(g->r->arena, DRAFT_TERM, g->next);
    t->is_descending = is_next(g, SYMBOL_GREATER);
    t->depth = 1;
    if ((t->is_descending || is_next(g, SYMBOL_LESS)) && !advance(g, false)) {
        return NULL;
    }
    return add_expression(g, t, 0) ? t : NULL;
}

static struct draft *order(struct grammar *g, struct draft *t, struct draft *left)
{
    t->type = DRAFT_BINARY;
    draft_add(g->r->arena, t, left);
    bool more = expect(g, SYMBOL_OPEN_ROUND, false);
    while (more) {
        struct draft *d = term(g);
        if (d == NULL) {
            return NULL;
        }
        draft_add(g->r->arena, t, d);
        more = is_next(g, SYMBOL_COMMA);
        if (more && !advance(g, false)) {
            return NULL;
        }
    }
    return !fault_is(g->r) && expect(g, SYMBOL_CLOSE_ROUND, false) ? t : NULL;
}

static struct draft *assign(struct grammar *g, struct draft *t, struct draft *left)
{
    if (left->type != DRAFT_VARIABLE) {
        return say(g, FAULT_S0212, left, NULL);
    }
    bind(g, left);
    return binary(g, t, left, symbol_power(SYMBOL_BIND) - 1);
}

/* a@$v, a#$i. */
static struct draft *attach(struct grammar *g, struct draft *t, struct draft *left)
{
    if (binary(g, t, left, symbol_power(t->symbol)) == NULL) {
        return NULL;
    }
    const struct draft *right = t->of.items[1];
    if (right->type != DRAFT_VARIABLE) {
        struct fault_words words = { .token = shown(g, t) };
        return fault_say(g->r, FAULT_S0214, right->start, right->end, right->end, &words);
    }
    bind(g, right);
    return t;
}

static struct draft *condition(struct grammar *g, struct draft *t, struct draft *left)
{
    t->type = DRAFT_CONDITION;
    draft_add(g->r->arena, t, left);
    bool good = add_expression(g, t, 0);
    if (good && is_next(g, SYMBOL_COLON)) {
        good = advance(g, false) && add_expression(g, t, 0);
    }
    return good ? t : NULL;
}

static struct draft *infix(struct grammar *g, struct draft *t, struct draft *left)
{
    switch ((int)t->symbol) {
    case SYMBOL_OPEN_ROUND: return call(g, t, left);
    case SYMBOL_OPEN_SQUARE: return filter(g, t, left);
    case SYMBOL_OPEN_CURLY:
        t->type = DRAFT_BINARY;
        draft_add(g->r->arena, t, left);
        return pairs(g, t);
    case SYMBOL_ORDER: return order(g, t, left);
    case SYMBOL_BIND: return assign(g, t, left);
    case SYMBOL_AT:
    case SYMBOL_POSITION: return attach(g, t, left);
    case SYMBOL_QUESTION: return condition(g, t, left);
    default: return binary(g, t, left, symbol_power(t->symbol));
    }
}

/* ---- Expressions ---- */

static struct draft *too_deep(const struct grammar *g, const struct draft *at)
{
    return say(g, FAULT_U1001, at, arena_print(g->r->arena, "%d", DRAFT_LEVELS_MOST));
}

static struct draft *climb(struct grammar *g, int power)
{
    struct draft *t = g->next;
    if (!advance(g, true)) {
        return NULL;
    }
    struct draft *left = prefix(g, t);
    while (left != NULL && power < symbol_power(g->next->symbol)) {
        t = g->next;
        if (!advance(g, false)) {
            return NULL;
        }
        left = infix(g, t, left);
        if (left != NULL && left->depth > DRAFT_LEVELS_MOST) {
            return too_deep(g, t);
        }
    }
    return left;
}

static struct draft *expression(struct grammar *g, int power)
{
    if (g->level >= DRAFT_LEVELS_MOST) {
        return too_deep(g, g->next);
    }
    g->level++;
    struct draft *d = climb(g, power);
    g->level--;
    return d;
}

struct draft *grammar_read(struct reading *r)
{
    struct grammar g = { .r = r };
    if (!advance(&g, false)) {
        return NULL;
    }
    struct draft *d = expression(&g, 0);
    if (d != NULL && !is_next(&g, SYMBOL_END)) {
        return say(&g, FAULT_S0201, g.next, NULL);
    }
    return d;
}

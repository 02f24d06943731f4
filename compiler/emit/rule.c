#include "compiler/emit/rule.h"

#include <stdbool.h>
#include <assert.h>
#include <string.h>

#include "compiler/emit/quote.h"
#include "compiler/emit/tree.h"
#include "compiler/plan/plan.h"
#include "runtime/base/buf.h"

/* Columns for what follows a question on its line: brackets, and the line's number. */
#define TAIL 14

/* A condition that is being printed. Each line ends with the number of its question, after all
 * brackets that close there. */
struct condition {
    struct buf *c;
    int line; /* the number that the line at hand ends with */
};

static void put_operand(struct buf *c, const struct plan_rule *r, int indent)
{
    if (r->operand_id != NULL) {
        buf_text(c, r->operand_id);
    } else {
        tree_print(c, r->operand, indent, TAIL);
    }
}

/* Print an argument, on a new line below the first one if it has no room on this line. */
static void put_below(struct buf *c, const char *argument, int tail, int indent)
{
    bool fits =
        strchr(argument, '\n') == NULL &&
        quote_column(c) + 1 + quote_columns(argument, strlen(argument)) + tail <= QUOTE_LINE;
    buf_char(c, fits ? ' ' : '\n');
    quote_blanks(c, fits ? 0 : indent);
    buf_text(c, argument);
}

static void put_test(struct buf *c, const struct plan_rule *r)
{
    int indent = quote_column(c) + (int)strlen("asl_test(");
    buf_print(c, "asl_test(f, %s,", r->variable);
    put_below(c, r->comparator, 1, indent);
    buf_char(c, ',');
    struct buf operand = { 0 };
    quote_blanks(&operand, indent);
    put_operand(&operand, r, indent);
    put_below(c, buf_string(&operand) + indent, TAIL, indent);
    buf_char(c, ')');
    buf_release(&operand);
}

static bool is_joined(const struct plan_rule *r)
{
    return r->id == NULL && (r->kind == PLAN_AND || r->kind == PLAN_OR);
}

static void put(struct condition *to, const struct plan_rule *r, int indent);

static void put_in_brackets(struct condition *to, const struct plan_rule *r, int indent)
{
    assert(r != NULL);
    bool brackets = is_joined(r);
    buf_text(to->c, brackets ? "(" : "");
    put(to, r, brackets ? indent + 4 : indent);
    buf_text(to->c, brackets ? ")" : "");
}

static void put_joined(struct condition *to, const struct plan_rule *r, int indent)
{
    for (const struct plan_rule *in = r->first; in != NULL; in = in->next) {
        if (in != r->first) {
            buf_print(to->c, " /* :%d */\n", to->line);
            quote_blanks(to->c, indent);
            buf_text(to->c, r->kind == PLAN_AND ? "&& " : "|| ");
        }
        put_in_brackets(to, in, indent);
    }
}

static void put_here(struct condition *to, const struct plan_rule *r, int indent)
{
    switch (r->kind) {
    case PLAN_TEST:
        put_test(to->c, r);
        to->line = r->line;
        break;
    case PLAN_CONDITION:
        buf_print(to->c, "asl_holds(f, &%s)", r->door);
        to->line = r->line;
        break;
    case PLAN_NOT:
        buf_char(to->c, '!');
        put_in_brackets(to, r->first, indent);
        break;
    case PLAN_AND:
    case PLAN_OR: put_joined(to, r, indent); break;
    }
}

static void put(struct condition *to, const struct plan_rule *r, int indent)
{
    if (r->id != NULL) {
        buf_print(to->c, "%s(f)", r->id);
        to->line = r->line;
    } else {
        put_here(to, r, indent);
    }
}

void rule_print(struct buf *c, const struct plan_rule *r)
{
    struct condition to = { .c = c };
    buf_text(c, "if (");
    put(&to, r, 8);
    buf_print(c, ") { /* :%d */\n", to.line);
}

void rule_print_parts(struct buf *c, const struct plan_rule *r)
{
    for (const struct plan_rule *in = r->first; in != NULL; in = in->next) {
        rule_print_parts(c, in);
    }
    if (r->id != NULL) {
        struct condition to = { .c = c };
        buf_print(c, "static bool %s(struct asl_frame *f)\n{\n    return ", r->id);
        put_here(&to, r, 8);
        buf_print(c, "; /* :%d */\n}\n\n", to.line);
    }
}

#include "compiler/emit/rule.h"

#include <stdbool.h>
#include <assert.h>
#include <string.h>

#include "compiler/emit/quote.h"
#include "compiler/emit/tree.h"
#include "compiler/plan/plan.h"
#include "runtime/base/buf.h"

/* What stands behind a question on its line: the line's number, brackets. */
#define TAIL 18

static void put_operand(struct buf *c, const struct plan_rule *r, int indent)
{
    if (r->operand_id != NULL) {
        buf_text(c, r->operand_id);
    } else {
        tree_print(c, r->operand, indent, TAIL);
    }
}

static void put_test(struct buf *c, const struct plan_rule *r)
{
    int indent = quote_column(c) + (int)strlen("asl_test(");
    buf_print(c, "asl_test(f, %s, %s,", r->variable, r->comparator);
    struct buf flat = { .limit = QUOTE_LINE * 4 };
    put_operand(&flat, r, 0);
    bool fits =
        !flat.full && memchr(buf_string(&flat), '\n', flat.size) == NULL &&
        quote_column(c) + 1 + quote_columns(buf_string(&flat), flat.size) + TAIL <= QUOTE_LINE;
    buf_release(&flat);
    buf_char(c, fits ? ' ' : '\n');
    quote_blanks(c, fits ? 0 : indent);
    put_operand(c, r, indent);
    buf_print(c, ") /* :%d */", r->line);
}

static bool is_joined(const struct plan_rule *r)
{
    return r->id == NULL && (r->kind == PLAN_AND || r->kind == PLAN_OR);
}

static void put(struct buf *c, const struct plan_rule *r, int indent);

static void put_in_brackets(struct buf *c, const struct plan_rule *r, int indent)
{
    assert(r != NULL);
    bool brackets = is_joined(r);
    buf_text(c, brackets ? "(" : "");
    put(c, r, brackets ? indent + 4 : indent);
    buf_text(c, brackets ? ")" : "");
}

static void put_joined(struct buf *c, const struct plan_rule *r, int indent)
{
    for (const struct plan_rule *in = r->first; in != NULL; in = in->next) {
        if (in != r->first) {
            buf_char(c, '\n');
            quote_blanks(c, indent);
            buf_text(c, r->kind == PLAN_AND ? "&& " : "|| ");
        }
        put_in_brackets(c, in, indent);
    }
}

static void put_here(struct buf *c, const struct plan_rule *r, int indent)
{
    switch (r->kind) {
    case PLAN_TEST: put_test(c, r); break;
    case PLAN_NOT:
        buf_char(c, '!');
        put_in_brackets(c, r->first, indent);
        break;
    case PLAN_AND:
    case PLAN_OR: put_joined(c, r, indent); break;
    }
}

static void put(struct buf *c, const struct plan_rule *r, int indent)
{
    if (r->id != NULL) {
        buf_print(c, "%s(f) /* :%d */", r->id, r->line);
    } else {
        put_here(c, r, indent);
    }
}

void rule_print(struct buf *c, const struct plan_rule *r)
{
    put(c, r, 8);
}

void rule_print_parts(struct buf *c, const struct plan_rule *r)
{
    for (const struct plan_rule *in = r->first; in != NULL; in = in->next) {
        rule_print_parts(c, in);
    }
    if (r->id != NULL) {
        buf_print(c, "static bool %s(struct asl_frame *f)\n{\n    return ", r->id);
        put_here(c, r, 8);
        buf_text(c, ";\n}\n\n");
    }
}

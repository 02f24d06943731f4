#include "compiler/plan/rule.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/table.h"
#include "compiler/expr/payload.h"
#include "compiler/plan/deep.h"
#include "compiler/plan/ident.h"
#include "compiler/plan/plan.h"

/* Brackets in brackets before a question moves to a function of its own. */
#define RULE_LEVELS 4

/* The most letters of a table's name that say what it is about. */
#define SUBJECT_MAX 16

static const char *const nothing_derived[] = { NULL };

static const char *comparator_name(enum asl_comparator c)
{
    static const char *const names[] = {
#define ASL_TEST(word, comparator, operand, has_path) #comparator,
#include <asl/words.def>
    };
    return names[c];
}

/* What a path is about: its last name. */
static const char *subject_of(const struct asl_expr *path)
{
    const char *subject = "input";
    for (const struct asl_expr *const *step = path->of; *step != NULL; step++) {
        if ((*step)->op == ASL_OP_KEY || (*step)->op == ASL_OP_VARIABLE) {
            subject = (*step)->text;
        } else if ((*step)->op == ASL_OP_CONTEXT) {
            subject = "context";
        }
    }
    return subject;
}

static const char *new_table(struct rule_planner *p, const char *subject,
                             const struct asl_expr *e)
{
    const char *word = ident_fold(p->arena, subject, strlen(subject), SUBJECT_MAX, "value");
    const char *id =
        ident_derive(p->names, p->name, arena_print(p->arena, "_%s", word), nothing_derived);
    deep_table(p->deep, id, e);
    return id;
}

static const char *table_of(struct rule_planner *p, const struct asl_expr *e)
{
    if (e->op != ASL_OP_PATH) {
        return new_table(p, "value", e);
    }
    void **place = table_place(p->paths, e->text, strlen(e->text));
    if (*place == NULL) {
        const char *id = new_table(p, subject_of(e), e);
        *place = arena_text(p->arena, id);
    }
    return *place;
}

static void plan_test(struct rule_planner *p, struct plan_rule *out, const struct rule *r)
{
    const struct asl_expr *variable =
        payload_field(p->arena, p->diag, FIELD_VARIABLE, r->field[FIELD_VARIABLE]);
    out->kind = PLAN_TEST;
    out->variable = table_of(p, variable);
    out->comparator = comparator_name(r->comparator);
    out->operand = payload_operand(p->arena, p->diag, r);
    if (!deep_is_leaf(out->operand)) {
        out->operand_id = table_of(p, out->operand);
    }
}

static struct plan_rule *plan(struct rule_planner *p, const struct rule *r, int level);

static void plan_joined(struct rule_planner *p, struct plan_rule *out, const struct rule *r,
                        int level)
{
    out->kind = r->kind == RULE_AND ? PLAN_AND : r->kind == RULE_OR ? PLAN_OR : PLAN_NOT;
    struct plan_rule **end = &out->first;
    for (const struct rule *in = r->first; in != NULL; in = in->next) {
        *end = plan(p, in, level + 1);
        end = &(*end)->next;
    }
    if (level > 0 && level % RULE_LEVELS == 0) {
        out->id = ident_derive(p->names, p->name, "_part", nothing_derived);
    }
}

static struct plan_rule *plan(struct rule_planner *p, const struct rule *r, int level)
{
    struct plan_rule *out = arena_get(p->arena, sizeof *out);
    out->line = source_place(p->source, r->node->span.start).line;
    if (r->kind == RULE_TEST) {
        plan_test(p, out, r);
    } else if (r->kind == RULE_CONDITION) {
        out->kind = PLAN_CONDITION;
    } else {
        plan_joined(p, out, r, level);
    }
    return out;
}

struct plan_rule *rule_plan(struct rule_planner *p, const struct rule *r)
{
    return plan(p, r, 0);
}

#include "compiler/plan/scope.h"

#include <string.h>

#include "compiler/base/diag.h"
#include "compiler/base/table.h"
#include "compiler/plan/checker.h"
#include "runtime/base/text.h"

#define NAME_MOST 80 /* characters */

struct scope {
    const struct checker *checker;
    struct table *owners; /* variable -> the outermost struct block that assigns it just now */
    struct block *block;
};

/* One member of an Assign: its name without .$, which a JSONPath state alone may have. */
struct variable {
    const struct doc_node *node;
    const struct state *state;
    const char *name;
    size_t size;
};

typedef void visit(struct scope *scope, const struct variable *v);

static void visit_assign(struct scope *scope, const struct state *s,
                         const struct doc_node *assign, visit *then)
{
    for (const struct doc_node *m = assign == NULL ? NULL : assign->first; m != NULL;
         m = m->next) {
        struct variable v = { m, s, m->name, m->name_size };
        if (s->dialect == DIALECT_JSONPATH && v.size > 2 &&
            memcmp(v.name + v.size - 2, ".$", 2) == 0) {
            v.size -= 2;
        }
        then(scope, &v);
    }
}

/* All that a block's own states assign, rules and catchers included (V-11). */
static void visit_block(struct scope *scope, visit *then, visit *then_caught)
{
    for (const struct state *s = scope->block->first; s != NULL; s = s->next) {
        visit_assign(scope, s, s->field[FIELD_ASSIGN], then);
        for (const struct rule *r = s->rules; r != NULL; r = r->next) {
            visit_assign(scope, s, r->field[FIELD_ASSIGN], then);
        }
        for (const struct catcher *k = s->catchers; k != NULL; k = k->next) {
            visit_assign(scope, s, k->field[FIELD_ASSIGN], then_caught);
        }
    }
}

/* Characters beyond ASCII are taken as letters: Unicode's identifiers are far more than they
 * forbid. */
static const char *wrong_with(const struct variable *v)
{
    size_t count = text_count(v->name, v->size);
    for (size_t i = 0; i < v->size; i++) {
        unsigned char c = (unsigned char)v->name[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
        bool digit = c >= '0' && c <= '9';
        if (!letter && (!digit || i == 0)) {
            return i == 0 ? "it must begin with a letter"
                          : "it may hold letters, digits and _ only";
        }
    }
    if (count == 0 || count > NAME_MOST) {
        return "it must have 1 to 80 characters";
    }
    return v->size == 6 && memcmp(v->name, "states", 6) == 0 ? "that name is reserved" : NULL;
}

static void look(struct scope *scope, const struct variable *v)
{
    const struct checker *c = scope->checker;
    const char *wrong = wrong_with(v);
    const struct block *owner = table_find(scope->owners, v->name, v->size);
    if (wrong != NULL) {
        diag_say(c->diag, DIAG_VARIABLE_INVALID, v->node->name_span, v->state->where,
                 v->node->name, wrong, NULL);
    } else if (owner != NULL && owner != scope->block) {
        diag_say(c->diag, DIAG_VARIABLE_SHADOWS, v->node->name_span, v->state->where,
                 v->node->name, NULL);
    }
}

/* What a catcher assigns is only looked at: it runs once the scopes inside its state are gone.
 */
static void enter(struct scope *scope, const struct variable *v)
{
    void **owner = table_place(scope->owners, v->name, v->size);
    look(scope, v);
    if (*owner == NULL) {
        *owner = scope->block;
    }
}

static void leave(struct scope *scope, const struct variable *v)
{
    void **owner = table_place(scope->owners, v->name, v->size);
    if (*owner == scope->block) {
        *owner = NULL;
    }
}

/* Recursion is bounded by DOC_DEPTH_MAX, as the definition's own depth is. */
static void check_block(const struct checker *c, struct table *owners, struct block *b)
{
    struct scope scope = { c, owners, b };
    visit_block(&scope, enter, look);
    for (struct state *s = b->first; s != NULL; s = s->next) {
        for (struct block *inner = s->branches; inner != NULL; inner = inner->next) {
            check_block(c, owners, inner);
        }
        if (s->processor != NULL) {
            /* Children of a distributed Map see nothing of their parent (V-13). */
            check_block(
                c, state_config_is(s, "Mode", "DISTRIBUTED") ? table_new(c->arena) : owners,
                s->processor);
        }
    }
    visit_block(&scope, leave, leave);
}

void scope_check(const struct checker *c)
{
    check_block(c, table_new(c->arena), c->workflow->block);
}

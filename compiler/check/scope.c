#include "compiler/check/scope.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/table.h"
#include "compiler/check/checker.h"
#include "compiler/expr/path.h"
#include "compiler/expr/payload.h"
#include "compiler/jsonata/jsonata.h"
#include "compiler/jsonata/remark.h"
#include "runtime/base/text.h"

/* A block that assigns a variable, in the list of all that do. */
struct assigner {
    const struct block *block;
    struct assigner *next;
};

struct scope {
    const struct checker *checker;
    struct table *assigners; /* variable -> struct assigner, of all blocks */
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

static const char *wrong_with(const struct variable *v)
{
    size_t count = text_count(v->name, v->size);
    if (count == 0 || count > PATH_VARIABLE_MOST) {
        return "it must have 1 to 80 characters";
    }
    size_t size = path_variable_size(v->name, v->size);
    if (size < v->size) {
        return size == 0 ? "it must begin with a letter"
                         : "it may hold letters, digits and _ only";
    }
    return v->size == 6 && memcmp(v->name, "states", 6) == 0 ? "that name is reserved" : NULL;
}

static void note_assigner(struct scope *scope, const struct variable *v)
{
    void **place = table_place(scope->assigners, v->name, v->size);
    struct assigner *first = *place;
    if (first == NULL || first->block != scope->block) {
        struct assigner *a = arena_get(scope->checker->arena, sizeof *a);
        *a = (struct assigner){ scope->block, first };
        *place = a;
    }
}

static void look(struct scope *scope, const struct variable *v)
{
    const struct checker *c = scope->checker;
    note_assigner(scope, v);
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
static void check_block(const struct checker *c, struct table *assigners, struct table *owners,
                        struct block *b)
{
    struct scope scope = { c, assigners, owners, b };
    visit_block(&scope, enter, look);
    for (struct state *s = b->first; s != NULL; s = s->next) {
        for (struct block *inner = s->branches; inner != NULL; inner = inner->next) {
            check_block(c, assigners, owners, inner);
        }
        if (s->processor != NULL) {
            /* Children of a distributed Map see nothing of their parent (V-13). */
            check_block(c, assigners, state_is_distributed(s) ? table_new(c->arena) : owners,
                        s->processor);
        }
    }
    visit_block(&scope, leave, leave);
}

struct table *scope_check(const struct checker *c)
{
    struct table *assigners = table_new(c->arena);
    check_block(c, assigners, table_new(c->arena), c->workflow->block);
    return assigners;
}

/* ---- What is read ---- */

static bool assigns(const struct block *b, const struct assigner *a)
{
    while (a != NULL && a->block != b) {
        a = a->next;
    }
    return a != NULL;
}

/* Returns true where the variable is one of a scope that the children of a distributed Map
 * around the state do not see. One that nobody assigns is left to the run, as AWS does. */
static bool is_beyond(const struct checker *c, const struct state *s, const char *name)
{
    const struct assigner *assigners = table_find(c->assigners, name, strlen(name));
    bool crossed = false;
    for (const struct block *b = s->block; b != NULL;
         b = b->owner == NULL ? NULL : b->owner->block) {
        if (assigns(b, assigners)) {
            return crossed;
        }
        crossed = crossed || (b->owner != NULL && state_is_distributed(b->owner));
    }
    return false;
}

/* Returns true where a text has $name as a word. */
static bool mentions(const struct doc_node *n, const char *name)
{
    size_t size = strlen(name);
    const char *at = n->type == DOC_STRING ? strchr(n->text, '$') : NULL;
    for (; at != NULL; at = strchr(at + 1, '$')) {
        size_t left = n->text_size - (size_t)(at + 1 - n->text);
        if (path_variable_size(at + 1, left) == size && memcmp(at + 1, name, size) == 0) {
            return true;
        }
    }
    return false;
}

/* A part of a field that may be a path or a call: the field itself, or a member by its name. */
static bool may_read(const struct doc_node *n, const struct doc_node *field)
{
    return n == field || payload_is_computed(n) || shape_is_jsonata(n) ||
           (n->name != NULL && text_ends_with(n->name, "Path"));
}

/* The first expression in a field that names the variable, or the field. */
static const struct doc_node *reader_of(const struct doc_node *field, const char *name)
{
    const struct doc_node *n = field;
    while (n != NULL && !(may_read(n, field) && mentions(n, name))) {
        n = doc_after(n, field);
    }
    return n == NULL ? field : n;
}

/* What is read, where, and which expression in JSONata is being looked at, if any. */
struct reads {
    const struct checker *checker;
    const struct state *state;
    const struct doc_node *node;
    const struct asl_expr *query;
};

static void check_read(const struct reads *r, const char *name)
{
    if (is_beyond(r->checker, r->state, name) &&
        (r->query == NULL || !remark_binds(r->query, name))) {
        diag_say(r->checker->diag, DIAG_VARIABLE_BEYOND, reader_of(r->node, name)->span,
                 r->state->where, name, NULL);
    }
}

/* Recursion is bounded by the depth of documents and of expressions. */
static void check_reads(const struct reads *r, const struct asl_expr *tree)
{
    struct reads in = *r;
    if (tree->op == ASL_OP_JSONATA) {
        in.query = tree;
    }
    if (tree->op == ASL_OP_VARIABLE) {
        check_read(r, tree->text);
    }
    if (tree->op == ASL_OP_OBJECT) {
        for (const struct asl_field *f = tree->fields; f->name != NULL; f++) {
            check_reads(&in, f->value);
        }
    } else {
        for (size_t i = 0; tree->of != NULL && tree->of[i] != NULL; i++) {
            check_reads(&in, tree->of[i]);
        }
    }
}

void scope_check_reads(const struct checker *c, const struct state *s,
                       const struct doc_node *node, const struct asl_expr *tree)
{
    const struct reads r = { .checker = c, .state = s, .node = node };
    if (tree != NULL) {
        check_reads(&r, tree);
    }
}

/* ---- Names for JSONata ---- */

static bool is_assigned(const void *owner, const char *name)
{
    return table_find(owner, name, strlen(name)) != NULL;
}

static void note_name(struct scope *scope, const struct variable *v)
{
    *table_place(scope->assigners, v->name, v->size) = scope->assigners;
}

const struct jsonata_names *scope_names(struct arena *a, const struct workflow *w)
{
    struct scope scope = { .assigners = table_new(a) };
    struct jsonata_names *names = arena_get(a, sizeof *names);
    for (const struct state *s = workflow_next(w, NULL); s != NULL; s = workflow_next(w, s)) {
        if (s->block != scope.block) {
            scope.block = s->block;
            visit_block(&scope, note_name, note_name);
        }
    }
    *names = (struct jsonata_names){ is_assigned, scope.assigners };
    return names;
}

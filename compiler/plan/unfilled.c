#include "compiler/plan/unfilled.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/expr/payload.h"
#include "compiler/read/ast.h"
#include "compiler/read/field.h"

struct opener {
    struct arena *arena;
    struct diag *diag;
    enum dialect dialect;
};

/* The values under keys that end in .$, at any depth; recursion is as deep as the document. */
static const struct doc_node *in_template(const struct opener *o, const struct doc_node *n)
{
    const struct doc_node *found = NULL;
    if (payload_is_computed(n) && payload_is_open(o->arena, o->diag, SHAPE_TEMPLATE, n)) {
        return n;
    }
    for (const struct doc_node *m = n->first; m != NULL && found == NULL; m = m->next) {
        found = in_template(o, m);
    }
    return found;
}

static const struct doc_node *in_value(const struct opener *o, const struct shape_row *row,
                                       const struct doc_node *n);

static const struct doc_node *in_parts(const struct opener *o, const struct doc_node *object,
                                       enum field_owner holder)
{
    const struct doc_node *found = NULL;
    for (const struct doc_node *m = object->first; m != NULL && found == NULL; m = m->next) {
        const struct shape_row *row = field_find_part(holder, m->name, m->name_size);
        if (row != NULL && row->shape == SHAPE_OBJECT) {
            found = in_parts(o, m, field_inner_part(holder));
        } else if (row != NULL) {
            found = in_value(o, row, m);
        }
    }
    return found;
}

static const struct doc_node *in_value(const struct opener *o, const struct shape_row *row,
                                       const struct doc_node *n)
{
    switch (row->shape) {
    case SHAPE_TRUTH:
    case SHAPE_SECONDS:
    case SHAPE_WAIT_SECONDS:
    case SHAPE_COUNT:
    case SHAPE_PERCENT:
    case SHAPE_RATE:
    case SHAPE_TIMESTAMP: return shape_is_open(n) ? n : NULL;
    case SHAPE_TEXT: return row->words != NULL && shape_is_open(n) ? n : NULL;
    case SHAPE_PATH_OR_NULL:
    case SHAPE_RESULT_PATH:
    case SHAPE_REFERENCE:
    case SHAPE_REFERENCE_INPUT:
    case SHAPE_REFERENCE_OR_CALL:
        return payload_is_open(o->arena, o->diag, row->shape, n) ? n : NULL;
    case SHAPE_TEMPLATE:
    case SHAPE_ASSIGN:
    case SHAPE_CREDENTIALS: return in_template(o, n);
    case SHAPE_READER: return in_parts(o, n, PART_READER);
    case SHAPE_BATCHER: return in_parts(o, n, PART_BATCHER);
    case SHAPE_WRITER: return in_parts(o, n, PART_WRITER);
    case SHAPE_PROCESSOR_CONFIG: return in_parts(o, n, PART_PROCESSOR_CONFIG);
    case SHAPE_TEXTS:
    case SHAPE_REASON:
    case SHAPE_OBJECT:
    case SHAPE_STATES:
    case SHAPE_LITERAL:
    case SHAPE_JSONATA:
    case SHAPE_JSONATA_ARRAY:
    case SHAPE_JSONATA_TRUTH:
    case SHAPE_ERROR_NAMES:
    case SHAPE_RETRIERS:
    case SHAPE_CATCHERS:
    case SHAPE_RULES:
    case SHAPE_RULE:
    case SHAPE_BRANCHES:
    case SHAPE_PROCESSOR: break;
    }
    return NULL;
}

static const struct doc_node *in_fields(const struct opener *o,
                                        const struct doc_node *const *field)
{
    const struct doc_node *found = NULL;
    for (enum field f = 0; f < FIELDS && found == NULL; f++) {
        bool is_query = field[f] != NULL && o->dialect == DIALECT_JSONATA &&
                        payload_is_open_query(f, field[f], &found);
        if (field[f] != NULL && f != FIELD_QUERY_LANGUAGE && !is_query) {
            found = in_value(o, field_row(f), field[f]);
        }
    }
    return found;
}

static bool is_open_operand(const struct opener *o, const struct rule *r)
{
    struct field_test test;
    if (r->kind != RULE_TEST || r->operand == NULL) {
        return false;
    }
    if (r->operand_is_path) {
        return payload_is_open(o->arena, o->diag, SHAPE_REFERENCE, r->operand);
    }
    return field_find_test(r->operand->name, r->operand->name_size, &test) &&
           test.operand != OPERAND_TEXT && shape_is_open(r->operand);
}

/* Rules are nested in each other as deep as the document. */
static const struct doc_node *in_rules(const struct opener *o, const struct rule *first)
{
    const struct doc_node *found = NULL;
    for (const struct rule *r = first; r != NULL && found == NULL; r = r->next) {
        found = is_open_operand(o, r) ? r->operand : in_fields(o, r->field);
        found = found == NULL ? in_rules(o, r->first) : found;
    }
    return found;
}

/* The states of a branch or of a Map's processor speak for themselves. */
static bool is_inner_states(const struct state *s, const struct doc_node *n)
{
    bool is_inner = s->processor != NULL && n == s->processor->field[FIELD_STATES];
    for (const struct block *b = s->branches; b != NULL; b = b->next) {
        is_inner = is_inner || n == b->field[FIELD_STATES];
    }
    return is_inner;
}

/* A ${NAME} outside of quotes, anywhere in the state; recursion is as deep as the document. */
static const struct doc_node *outside_quotes(const struct state *s, const struct doc_node *n)
{
    const struct doc_node *found = n->is_unfilled ? n : NULL;
    for (const struct doc_node *m = n->first; m != NULL && found == NULL; m = m->next) {
        found = is_inner_states(s, m) ? NULL : outside_quotes(s, m);
    }
    return found;
}

const struct doc_node *unfilled_find(struct arena *a, struct diag *d, const struct state *s)
{
    const struct opener opener = { a, d, s->dialect }, *o = &opener;
    const struct doc_node *found = outside_quotes(s, s->node);
    if (found == NULL) {
        found = in_fields(o, s->field);
    }
    if (found == NULL) {
        found = in_rules(o, s->rules);
    }
    for (const struct retrier *r = s->retriers; r != NULL && found == NULL; r = r->next) {
        found = in_fields(o, r->field);
    }
    for (const struct catcher *c = s->catchers; c != NULL && found == NULL; c = c->next) {
        found = in_fields(o, c->field);
    }
    if (found == NULL && s->processor != NULL) {
        found = in_fields(o, s->processor->field);
    }
    return found;
}

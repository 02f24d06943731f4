#include "compiler/check/check.h"

#include <string.h>

#include "compiler/aws/takes.h"
#include "compiler/base/diag.h"
#include "compiler/check/absent.h"
#include "compiler/check/advice.h"
#include "compiler/check/checker.h"
#include "compiler/check/graph.h"
#include "compiler/check/group.h"
#include "compiler/check/resource.h"
#include "compiler/check/scope.h"
#include "compiler/check/unreached.h"
#include "compiler/expr/payload.h"
#include "compiler/expr/query.h"
#include "compiler/read/field.h"
#include "compiler/read/form.h"
#include "runtime/base/text.h"

/* JSONPath's expressions: whoever reads them reports what is wrong in them. */

static bool is_expression(enum field f)
{
    switch (field_row(f)->shape) {
    case SHAPE_PATH_OR_NULL:
    case SHAPE_RESULT_PATH:
    case SHAPE_REFERENCE:
    case SHAPE_REFERENCE_INPUT:
    case SHAPE_REFERENCE_OR_CALL:
    case SHAPE_TEMPLATE:
    case SHAPE_ASSIGN:
    case SHAPE_CREDENTIALS:
    case SHAPE_READER:
    case SHAPE_BATCHER:
    case SHAPE_WRITER: return true;
    case SHAPE_TEXT:
    case SHAPE_REASON:
    case SHAPE_TEXTS:
    case SHAPE_TRUTH:
    case SHAPE_OBJECT:
    case SHAPE_STATES:
    case SHAPE_LITERAL:
    case SHAPE_JSONATA:
    case SHAPE_JSONATA_ARRAY:
    case SHAPE_JSONATA_TRUTH:
    case SHAPE_SECONDS:
    case SHAPE_WAIT_SECONDS:
    case SHAPE_COUNT:
    case SHAPE_PERCENT:
    case SHAPE_RATE:
    case SHAPE_TIMESTAMP:
    case SHAPE_ERROR_NAMES:
    case SHAPE_RETRIERS:
    case SHAPE_CATCHERS:
    case SHAPE_RULES:
    case SHAPE_RULE:
    case SHAPE_BRANCHES:
    case SHAPE_PROCESSOR:
    case SHAPE_PROCESSOR_CONFIG: return false;
    }
    return false;
}

static void read_field(const struct checker *c, const struct state *s, enum field f,
                       const struct doc_node *node)
{
    scope_check_reads(c, s, node, payload_field(c->arena, c->diag, f, node));
}

static void read_fields(const struct checker *c, const struct state *s,
                        const struct doc_node *const *field)
{
    for (enum field f = 0; f < FIELDS; f++) {
        if (field[f] != NULL && is_expression(f)) {
            read_field(c, s, f, field[f]);
        }
    }
}

static void read_rules(const struct checker *c, const struct state *s, const struct rule *first)
{
    for (const struct rule *r = first; r != NULL; r = r->next) {
        read_fields(c, s, r->field);
        if (r->kind == RULE_TEST && r->operand != NULL) {
            scope_check_reads(c, s, r->operand, payload_operand(c->arena, c->diag, r));
        }
        read_rules(c, s, r->first);
    }
}

/* The paths in a Map's parts are read as those of its own numbers are. */
static void read_part_paths(const struct checker *c, const struct state *s,
                            const struct doc_node *part)
{
    static const char *const paths[] = { "MaxItemsPath", "MaxItemsPerBatchPath",
                                         "MaxInputBytesPerBatchPath" };
    for (size_t i = 0; part != NULL && i < sizeof paths / sizeof paths[0]; i++) {
        const struct doc_node *path = doc_member(part, paths[i]);
        if (path != NULL && path->type == DOC_STRING) {
            read_field(c, s, FIELD_MAX_CONCURRENCY_PATH, path);
        }
    }
}

static void read_state(const struct checker *c, const struct state *s)
{
    const struct doc_node *reader = s->field[FIELD_ITEM_READER];
    read_fields(c, s, s->field);
    read_rules(c, s, s->rules);
    for (const struct catcher *k = s->catchers; k != NULL; k = k->next) {
        read_fields(c, s, k->field);
    }
    read_part_paths(c, s, reader == NULL ? NULL : doc_member(reader, "ReaderConfig"));
    read_part_paths(c, s, s->field[FIELD_ITEM_BATCHER]);
}

/* JSONata's expressions, likewise. */

/* Blanks outside make a plain text of an expression (Z-22), so that only a lost half is a
 * mistake. */
static bool lacks_half(const struct doc_node *n)
{
    const char *start = n->text;
    const char *end = n->text + n->text_size;
    while (start < end && text_is_blank(*start)) {
        start++;
    }
    while (start < end && text_is_blank(end[-1])) {
        end--;
    }
    bool opens = end - start >= 2 && memcmp(start, "{%", 2) == 0;
    bool closes = end - start >= 2 && memcmp(end - 2, "%}", 2) == 0;
    return opens != closes || (opens && end - start < 4);
}

static void check_delimiters(const struct checker *c, const struct state *s,
                             const struct doc_node *root)
{
    for (const struct doc_node *n = root; n != NULL; n = doc_after(n, root)) {
        if (n->type == DOC_STRING && lacks_half(n)) {
            diag_say(c->diag, DIAG_JSONATA_DELIMITERS, n->span, s->where, NULL);
        }
    }
}

static bool is_jsonata(enum field f)
{
    enum shape shape = field_row(f)->shape;
    return shape == SHAPE_JSONATA || shape == SHAPE_JSONATA_ARRAY ||
           shape == SHAPE_JSONATA_TRUTH || shape == SHAPE_REASON;
}

/* What holds fields: the state, a rule or a catcher. */
enum door { DOOR_STATE, DOOR_RULE, DOOR_CATCHER };

/* What expressions in a field see (J-06). */
static struct query_sight sight_of(const struct checker *c, const struct state *s,
                                   enum door door, enum field f)
{
    bool is_after = f == FIELD_OUTPUT || f == FIELD_ASSIGN;
    bool has_work = s->type == ASL_TASK || s->type == ASL_PARALLEL || s->type == ASL_MAP;
    return (struct query_sight){
        .names = c->names,
        .has_result = is_after && has_work && door == DOOR_STATE,
        .has_error_output = is_after && door == DOOR_CATCHER,
    };
}

static void read_queries(const struct checker *c, const struct state *s, enum door door,
                         const struct doc_node *const *field)
{
    for (enum field f = 0; f < FIELDS; f++) {
        if (field[f] == NULL) {
            continue;
        }
        if (is_expression(f) || is_jsonata(f)) {
            check_delimiters(c, s, field[f]);
        }
        struct query_sight sight = sight_of(c, s, door, f);
        scope_check_reads(c, s, field[f],
                          payload_query(c->arena, c->diag, &sight, f, field[f]));
    }
}

static void read_jsonata(const struct checker *c, const struct state *s)
{
    read_queries(c, s, DOOR_STATE, s->field);
    for (const struct rule *r = s->rules; r != NULL; r = r->next) {
        read_queries(c, s, DOOR_RULE, r->field);
    }
    for (const struct catcher *k = s->catchers; k != NULL; k = k->next) {
        read_queries(c, s, DOOR_CATCHER, k->field);
    }
}

/* Once the whole workflow is JSONata's, its states are (T-09); deeper down nobody has measured
 * it. */
static void check_language(const struct checker *c, const struct state *s)
{
    if (c->workflow->dialect == DIALECT_JSONATA && s->dialect == DIALECT_JSONPATH) {
        diag_say(c->diag, s->is_downgraded ? DIAG_LANGUAGE_MIXED : DIAG_LANGUAGE_MIXED_INSIDE,
                 form_place(s->node), s->where, NULL);
    }
}

void check_workflow(struct arena *a, struct diag *d, const struct workflow *w,
                    enum check_type type)
{
    struct checker c = { .arena = a, .diag = d, .workflow = w, .type = type };
    if (w == NULL) {
        return;
    }
    c.takes = takes_new(a);
    graph_check(&c);
    c.assigners = scope_check(&c);
    c.names = scope_names(a, w);
    for (const struct state *s = workflow_next(w, NULL); s != NULL; s = workflow_next(w, s)) {
        check_language(&c, s);
        group_check(&c, s);
        unreached_check(&c, s);
        if (s->type == ASL_TASK) {
            resource_check(&c, s);
        }
        if (s->dialect == DIALECT_JSONPATH) {
            read_state(&c, s);
            advice_check(&c, s);
        } else {
            read_jsonata(&c, s);
        }
    }
    absent_check(&c);
}

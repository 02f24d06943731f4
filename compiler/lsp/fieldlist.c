#include "compiler/lsp/fieldlist.h"

#include <string.h>

#include "compiler/aws/model.h"
#include "compiler/aws/takes.h"
#include "compiler/check/integration.h"
#include "compiler/lsp/about.h"
#include "compiler/lsp/ask.h"
#include "compiler/lsp/propose.h"
#include "compiler/read/doc.h"
#include "compiler/view/site.h"
#include "compiler/view/view.h"
#include "runtime/aws/schema.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* Gaps for the value of a field, in JSON. */
static const char *gap_of(enum shape shape)
{
    switch (shape) {
    case SHAPE_TRUTH: return "true";
    case SHAPE_TEXTS:
    case SHAPE_ERROR_NAMES: return "[\"$1\"]";
    case SHAPE_RETRIERS:
    case SHAPE_CATCHERS:
    case SHAPE_RULES:
    case SHAPE_BRANCHES: return "[\n\t{$1}\n]";
    case SHAPE_OBJECT:
    case SHAPE_STATES:
    case SHAPE_TEMPLATE:
    case SHAPE_ASSIGN:
    case SHAPE_CREDENTIALS:
    case SHAPE_RULE:
    case SHAPE_PROCESSOR:
    case SHAPE_PROCESSOR_CONFIG:
    case SHAPE_READER:
    case SHAPE_BATCHER:
    case SHAPE_WRITER: return "{$1}";
    case SHAPE_JSONATA_ARRAY:
    case SHAPE_JSONATA_TRUTH: return "\"{% $1 %}\"";
    case SHAPE_LITERAL:
    case SHAPE_JSONATA:
    case SHAPE_SECONDS:
    case SHAPE_WAIT_SECONDS:
    case SHAPE_COUNT:
    case SHAPE_PERCENT:
    case SHAPE_RATE: return "$1";
    case SHAPE_TEXT:
    case SHAPE_REASON:
    case SHAPE_PATH_OR_NULL:
    case SHAPE_RESULT_PATH:
    case SHAPE_REFERENCE:
    case SHAPE_REFERENCE_INPUT:
    case SHAPE_REFERENCE_OR_CALL:
    case SHAPE_TIMESTAMP: break;
    }
    return "\"$1\"";
}

/* What stands behind the name that is written: blanks aside, '\0' at the end. */
static char behind(const struct proposals *p)
{
    size_t at = p->at.end;
    while (at < p->source->size && text_is_blank(p->source->text[at])) {
        at++;
    }
    return at < p->source->size ? p->source->text[at] : '\0';
}

/* A name, with a colon where none stands there yet, and gaps where the editor takes them. */
static void put_name(struct proposals *p, const struct ask *q, const char *name,
                     const char *gap, const char *detail, const char *documentation)
{
    struct buf text = { 0 };
    char next = behind(p);
    bool is_whole = next == ':', has_gap = q->takes_snippets && !p->is_yaml && !is_whole;
    buf_print(&text, p->is_yaml ? "%s" : "\"%s\"", name);
    buf_text(&text, is_whole ? "" : ": ");
    buf_text(&text, has_gap ? gap : "");
    buf_text(&text, has_gap && next == '"' ? "," : "");
    propose(p, &(struct proposal){ .label = name,
                                   .kind = PROPOSE_FIELD,
                                   .detail = detail,
                                   .documentation = documentation,
                                   .text = buf_string(&text),
                                   .is_snippet = has_gap });
    buf_release(&text);
}

static void put_field(struct proposals *p, const struct ask *q, enum field_owner owner,
                      const struct shape_row *row)
{
    struct buf about = { 0 };
    about_put_items(&about, about_items(ABOUT_FIELD, row->word, strlen(row->word), owner));
    put_name(p, q, row->word, gap_of(row->shape), field_owner_words(owner), buf_string(&about));
    buf_release(&about);
}

/* ---- Comparators ---- */

static const struct {
    const char *word, *path; /* the ...Path form, or NULL */
    const char *gap;
} tests[] = {
#define HAS_PATH_true(word)  word "Path"
#define HAS_PATH_false(word) NULL
#define GAP_TEXT             "\"$1\""
#define GAP_NUMERIC          "$1"
#define GAP_TIME             "\"$1\""
#define GAP_TRUTH            "true"
#define ASL_TEST(word, comparator, operand, has_path)                                          \
    { word, HAS_PATH_##has_path(word), GAP_##operand },
#include <asl/words.def>
};

static void put_tests(struct proposals *p, const struct ask *q)
{
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        struct buf about = { 0 };
        const char *word = tests[i].word;
        about_put_items(&about, about_items(ABOUT_TEST, word, strlen(word), OWNER_ANY_STATE));
        put_name(p, q, word, tests[i].gap, "a comparator", buf_string(&about));
        if (tests[i].path != NULL) {
            put_name(p, q, tests[i].path, "\"$1\"", "a comparator", buf_string(&about));
        }
        buf_release(&about);
    }
}

/* ---- Parameters of what a Task calls ---- */

/* What the call of a resource takes; NULL if nobody knows. */
static const struct asl_schema *schema_of_call(struct arena *a, const char *resource)
{
    const struct integration *i = integration_of(resource);
    struct model_call call;
    if (i != NULL) {
        return i->takes;
    }
    return model_call(a, resource, &call) && !call.is_optimised
               ? takes_find(takes_new(a), call.service, call.action)
               : NULL;
}

/* What the object may hold in which the name stands; NULL if nobody knows. Recursion is bounded
 * by DOC_DEPTH_MAX. */
static const struct asl_schema *schema_of(struct arena *a, const struct site *site,
                                          const struct doc_node *n)
{
    const struct doc_node *resource = site->state->field[FIELD_RESOURCE];
    if (n == site->field) {
        bool is_text = resource != NULL && resource->type == DOC_STRING;
        return is_text ? schema_of_call(a, resource->text) : NULL;
    }
    const struct asl_schema *outer = schema_of(a, site, n->parent);
    if (outer == NULL || n->name == NULL) {
        return outer == NULL ? NULL : outer->of;
    }
    const struct schema_member *m =
        schema_has_members(outer) ? schema_member(outer, n->name) : NULL;
    return m != NULL ? m->schema : outer->of;
}

static void put_parameters(struct proposals *p, const struct ask *q, const struct site *site)
{
    bool is_call =
        site->state != NULL && site->holder == OWNER_TASK &&
        (site->row == field_row(FIELD_PARAMETERS) || site->row == field_row(FIELD_ARGUMENTS));
    const struct asl_schema *s =
        is_call ? schema_of(q->view->arena, site, site->node->parent) : NULL;
    for (size_t i = 0; s != NULL && schema_has_members(s) && i < s->count; i++) {
        const char *name = schema_name(s, i);
        if (doc_member(site->node->parent, name) == NULL) {
            put_name(p, q, name, "$1", schema_words(s->members[i].schema),
                     s->members[i].is_needed ? "It must be there." : NULL);
        }
    }
}

/* ---- Which ---- */

static void put_fields(struct proposals *p, const struct ask *q, enum field_owner owner,
                       enum dialect dialect, const struct doc_node *object,
                       const struct doc_node *written)
{
    for (const struct shape_row *row = field_next(owner, dialect, NULL); row != NULL;
         row = field_next(owner, dialect, row)) {
        const struct doc_node *there = object == NULL ? NULL : doc_member(object, row->word);
        if (there == NULL || there == written) {
            put_field(p, q, owner, row);
        }
    }
    bool is_rule = owner == OWNER_RULE || owner == OWNER_INNER_RULE;
    if (is_rule && dialect == DIALECT_JSONPATH) {
        put_tests(p, q);
    }
}

void fieldlist_put(struct proposals *p, const struct ask *q, const struct site *site)
{
    const struct doc_node *n = site->node;
    if (site->is_name && site->field == n) {
        put_fields(p, q, site->holder, site->dialect, n->parent, n);
    } else if (!site->is_name && site->kind == SITE_OBJECT && p->is_yaml) {
        put_fields(p, q, site->owner, site->dialect, NULL, n);
    } else if (site->is_name && site->kind == SITE_VALUE) {
        put_parameters(p, q, site);
    }
}

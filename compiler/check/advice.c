#include "compiler/check/advice.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/check/checker.h"
#include "compiler/expr/intrinsic.h"
#include "compiler/expr/payload.h"
#include "compiler/read/field.h"

/* A path below $ or $$, or a call: "$" alone and "$.50" may well be meant. */
static bool looks_computed(const struct checker *c, const struct doc_node *n)
{
    struct expr_error error;
    if (n->type != DOC_STRING) {
        return false;
    }
    if (payload_is_call(n)) {
        return intrinsic_parse(c->arena, n->text, n->text_size, &error) != NULL;
    }
    size_t dollars = strspn(n->text, "$");
    const char *below = n->text + dollars;
    bool is_price = below[0] == '.' && below[1] >= '0' && below[1] <= '9';
    return dollars > 0 && (*below == '.' || *below == '[') && !is_price &&
           path_parse(c->arena, n->text, n->text_size, PATH_ANY, &error) != NULL;
}

/* The field itself has a name that cannot end in .$. */
static void look_at_template(const struct checker *c, const struct state *s,
                             const struct doc_node *root)
{
    for (const struct doc_node *n = root; n != NULL; n = doc_after(n, root)) {
        if (n->name != NULL && !payload_is_computed(n) && looks_computed(c, n)) {
            diag_say(c->diag, DIAG_NO_DOLLAR, n->span, s->where, n->name,
                     n == root ? "an object whose keys end in .$ is what computes"
                               : arena_print(c->arena, "'%s.$' is what computes", n->name),
                     NULL);
        }
    }
}

static void look_at_part(const struct checker *c, const struct state *s,
                         const struct doc_node *part, const char *word)
{
    const struct doc_node *template = part == NULL ? NULL : doc_member(part, word);
    if (template != NULL) {
        look_at_template(c, s, template);
    }
}

static void look_at_templates(const struct checker *c, const struct state *s,
                              const struct doc_node *const *field)
{
    static const enum field templates[] = { FIELD_PARAMETERS, FIELD_RESULT_SELECTOR,
                                            FIELD_ITEM_SELECTOR, FIELD_ASSIGN,
                                            FIELD_CREDENTIALS };
    for (size_t i = 0; i < sizeof templates / sizeof templates[0]; i++) {
        if (field[templates[i]] != NULL) {
            look_at_template(c, s, field[templates[i]]);
        }
    }
    look_at_part(c, s, field[FIELD_ITEM_READER], "Parameters");
    look_at_part(c, s, field[FIELD_ITEM_BATCHER], "BatchInput");
    look_at_part(c, s, field[FIELD_RESULT_WRITER], "Parameters");
}

static void say_no_path(const struct checker *c, const struct state *s,
                        const struct doc_node *value)
{
    diag_say(c->diag, DIAG_NO_PATH, value->span, s->where, value->name, NULL);
}

/* A comparator without a form for paths has its text for good. */
static void look_at_rules(const struct checker *c, const struct state *s,
                          const struct rule *first)
{
    struct field_test test;
    for (const struct rule *r = first; r != NULL; r = r->next) {
        look_at_templates(c, s, r->field);
        if (r->kind == RULE_TEST && r->operand != NULL && !r->operand_is_path &&
            looks_computed(c, r->operand)) {
            const char *word = arena_print(c->arena, "%sPath", r->operand->name);
            if (field_find_test(word, strlen(word), &test)) {
                say_no_path(c, s, r->operand);
            }
        }
        look_at_rules(c, s, r->first);
    }
}

static void look_at_result(const struct checker *c, const struct state *s,
                           const struct doc_node *result)
{
    for (const struct doc_node *n = result; n != NULL; n = doc_after(n, result)) {
        if (payload_is_computed(n) || looks_computed(c, n)) {
            diag_say(c->diag, DIAG_RESULT_STATIC, n->span, s->where, NULL);
        }
    }
}

void advice_check(const struct checker *c, const struct state *s)
{
    static const enum field texts[] = { FIELD_ERROR, FIELD_CAUSE };
    look_at_templates(c, s, s->field);
    look_at_rules(c, s, s->rules);
    for (const struct catcher *k = s->catchers; k != NULL; k = k->next) {
        look_at_templates(c, s, k->field);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (s->field[texts[i]] != NULL && looks_computed(c, s->field[texts[i]])) {
            say_no_path(c, s, s->field[texts[i]]);
        }
    }
    if (s->field[FIELD_RESULT] != NULL) {
        look_at_result(c, s, s->field[FIELD_RESULT]);
    }
}

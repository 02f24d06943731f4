#include "compiler/check/absent.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/hole.h"
#include "compiler/base/source.h"
#include "compiler/base/table.h"
#include "compiler/check/checker.h"
#include "compiler/expr/payload.h"
#include "compiler/read/doc.h"

/* What is known of a state's data: where `prefix` leads, `value` stands. Of what is beside that
 * nothing is known. */
struct known {
    const struct checker *checker;
    const struct doc_node *value;
    bool is_template;              /* its keys that end in .$ are computed (P-41) */
    const char *word;              /* the field it is written in */
    const struct asl_expr *prefix; /* a path, or NULL for the data itself */
};

/* Paths of which each goes on where the one before it ended: OutputPath of a Pass, InputPath of
 * the state behind it, and what that reads. Those that are NULL are $. */
enum { CHAIN = 3 };
struct chain {
    const struct asl_expr *path[CHAIN];
};

/* ---- Following a path ---- */

/* Returns true for a path from $ by names and indices alone: its first step is $ or, where that
 * goes without saying, a name or index. Others do not fail (P-22). */
static bool is_definite(const struct asl_expr *path)
{
    if (path->op != ASL_OP_PATH) {
        return false;
    }
    size_t i = 0;
    while (path->of[i] != NULL &&
           (path->of[i]->op == ASL_OP_KEY || path->of[i]->op == ASL_OP_INDEX ||
            (i == 0 && path->of[i]->op == ASL_OP_ROOT))) {
        i++;
    }
    return path->of[i] == NULL;
}

/* The step at `*at` of a path, which goes on; NULL at its end. */
static const struct asl_expr *step_of(const struct asl_expr *path, size_t *at)
{
    if (path == NULL) {
        return NULL;
    }
    *at += path->of[*at] != NULL && path->of[*at]->op == ASL_OP_ROOT ? 1 : 0;
    return path->of[*at] == NULL ? NULL : path->of[(*at)++];
}

/* The steps of a chain, one by one. */
struct steps {
    const struct chain *chain;
    size_t path, at;
};

static const struct asl_expr *next_step(struct steps *s)
{
    const struct asl_expr *step = NULL;
    while (s->path < CHAIN && (step = step_of(s->chain->path[s->path], &s->at)) == NULL) {
        s->path++;
        s->at = 0;
    }
    return step;
}

/* Returns true if the steps lead to where the value stands, or further. */
static bool skip_prefix(struct steps *s, const struct asl_expr *prefix)
{
    size_t at = 0;
    const struct asl_expr *wanted = step_of(prefix, &at);
    while (wanted != NULL) {
        const struct asl_expr *step = next_step(s);
        if (step == NULL || step->op != ASL_OP_KEY || wanted->op != ASL_OP_KEY ||
            strcmp(step->text, wanted->text) != 0) {
            return false;
        }
        wanted = step_of(prefix, &at);
    }
    return true;
}

static bool is_computed(const struct known *k, const struct doc_node *object, const char *name)
{
    size_t size = strlen(name);
    const struct doc_node *n = k->is_template ? object->first : NULL;
    while (n != NULL && !(payload_is_computed(n) && n->name_size == size + 2 &&
                          memcmp(n->name, name, size) == 0)) {
        n = n->next;
    }
    return n != NULL;
}

/* A ${NAME} that nothing fills yet may come to anything, in a key as well. */
static bool is_open(const struct doc_node *n)
{
    if (n->type == DOC_STRING) {
        return n->is_unfilled || hole_in(n->text, n->text_size);
    }
    const struct doc_node *m = n->type == DOC_OBJECT ? n->first : NULL;
    while (m != NULL && !hole_in(m->name, m->name_size)) {
        m = m->next;
    }
    return m != NULL;
}

/* What a step finds; NULL where that is nothing, or is not known: then *ret_is_absent says
 * which. An index past the end is one of those, for a template makes null of it (P-21). */
static const struct doc_node *follow(const struct known *k, const struct doc_node *n,
                                     const struct asl_expr *step, bool *ret_is_absent)
{
    const struct doc_node *found = NULL;
    *ret_is_absent = step->op == ASL_OP_KEY && !is_open(n);
    if (step->op == ASL_OP_KEY && n->type == DOC_OBJECT) {
        found = doc_member(n, step->text);
        *ret_is_absent = *ret_is_absent && found == NULL && !is_computed(k, n, step->text);
    } else if (step->op == ASL_OP_INDEX && n->type == DOC_ARRAY && step->size >= 0) {
        found = n->first;
        for (int i = 0; found != NULL && i < step->size; i++) {
            found = found->next;
        }
    }
    return found;
}

/* The name that leads nowhere, and in *ret_in where it was looked for; NULL if there is none.
 */
static const char *absent_name(const struct known *k, const struct chain *chain,
                               const struct doc_node **ret_in)
{
    struct steps s = { .chain = chain };
    const struct doc_node *n = k->value;
    for (size_t i = 0; i < CHAIN; i++) {
        if (chain->path[i] != NULL && !is_definite(chain->path[i])) {
            return NULL;
        }
    }
    const struct asl_expr *step = skip_prefix(&s, k->prefix) ? next_step(&s) : NULL;
    while (step != NULL) {
        bool is_absent;
        const struct doc_node *found = follow(k, n, step, &is_absent);
        if (found == NULL) {
            *ret_in = n;
            return is_absent ? step->text : NULL;
        }
        n = found;
        step = next_step(&s);
    }
    return NULL;
}

/* ---- What a field reads ---- */

/* Where a path stands in a field. */
static const struct doc_node *place_of(const struct doc_node *field, const char *path)
{
    for (const struct doc_node *n = field; n != NULL; n = doc_after(n, field)) {
        if (n->type == DOC_STRING && strstr(n->text, path) != NULL &&
            (n == field || payload_is_computed(n))) {
            return n;
        }
    }
    return field;
}

struct reading {
    const struct known *known;
    const struct state *state;
    const struct doc_node *field;
    struct chain chain; /* its last path is the one that is read */
};

static bool say_absent(const struct reading *r)
{
    const struct checker *c = r->known->checker;
    const char *text = r->chain.path[CHAIN - 1]->text;
    const struct doc_node *in;
    const char *name = absent_name(r->known, &r->chain, &in);
    if (name == NULL) {
        return false;
    }
    int line = source_place(c->workflow->source, in->span.start).line;
    diag_say(c->diag, DIAG_PATH_ABSENT, place_of(r->field, text)->span, r->state->where, text,
             name, r->known->word, arena_print(c->arena, "%d", line), NULL);
    return true;
}

/* Recursion is bounded by the depth of documents and of expressions. Returns true if something
 * was said. */
static bool look_at(struct reading *r, const struct asl_expr *tree)
{
    bool is_said = false;
    if (tree->op == ASL_OP_PATH) {
        r->chain.path[CHAIN - 1] = tree;
        return say_absent(r);
    }
    if (tree->op == ASL_OP_OBJECT) {
        for (const struct asl_field *f = tree->fields; f->name != NULL; f++) {
            is_said = look_at(r, f->value) || is_said;
        }
        return is_said;
    }
    for (size_t i = 0; tree->of != NULL && tree->of[i] != NULL; i++) {
        is_said = look_at(r, tree->of[i]) || is_said;
    }
    return is_said;
}

/* The tree of a field, whose mistakes are reported elsewhere. */
static const struct asl_expr *tree_of(const struct checker *c, enum field f,
                                      const struct doc_node *node)
{
    diag_mute(c->diag, true);
    const struct asl_expr *tree = payload_field(c->arena, c->diag, f, node);
    diag_mute(c->diag, false);
    return tree;
}

static bool check_field(const struct known *k, const struct chain *before,
                        const struct state *s, enum field f, const struct doc_node *node)
{
    const struct asl_expr *tree = node == NULL ? NULL : tree_of(k->checker, f, node);
    struct reading r = { k, s, node, *before };
    return tree != NULL && look_at(&r, tree);
}

/* ---- The state behind a Pass ---- */

/* The first rule of a Choice is always looked at; IsPresent asks for what may not be there. */
static void check_choice(const struct known *k, const struct chain *before,
                         const struct state *s)
{
    const struct rule *r = s->rules;
    if (r != NULL && r->kind == RULE_TEST && r->comparator != ASL_IS_PRESENT) {
        check_field(k, before, s, FIELD_VARIABLE, r->field[FIELD_VARIABLE]);
    }
}

/* Fields that are read of the effective input, whatever it is. The template of a Map is not: a
 * list may be empty. */
static void check_next(const struct known *k, const struct asl_expr *output,
                       const struct state *s)
{
    static const enum field fields[] = { FIELD_PARAMETERS,   FIELD_ITEMS_PATH,
                                         FIELD_SECONDS_PATH, FIELD_TIMESTAMP_PATH,
                                         FIELD_ERROR_PATH,   FIELD_CAUSE_PATH };
    const struct doc_node *node = s->field[FIELD_INPUT_PATH];
    struct chain chain = { { NULL, output } };
    if (check_field(k, &chain, s, FIELD_INPUT_PATH, node)) {
        return;
    }
    chain =
        (struct chain){ { output,
                          node == NULL ? NULL : tree_of(k->checker, FIELD_INPUT_PATH, node) } };
    if (node != NULL && chain.path[1] == NULL) {
        return;
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (s->type != ASL_MAP || fields[i] != FIELD_PARAMETERS) {
            check_field(k, &chain, s, fields[i], s->field[fields[i]]);
        }
    }
    if (s->type == ASL_CHOICE) {
        check_choice(k, &chain, s);
    }
    if (s->type == ASL_WAIT || s->type == ASL_SUCCEED) {
        check_field(k, &chain, s, FIELD_OUTPUT_PATH, s->field[FIELD_OUTPUT_PATH]);
    }
}

/* ---- A Pass ---- */

/* What a Pass writes down; `value` is NULL if that is nothing, or not known. */
static struct known result_of(const struct checker *c, const struct state *s)
{
    enum field f = s->field[FIELD_RESULT] != NULL ? FIELD_RESULT : FIELD_PARAMETERS;
    struct known k = { .checker = c, .value = s->field[f], .word = field_word(f) };
    k.is_template = f == FIELD_PARAMETERS;
    if (k.value != NULL && doc_has_unfilled(k.value)) {
        k.value = NULL;
    }
    return k;
}

/* `next` is the state that only this one leads to, or NULL. */
static void check_pass(const struct checker *c, const struct state *s, const struct state *next)
{
    const struct doc_node *place = s->field[FIELD_RESULT_PATH];
    const struct doc_node *output = s->field[FIELD_OUTPUT_PATH];
    struct known k = result_of(c, s);
    struct chain none = { { NULL } };
    if (k.value == NULL) {
        return;
    }
    check_field(&k, &none, s, FIELD_ASSIGN, s->field[FIELD_ASSIGN]);
    k.prefix = place == NULL ? NULL : tree_of(c, FIELD_RESULT_PATH, place);
    if (place != NULL && (k.prefix == NULL || !is_definite(k.prefix))) {
        return;
    }
    bool is_said = check_field(&k, &none, s, FIELD_OUTPUT_PATH, output);
    const struct asl_expr *path = output == NULL ? NULL : tree_of(c, FIELD_OUTPUT_PATH, output);
    if (!is_said && next != NULL && (output == NULL || path != NULL)) {
        check_next(&k, path, next);
    }
}

/* ---- Who leads where ---- */

/* How often each state of a block is named: name -> a count as a pointer. */
static void count_name(struct table *names, const struct doc_node *name)
{
    if (name != NULL && name->type == DOC_STRING) {
        void **place = table_place(names, name->text, name->text_size);
        *place = (void *)((uintptr_t)*place + 1);
    }
}

static struct table *count_names(const struct checker *c, const struct block *b)
{
    struct table *names = table_new(c->arena);
    count_name(names, b->field[FIELD_START_AT]);
    for (const struct state *s = b->first; s != NULL; s = s->next) {
        count_name(names, s->field[FIELD_NEXT]);
        count_name(names, s->field[FIELD_DEFAULT]);
        for (const struct rule *r = s->rules; r != NULL; r = r->next) {
            count_name(names, r->field[FIELD_NEXT]);
        }
        for (const struct catcher *k = s->catchers; k != NULL; k = k->next) {
            count_name(names, k->field[FIELD_NEXT]);
        }
    }
    return names;
}

static const struct state *only_next(const struct state *s, const struct table *names)
{
    const struct doc_node *name = s->field[FIELD_NEXT];
    if (name == NULL || name->type != DOC_STRING ||
        (uintptr_t)table_find(names, name->text, name->text_size) != 1) {
        return NULL;
    }
    const struct state *next = block_state_n(s->block, name->text, name->text_size);
    return next != NULL && next->dialect == DIALECT_JSONPATH ? next : NULL;
}

static void check_block(const struct checker *c, const struct block *b)
{
    const struct table *names = count_names(c, b);
    for (const struct state *s = b->first; s != NULL; s = s->next) {
        if (s->type == ASL_PASS && s->dialect == DIALECT_JSONPATH) {
            check_pass(c, s, only_next(s, names));
        }
    }
}

void absent_check(const struct checker *c)
{
    for (const struct state *s = workflow_next(c->workflow, NULL); s != NULL;
         s = workflow_next(c->workflow, s)) {
        if (s == s->block->first) {
            check_block(c, s->block);
        }
    }
}

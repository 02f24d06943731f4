#include "compiler/check/parameters.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/aws/model.h"
#include "compiler/aws/takes.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/check/checker.h"
#include "compiler/check/integration.h"
#include "compiler/expr/payload.h"
#include "compiler/read/field.h"
#include "compiler/read/shape.h"
#include "runtime/aws/schema.h"
#include "runtime/base/nearest.h"

struct look {
    const struct checker *c;
    const struct state *task;
    const char *call;            /* sqs:sendMessage */
    const struct doc_node *root; /* the whole Parameters: where AWS places what is in it */
    bool is_late;                /* AWS looks at them when the state starts */
};

static void look_at(const struct look *l, const struct asl_schema *schema, const char *field,
                    const struct doc_node *n);

static bool is_computed(const struct look *l, const struct doc_node *n)
{
    return l->task->dialect == DIALECT_JSONPATH && payload_is_computed(n);
}

/* What stands for a value that is not known yet. */
static bool is_open(const struct look *l, const struct doc_node *n)
{
    return shape_is_open(n) || shape_is_function(n) ||
           (n->type == DOC_STRING &&
            (strstr(n->text, "${") != NULL ||
             (l->task->dialect == DIALECT_JSONATA && strncmp(n->text, "{%", 2) == 0)));
}

/* The name of a member without its .$. */
static const char *bare_name(const struct look *l, const struct doc_node *n)
{
    return is_computed(l, n) ? arena_text_n(l->c->arena, n->name, n->name_size - 2) : n->name;
}

static const char *meant(const struct look *l, const struct asl_schema *schema,
                         const char *name)
{
    const char **words = arena_array(l->c->arena, schema->count, sizeof *words);
    for (size_t i = 0; i < schema->count; i++) {
        words[i] = schema_name(schema, i);
    }
    return nearest_word(name, words, schema->count);
}

static void say_unknown(const struct look *l, const struct asl_schema *schema, const char *name,
                        const struct doc_node *n)
{
    diag_say_within(l->c->diag,
                    l->is_late || is_computed(l, n) ? DIAG_PARAMETER_UNKNOWN_LATE
                                                    : DIAG_PARAMETER_UNKNOWN,
                    n->name_span, l->root->span, NULL, l->task->where, l->call, name, NULL);
    const char *word = meant(l, schema, name);
    bool has_dollar = word != NULL && is_computed(l, n);
    diag_meant(l->c->diag, word, has_dollar ? arena_print(l->c->arena, "%s.$", word) : NULL);
}

static bool has(const struct look *l, const struct doc_node *object, const char *name)
{
    return name != NULL && (doc_member(object, name) != NULL ||
                            doc_member(object, arena_print(l->c->arena, "%s.$", name)) != NULL);
}

/* AWS asks for the needed fields of the whole; the service for those of what is in it. */
static void look_for_needed(const struct look *l, const struct asl_schema *schema,
                            const struct doc_node *object)
{
    for (size_t i = 0; i < schema->count; i++) {
        const char *name = schema_name(schema, i);
        if (schema->members[i].is_needed && !has(l, object, name) &&
            !has(l, object, schema->members[i].other)) {
            bool is_whole = object == l->root && !l->is_late;
            diag_say_within(l->c->diag,
                            is_whole ? DIAG_PARAMETER_MISSING : DIAG_PARAMETER_MISSING_LATE,
                            object == l->root ? object->name_span : object->span, l->root->span,
                            NULL, l->task->where, l->call, name, NULL);
        }
    }
}

static void look_at_object(const struct look *l, const struct asl_schema *schema,
                           const struct doc_node *object)
{
    for (const struct doc_node *n = object->first; n != NULL; n = n->next) {
        const char *name = bare_name(l, n);
        const struct schema_member *member =
            schema_has_members(schema) ? schema_member(schema, name) : NULL;
        if (strstr(name, "${") != NULL) {
            continue;
        }
        if (schema_has_members(schema) && member == NULL) {
            say_unknown(l, schema, name, n);
        } else if (!is_computed(l, n)) {
            look_at(l, member == NULL ? schema->of : member->schema, name, n);
        }
    }
    look_for_needed(l, schema, object);
}

static enum schema_type type_of(const struct doc_node *n)
{
    static const enum schema_type types[] = {
        [DOC_NULL] = SCHEMA_IS_NULL,     [DOC_FALSE] = SCHEMA_IS_BOOLEAN,
        [DOC_TRUE] = SCHEMA_IS_BOOLEAN,  [DOC_NUMBER] = SCHEMA_IS_NUMBER,
        [DOC_STRING] = SCHEMA_IS_TEXT,   [DOC_ARRAY] = SCHEMA_IS_ARRAY,
        [DOC_OBJECT] = SCHEMA_IS_OBJECT,
    };
    return types[n->type];
}

/* A member whose value is known, and is not a list of strings. */
static bool is_no_list(const struct look *l, const struct doc_node *n)
{
    if (is_computed(l, n) || is_open(l, n)) {
        return false;
    }
    bool is_list = n->type == DOC_ARRAY;
    for (const struct doc_node *item = n->first; is_list && item != NULL; item = item->next) {
        is_list = item->type == DOC_STRING;
    }
    return !is_list;
}

/* Headers and queries: AWS sees their form when the task starts. */
static void look_at_lists(const struct look *l, const char *field, const struct doc_node *n)
{
    bool is_wrong = n->type != DOC_OBJECT;
    for (const struct doc_node *m = n->first; !is_wrong && m != NULL; m = m->next) {
        is_wrong = is_no_list(l, m);
    }
    if (is_wrong) {
        diag_say_within(l->c->diag, DIAG_PARAMETER_FORMAT, n->span, l->root->span, NULL,
                        l->task->where, field, NULL);
    }
}

/* Recursion is bounded by DOC_DEPTH_MAX. */
static void look_at(const struct look *l, const struct asl_schema *schema, const char *field,
                    const struct doc_node *n)
{
    if (is_open(l, n)) {
        return;
    }
    if (!schema_fits(schema, type_of(n))) {
        diag_say_within(l->c->diag, l->is_late ? DIAG_PARAMETER_TYPE_LATE : DIAG_PARAMETER_TYPE,
                        n->span, l->root->span, NULL, l->task->where, field,
                        schema_words(schema), shape_kind(l->c->arena, n), NULL);
    } else if (schema->kind == SCHEMA_LISTS) {
        look_at_lists(l, field, n);
    } else if (schema->kind == SCHEMA_LIST) {
        for (const struct doc_node *item = n->first; item != NULL; item = item->next) {
            look_at(l, schema->of, field, item);
        }
    } else if (n->type == DOC_OBJECT &&
               (schema->kind == SCHEMA_MAP || schema_has_members(schema))) {
        look_at_object(l, schema, n);
    }
}

static bool needs_anything(const struct asl_schema *schema)
{
    for (size_t i = 0; i < schema->count; i++) {
        if (schema->members[i].is_needed) {
            return true;
        }
    }
    return false;
}

/* What is given to the task, under the dialect's name for it. */
static const struct doc_node *given_to(const struct state *task)
{
    bool is_path = task->dialect == DIALECT_JSONPATH;
    return task->field[is_path ? FIELD_PARAMETERS : FIELD_ARGUMENTS];
}

static void look_at_whole(const struct look *l, const struct asl_schema *takes)
{
    if (l->root != NULL && l->root->type == DOC_OBJECT && !shape_is_function(l->root)) {
        look_at_object(l, takes, l->root);
    }
}

/* By the model of the service. */
static void check_sdk(const struct checker *c, const struct state *task)
{
    struct model_call call;
    if (!model_call(c->arena, task->field[FIELD_RESOURCE]->text, &call)) {
        return;
    }
    const struct asl_schema *takes = takes_find(c->takes, call.service, call.action);
    struct look l = { .c = c, .task = task, .root = given_to(task), .is_late = true };
    if (takes != NULL) {
        l.call = arena_print(c->arena, "%s:%s", call.service, call.action);
        look_at_whole(&l, takes);
    }
}

void parameters_check(const struct checker *c, const struct state *task)
{
    const struct doc_node *resource = task->field[FIELD_RESOURCE];
    const struct integration *i = integration_of(resource->text);
    bool is_path = task->dialect == DIALECT_JSONPATH;
    const struct doc_node *given = given_to(task);
    if (i == NULL) {
        check_sdk(c, task);
        return;
    }
    const char *call = arena_print(c->arena, "%s:%s", i->service, i->action);
    bool has_other = doc_member(task->node, is_path ? "Arguments" : "Parameters") != NULL;
    if (given == NULL && !has_other && needs_anything(i->takes)) {
        diag_say_within(c->diag, DIAG_PARAMETERS_MISSING, resource->span, task->node->span,
                        NULL, task->where, call, is_path ? "Parameters" : "Arguments",
                        resource->text, NULL);
    }
    look_at_whole(&(struct look){ .c = c, .task = task, .call = call, .root = given },
                  i->takes);
}

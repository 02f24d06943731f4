#include "compiler/serve/cfnplan.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/doc.h"
#include "compiler/serve/cfn.h"
#include "compiler/serve/cfnfunction.h"
#include "compiler/serve/cfnvalue.h"
#include "runtime/api/apiarn.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define DEFINITION_MAX (16u << 20)

static bool is_any(const char *type, const char *const *types)
{
    while (*types != NULL && strcmp(*types, type) != 0) {
        types++;
    }
    return *types != NULL;
}

/* A name that the API takes. NULL after a failure. */
static const char *checked_name(struct cfn *c, const struct doc_node *resource)
{
    struct service_answer refusal = { .status = 0 };
    const char *name = cfn_name(c, resource);
    if (name != NULL && !apiarn_check_name(name, &refusal)) {
        cfn_fail(c, resource, "what is called '%s' cannot have that name", name);
        name = NULL;
    }
    service_answer_release(&refusal);
    return name;
}

/* ---- State machines ---- */

static bool read_file(struct cfn *c, const struct doc_node *uri, struct cfn_machine *m)
{
    if (uri->type != DOC_STRING) {
        return cfn_fail(c, uri, "the definition is not on this machine: a path is wanted here");
    }
    m->label =
        uri->text[0] == '/' ? uri->text : arena_print(c->arena, "%s/%s", c->folder, uri->text);
    int status = descriptor_read_path(m->label, m->text, DEFINITION_MAX);
    return status == 0 ||
           cfn_fail(c, uri, "%s cannot be read: %s", m->label, strerror(-status));
}

/* A definition in the template: an object, or a text that is one. */
static bool read_inner(struct cfn *c, const struct doc_node *n, struct cfn_machine *m)
{
    struct value *v = NULL;
    m->label = arena_print(c->arena, "%s#%s", c->path, m->name);
    if (cfn_value(c, n, &v) != CFN_VALUE) {
        return cfn_fail(c, n, "this gives no value, and a state machine needs a definition");
    }
    if (value_type(v) == VALUE_STRING) {
        buf_put(m->text, value_string(v), value_string_size(v));
    } else {
        write_json(m->text, v);
    }
    value_release(v);
    return true;
}

static bool read_definition(struct cfn *c, const struct doc_node *resource,
                            struct cfn_machine *m)
{
    static const char *const files[] = { "DefinitionUri", "DefinitionS3Location" };
    static const char *const inner[] = { "Definition", "DefinitionString" };
    for (size_t i = 0; i < 2; i++) {
        const struct doc_node *file = cfn_property(resource, files[i]);
        const struct doc_node *text = cfn_property(resource, inner[i]);
        if (file != NULL || text != NULL) {
            return file != NULL ? read_file(c, file, m) : read_inner(c, text, m);
        }
    }
    return cfn_fail(c, resource, "the state machine '%s' has no definition", m->name);
}

/* DefinitionSubstitutions: what stands for each ${NAME}. */
static bool take_substitutions(struct cfn *c, const struct doc_node *resource,
                               struct cfn_machine *m)
{
    const struct doc_node *of = cfn_property(resource, "DefinitionSubstitutions");
    size_t count = of == NULL || of->type != DOC_OBJECT ? 0 : of->count;
    struct pair *pairs = arena_array(c->arena, count + 1, sizeof *pairs);
    const struct doc_node *n = count == 0 ? NULL : of->first;
    bool is_good = true;
    for (size_t i = 0; n != NULL && is_good; i++, n = n->next) {
        pairs[i] = (struct pair){ n->name, cfn_text(c, n, "") };
        is_good = pairs[i].value != NULL;
    }
    m->substitutions = pairs;
    return is_good;
}

/* SAM says Type, CloudFormation StateMachineType. */
static bool take_type(struct cfn *c, const struct doc_node *resource, struct cfn_machine *m)
{
    const struct doc_node *n = cfn_property(resource, "Type");
    n = n != NULL ? n : cfn_property(resource, "StateMachineType");
    const char *type = cfn_text(c, n, "STANDARD");
    m->is_express = type != NULL && strcmp(type, "EXPRESS") == 0;
    return type != NULL && (m->is_express || strcmp(type, "STANDARD") == 0 ||
                            cfn_fail(c, n, "'%s' is neither STANDARD nor EXPRESS", type));
}

static bool add_machine(struct cfn *c, const struct doc_node *resource, struct cfn_plan *p)
{
    p->machines =
        memory_grow(p->machines, p->machine_count, &p->machine_room, sizeof *p->machines);
    struct cfn_machine *m = &p->machines[p->machine_count++];
    *m = (struct cfn_machine){ .text = memory_zero(sizeof *m->text),
                               .name = checked_name(c, resource) };
    return m->name != NULL && read_definition(c, resource, m) &&
           take_substitutions(c, resource, m) && take_type(c, resource, m);
}

/* ---- The others ---- */

static bool add_activity(struct cfn *c, const struct doc_node *resource, struct cfn_plan *p)
{
    p->activities =
        memory_grow(p->activities, p->activity_count, &p->activity_room, sizeof *p->activities);
    const char *name = checked_name(c, resource);
    p->activities[p->activity_count++] = name;
    return name != NULL;
}

static bool add_function(struct cfn *c, const struct doc_node *resource, const char *local,
                         struct cfn_plan *p)
{
    struct value *target = NULL;
    const char *name = cfn_name(c, resource);
    if (name == NULL || !cfn_function(c, resource, local, &target)) {
        return false;
    }
    if (target != NULL) {
        value_set_take(&p->tasks, name, target);
    }
    return true;
}

static bool add_resource(struct cfn *c, const struct doc_node *resource, const char *local,
                         struct cfn_plan *p)
{
    static const char *const machines[] = { "AWS::Serverless::StateMachine",
                                            "AWS::StepFunctions::StateMachine", NULL };
    static const char *const functions[] = { "AWS::Serverless::Function",
                                             "AWS::Lambda::Function", NULL };
    const char *type = cfn_type(resource);
    return is_any(type, machines)    ? add_machine(c, resource, p)
           : is_any(type, functions) ? add_function(c, resource, local, p)
           : strcmp(type, "AWS::StepFunctions::Activity") == 0
               ? add_activity(c, resource, p)
               : cfn_stock(c, resource, &p->things);
}

/* ---- All of it ---- */

bool cfn_plan(struct cfn *c, const char *local, struct cfn_plan *ret_plan)
{
    const struct doc_node *n = doc_member(c->root, "Resources")->first;
    bool is_good = true;
    *ret_plan = (struct cfn_plan){ .tasks = value_object() };
    for (; n != NULL && is_good; n = n->next) {
        bool is_made = cfn_is_made(c, n);
        is_good = c->why->size == 0 && (!is_made || add_resource(c, n, local, ret_plan));
    }
    if (is_good && ret_plan->machine_count == 0) {
        is_good = cfn_fail(c, doc_member(c->root, "Resources"),
                           "the template has no state machine among its resources");
    }
    return is_good;
}

void cfn_plan_release(struct cfn_plan *p)
{
    for (size_t i = 0; i < p->machine_count; i++) {
        buf_release(p->machines[i].text);
        memory_release(p->machines[i].text);
    }
    memory_release(p->machines);
    memory_release(p->activities);
    cfn_stock_release(&p->things);
    value_release(p->tasks);
}

/* "queue a, b" */
static void put_names(struct buf *out, const char *word, const char *name, const char *before)
{
    bool is_same = before != NULL && strcmp(before, word) == 0;
    buf_print(out, "%s%s%s%s", out->size == 0 ? "" : ", ", is_same ? "" : word,
              is_same ? "" : " ", name);
}

void cfn_plan_put(const struct cfn_plan *p, struct buf *out)
{
    const char *before = NULL;
    for (size_t i = 0; i < p->machine_count; i++) {
        put_names(out, "state machine", p->machines[i].name, before);
        before = "state machine";
    }
    for (size_t i = 0; i < p->activity_count; i++) {
        put_names(out, "activity", p->activities[i], before);
        before = "activity";
    }
    for (struct value_walk w = value_walk(p->tasks); value_step(&w);) {
        put_names(out, "function", w.key, before);
        before = "function";
    }
    for (size_t i = 0; i < p->things.count; i++) {
        const struct cfn_thing *t = &p->things.list[i];
        if (t->word != NULL) {
            put_names(out, t->word, t->resource->name, before);
            before = t->word;
        }
    }
}

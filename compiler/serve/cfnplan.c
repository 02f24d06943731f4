#include "compiler/serve/cfnplan.h"

#include <string.h>

#include "compiler/base/diag.h"
#include "compiler/read/doc.h"
#include "compiler/serve/cfn.h"
#include "compiler/serve/cfnfunction.h"
#include "compiler/template/decide.h"
#include "compiler/template/machine.h"
#include "compiler/template/refer.h"
#include "runtime/api/apiarn.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

static bool is_any(const char *type, const char *const *types)
{
    while (*types != NULL && strcmp(*types, type) != 0) {
        types++;
    }
    return *types != NULL;
}

/* A name that the API takes. NULL after a failure. */
static const char *checked_name(struct template *t, const struct doc_node *resource)
{
    struct service_answer refusal = { .status = 0 };
    const char *name = refer_resource(t, resource);
    if (name != NULL && !apiarn_check_name(name, &refusal)) {
        template_fail(t, DIAG_TEMPLATE_NAME, resource,
                      "what is called '%s' cannot have that name", name);
        name = NULL;
    }
    service_answer_release(&refusal);
    return name;
}

/* ---- State machines ---- */

/* Those whose definitions can be read. */
static bool add_machines(struct cfn *c, struct cfn_plan *p)
{
    size_t errors = diag_errors(c->diag);
    if (!assembly_machines(&c->all)) {
        return false;
    }
    for (const struct template_machine *m = c->all.machines; m != NULL; m = m->next) {
        if (checked_name(m->of, m->resource) != NULL && m->source != NULL) {
            p->machine_count++;
        }
    }
    return diag_errors(c->diag) == errors;
}

/* ---- The others ---- */

static bool add_activity(struct template *t, const struct doc_node *resource,
                         struct cfn_plan *p)
{
    p->activities =
        memory_grow(p->activities, p->activity_count, &p->activity_room, sizeof *p->activities);
    const char *name = checked_name(t, resource);
    p->activities[p->activity_count++] = name;
    return name != NULL;
}

static bool add_function(struct template *t, const struct doc_node *resource, const char *local,
                         struct cfn_plan *p)
{
    struct value *target = NULL;
    const char *name = refer_resource(t, resource);
    if (name == NULL || !cfn_function(t, resource, local, &target)) {
        return false;
    }
    if (target != NULL) {
        value_set_take(&p->tasks, name, target);
    }
    return true;
}

static bool add_resource(struct template *t, const struct doc_node *resource, const char *local,
                         struct cfn_plan *p)
{
    static const char *const functions[] = { "AWS::Serverless::Function",
                                             "AWS::Lambda::Function", NULL };
    const char *type = template_type(resource);
    return machine_is(resource)      ? true
           : is_any(type, functions) ? add_function(t, resource, local, p)
           : strcmp(type, "AWS::StepFunctions::Activity") == 0
               ? add_activity(t, resource, p)
               : cfn_stock(t, resource, &p->things);
}

/* ---- All of it ---- */

static bool add_resources(struct template *t, const char *local, struct cfn_plan *p)
{
    bool is_good = true;
    for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
        bool is_made = false;
        is_good = decide_makes(t, n, &is_made) && (!is_made || add_resource(t, n, local, p)) &&
                  is_good;
    }
    return is_good;
}

bool cfn_plan(struct cfn *c, const char *local, struct cfn_plan *ret_plan)
{
    *ret_plan = (struct cfn_plan){ .tasks = value_object() };
    bool is_good = add_machines(c, ret_plan);
    for (struct template *t = c->all.first; t != NULL; t = t->next) {
        is_good = add_resources(t, local, ret_plan) && is_good;
    }
    ret_plan->machines = c->all.machines;
    return is_good;
}

void cfn_plan_release(struct cfn_plan *p)
{
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
    for (const struct template_machine *m = p->machines; m != NULL; m = m->next) {
        put_names(out, "state machine", m->name, before);
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

#include "compiler/app/cfnplan.h"

#include <string.h>

#include "compiler/base/diag.h"
#include "compiler/deploy/known.h"
#include "compiler/read/doc.h"
#include "compiler/stock/cfn.h"
#include "compiler/gateway/cfnapi.h"
#include "compiler/gateway/cfncors.h"
#include "compiler/app/cfnfunction.h"
#include "compiler/stock/cfnkind.h"
#include "compiler/stock/cfnnotice.h"
#include "compiler/app/cfnpassed.h"
#include "compiler/app/cfnrule.h"
#include "compiler/app/cfntold.h"
#include "compiler/gateway/cfnurl.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/app/cfnversion.h"
#include "compiler/template/decide.h"
#include "compiler/template/machine.h"
#include "compiler/template/naming.h"
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
    const char *name = naming_resource(t, resource);
    if (name != NULL && !apiarn_check_name(name, &refusal)) {
        template_fail(t, DIAG_TEMPLATE_NAME, resource,
                      "what is called '%s' cannot have that name", name);
        name = NULL;
    }
    service_answer_release(&refusal);
    return name;
}

/* ---- State machines ---- */

static bool has_machines(const struct cfn *c)
{
    for (const struct template *t = c->all.first; t != NULL; t = t->next) {
        for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
            if (machine_is(n)) {
                return true;
            }
        }
    }
    return false;
}

static bool has_resources(const struct cfn *c)
{
    const struct template *t = c->all.first;
    while (t != NULL && template_resources(t) == NULL) {
        t = t->next;
    }
    return t != NULL;
}

/* Those whose definitions can be read. An application may do without. */
static bool add_machines(struct cfn *c, struct cfn_plan *p)
{
    size_t errors = diag_errors(c->diag);
    if (!has_machines(c)) {
        return has_resources(c) ||
               template_fail(c->all.first, DIAG_TEMPLATE_NONE,
                             doc_member(c->all.first->sections, "Resources"),
                             "a template has at least one resource: there is none in this one");
    }
    if (!assembly_machines(&c->all)) {
        return false;
    }
    struct template_machine **end = &c->all.machines;
    for (struct template_machine *m = c->all.machines; m != NULL; m = m->next) {
        bool is_there = checked_name(m->of, m->resource) != NULL && m->source != NULL;
        p->machine_count += is_there;
        *end = is_there ? m : m->next;
        end = is_there ? &m->next : end;
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

static bool add_function(struct template *t, const struct doc_node *resource,
                         const struct cfn_code *code, struct cfn_plan *p)
{
    struct value *target = NULL;
    const char *name = naming_resource(t, resource);
    if (name == NULL || !cfn_function(t, resource, code, &target)) {
        return false;
    }
    if (target != NULL) {
        value_set_take(&p->tasks, name, target);
    }
    return true;
}

static bool is_type(const struct doc_node *resource, const char *type)
{
    return strcmp(template_type(resource), type) == 0;
}

static bool is_function(const struct doc_node *resource)
{
    static const char *const types[] = { "AWS::Serverless::Function", "AWS::Lambda::Function",
                                         NULL };
    return is_any(template_type(resource), types);
}

/* Returns false after a failure: another resource of that kind has the name. */
static bool take_name(struct template *t, const struct doc_node *r, struct cfn_plan *p)
{
    bool is_named = is_function(r) || machine_is(r) || cfn_is_stock(r) ||
                    is_type(r, "AWS::StepFunctions::Activity");
    const char *arn = is_named && !is_type(r, "AWS::SNS::Subscription") ? cfn_arn(t, r) : NULL;
    return arn == NULL || cfn_name_take(&p->names, t, r, arn);
}

/* ---- What starts something ---- */

/* Something may be wrong with it, and the rest runs all the same. */
static void add_starts(struct template *t, const struct doc_node *r, struct cfn_plan *p)
{
    struct cfn_starts *starts = &p->starts;
    t->left->is_lenient = true;
    if (cfn_is_api(r)) {
        cfn_api(t, r, &starts->routes);
        cfn_cors(t, r, &starts->routes);
    } else if (is_function(r) || machine_is(r)) {
        cfn_events(t, r, starts);
        cfn_url(t, r, &starts->routes);
    } else if (cfn_is_url(r)) {
        cfn_url(t, r, &starts->routes);
    } else if (is_type(r, "AWS::Events::Rule")) {
        cfn_rule(t, r, &starts->things);
    } else if (is_type(r, "AWS::Scheduler::Schedule")) {
        cfn_rule_of_schedule(t, r, &starts->things);
    } else if (is_type(r, "AWS::Lambda::EventSourceMapping")) {
        cfn_event_mapping(t, r, starts);
    } else if (is_type(r, "AWS::S3::Bucket")) {
        cfn_notice_of_bucket(t, r, &starts->notices);
    }
    cfn_versions(t, r, &p->qualifiers);
    cfn_told(t, r);
    t->left->is_lenient = false;
}

/* What is neither made, nor starts something, nor can be passed over. */
static bool is_left_out(const struct doc_node *r)
{
    return !cfn_is_api(r) && !cfn_is_url(r) && !is_type(r, "AWS::Events::Rule") &&
           !is_type(r, "AWS::Scheduler::Schedule") &&
           !is_type(r, "AWS::Lambda::EventSourceMapping");
}

static bool add_resource(struct template *t, const struct doc_node *r,
                         const struct cfn_code *code, struct cfn_plan *p)
{
    bool is_good = true;
    if (is_function(r)) {
        is_good = add_function(t, r, code, p);
    } else if (is_type(r, "AWS::StepFunctions::Activity")) {
        is_good = add_activity(t, r, p);
    } else if (cfn_is_stock(r)) {
        is_good = cfn_stock(t, r, &p->things, &p->starts.things);
    } else if (cfn_told_custom(t, r)) {
        p->passed_over++;
    } else if (!machine_is(r) && is_left_out(r) && cfn_is_passed_over(r)) {
        p->passed_over++;
    } else if (strcmp(r->name, "Fn::Transform") == 0 ||
               doc_member(r, "Fn::Transform") != NULL) {
        template_warn(t, r,
                      "what Fn::Transform puts here is left out: a whole resource has to be "
                      "written in the template");
    } else if (template_type(r)[0] == '\0') {
        template_warn(t, r, "'%s' has no Type", r->name);
    } else if (!machine_is(r) && is_left_out(r) && known_type(template_type(r))) {
        template_warn(t, r, "'%s' is not made here: %s is AWS's alone", r->name,
                      template_type(r));
    }
    add_starts(t, r, p);
    return take_name(t, r, p) && is_good;
}

/* ---- All of it ---- */

static bool add_resources(struct template *t, const struct cfn_code *code, struct cfn_plan *p)
{
    bool is_good = true;
    cfn_told_globals(t);
    for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
        bool is_made = false;
        is_good = decide_makes(t, n, &is_made) && (!is_made || add_resource(t, n, code, p)) &&
                  is_good;
    }
    return is_good;
}

bool cfn_plan(struct cfn *c, const struct cfn_code *code, struct cfn_plan *ret_plan)
{
    *ret_plan = (struct cfn_plan){ .tasks = value_object(), .qualifiers = value_object() };
    cfn_names_open(&ret_plan->names);
    cfn_starts_open(&ret_plan->starts);
    bool is_good = add_machines(c, ret_plan);
    for (struct template *t = c->all.first; t != NULL; t = t->next) {
        is_good = add_resources(t, code, ret_plan) && is_good;
    }
    ret_plan->machines = c->all.machines;
    is_good = cfn_name_take_rules(&ret_plan->names, &ret_plan->starts.things) && is_good;
    if (is_good) {
        cfn_notice_make(c->all.first, ret_plan->starts.notices, &ret_plan->starts.things);
    }
    return is_good;
}

void cfn_plan_release(struct cfn_plan *p)
{
    memory_release(p->activities);
    cfn_names_release(&p->names);
    cfn_stock_release(&p->things);
    cfn_starts_release(&p->starts);
    value_release(p->tasks);
    value_release(p->qualifiers);
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
            put_names(out, t->word, template_id(t->of, t->resource), before);
            before = t->word;
        }
    }
}

/* ---- Where it stands ---- */

void cfn_plan_put_places(const struct cfn_plan *p, const char *server, const char *services,
                         struct buf *out)
{
    for (size_t i = 0; i < p->starts.routes.count; i++) {
        const struct cfn_route *r = &p->starts.routes.list[i];
        buf_print(out, "%s %s%s: %s\n", r->method, server != NULL ? server : "", r->path,
                  r->what);
    }
    for (const struct template_machine *m = p->machines; m != NULL; m = m->next) {
        buf_print(out, "state machine %s: ", m->name);
        cfn_kind_put(out, template_type(m->resource), m->name, "Arn");
        buf_char(out, '\n');
    }
    if (services != NULL) {
        buf_print(out, "tables, queues, topics, buckets and other services: %s\n", services);
    }
}

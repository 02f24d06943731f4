#include "compiler/gateway/cfnintegration.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "compiler/gateway/cfnmapping.h"
#include "compiler/gateway/cfnplace.h"
#include "compiler/gateway/cfnroute.h"
#include "compiler/gateway/cfnstage.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/value/value.h"

/* ---- Reading ---- */

static const struct value *member(const struct value *v, const char *name)
{
    struct value *found = NULL;
    value_member(v, name, &found);
    return found;
}

void cfn_integration_of_method(struct cfn_integration *i, const struct value *v)
{
    *i = (struct cfn_integration){ .uri = value_member_text(v, "Uri"),
                                   .type = value_member_text(v, "Type"),
                                   .requests = member(v, "RequestTemplates"),
                                   .responses = member(v, "IntegrationResponses"),
                                   .passthrough = value_member_text(v, "PassthroughBehavior"),
                                   .method = value_member_text(v, "IntegrationHttpMethod"),
                                   .parameters = member(v, "RequestParameters") };
}

static bool is_old_format(const struct value *v, const char *member)
{
    const char *version = value_member_text(v, member);
    return version != NULL && strcmp(version, "1.0") == 0;
}

void cfn_integration_of_route(struct cfn_integration *i, const struct value *v)
{
    *i = (struct cfn_integration){ .uri = value_member_text(v, "IntegrationUri"),
                                   .type = value_member_text(v, "IntegrationType"),
                                   .subtype = value_member_text(v, "IntegrationSubtype"),
                                   .parameters = member(v, "RequestParameters"),
                                   .changes = member(v, "ResponseParameters"),
                                   .is_old = is_old_format(v, "PayloadFormatVersion") };
}

void cfn_integration_of_body(struct cfn_integration *i, const struct value *v)
{
    const char *subtype = value_member_text(v, "integrationSubtype");
    bool is_http = subtype != NULL || value_member(v, "payloadFormatVersion", NULL);
    *i = (struct cfn_integration){
        .uri = value_member_text(v, "uri"),
        .type = value_member_text(v, "type"),
        .subtype = subtype,
        .requests = member(v, "requestTemplates"),
        .responses = member(v, "responses"),
        .passthrough = value_member_text(v, "passthroughBehavior"),
        .method = value_member_text(v, "httpMethod"),
        .parameters = member(v, "requestParameters"),
        .changes = member(v, "responseParameters"),
        .is_old = !is_http || is_old_format(v, "payloadFormatVersion"),
    };
}

/* ---- What it leads to ---- */

/* The state machine that a text names: the first in a template, or a parameter. */
static const char *machine_of(struct template *t, const struct cfn_integration *i)
{
    const char *name = NULL;
    for (struct value_walk w = value_walk(i->requests); name == NULL && value_step(&w);) {
        name = value_type(w.value) == VALUE_STRING
                   ? cfn_place_name(t, value_string(w.value), ":stateMachine:")
                   : NULL;
    }
    const char *given = value_member_text(i->parameters, "StateMachineArn");
    return name != NULL ? name : cfn_place_name(t, given, ":stateMachine:");
}

/* What it leads to, for people. */
static const char *what_of(struct template *t, const struct cfn_integration *i,
                           const char *function)
{
    bool is_mock = i->type != NULL && strcasecmp(i->type, "MOCK") == 0;
    bool is_states = (i->uri != NULL && strstr(i->uri, ":states:") != NULL) ||
                     (i->subtype != NULL && strncmp(i->subtype, "StepFunctions", 13) == 0);
    const char *machine = is_states ? machine_of(t, i) : NULL;
    const char *service = i->uri != NULL ? strstr(i->uri, ":apigateway:") : NULL;
    service = service != NULL ? strchr(service + strlen(":apigateway:"), ':') : NULL;
    const char *what = i->subtype != NULL ? i->subtype
                       : service != NULL  ? service + 1
                                          : "a service";
    return function != NULL  ? arena_print(t->s->a, "function %s", function)
           : is_mock         ? "a mock"
           : machine != NULL ? arena_print(t->s->a, "state machine %s", machine)
           : is_states       ? "Step Functions"
                             : arena_text(t->s->a, what);
}

static void add_mapped(struct template *t, const struct doc_node *at, const struct cfn_api *api,
                       const struct cfn_place *p, const char *function, struct cfn_routes *all)
{
    const char *action = cfn_mapping_words(t, at, api, p, function);
    const char *what = what_of(t, p->leads_to, function);
    if (action != NULL) {
        cfn_route_add(t, at, api, &(struct cfn_way){ p->method, p->path, action, what }, all);
    }
}

/* What is changed of a request on its way to a function. */
static void tell_parameters(struct template *t, const struct doc_node *at,
                            const struct cfn_place *p)
{
    for (struct value_walk w = value_walk(p->leads_to->parameters); value_step(&w);) {
        template_warn(t, at, "'%s' of the request parameters of %s %s is left out here", w.key,
                      p->method, p->path);
    }
}

static void add_function(struct template *t, const struct doc_node *at,
                         const struct cfn_api *api, const struct cfn_place *p,
                         const char *function, struct cfn_routes *all)
{
    struct cfn_called called = { function, p->leads_to->is_old, p->takes_all };
    const char *action = cfn_route_call(t, api, &called);
    const char *what = arena_print(t->s->a, "function %s", function);
    if (api->is_rest) {
        tell_parameters(t, at, p);
    } else {
        action = cfn_mapping_of_proxy(t, at, p, action);
    }
    cfn_route_add(t, at, api, &(struct cfn_way){ p->method, p->path, action, what }, all);
}

/* Returns true if the URI can be one of Lambda's. */
static bool may_call(const struct cfn_integration *i)
{
    return i->type == NULL || strncasecmp(i->type, "AWS", 3) == 0;
}

void cfn_integration_add(struct template *t, const struct doc_node *at,
                         const struct cfn_api *api, const struct cfn_place *p,
                         struct cfn_routes *all)
{
    const struct cfn_integration *i = p->leads_to;
    const char *function =
        may_call(i) ? cfn_place_function(t, cfn_stage_filled(t, api, i->uri)) : NULL;
    if (cfn_mapping_is_for(api, i)) {
        add_mapped(t, at, api, p, function, all);
    } else if (function != NULL) {
        add_function(t, at, api, p, function, all);
    } else {
        const char *what = i->subtype != NULL ? i->subtype
                           : i->uri != NULL   ? i->uri
                           : i->type != NULL  ? i->type
                                              : "nothing";
        template_warn(t, at,
                      "%s %s is not served here: it leads to %s, and not to a function or a "
                      "state machine",
                      p->method, p->path, what);
    }
}

void cfn_integration_add_default(struct template *t, const struct doc_node *at,
                                 const struct cfn_api *api, const struct cfn_integration *i,
                                 struct cfn_routes *all)
{
    static const char *const paths[] = { "/{proxy+}", "/" };
    for (size_t n = 0; n < sizeof paths / sizeof paths[0]; n++) {
        struct cfn_place p = { "ANY", paths[n], i, true, NULL };
        cfn_integration_add(t, at, api, &p, all);
    }
}

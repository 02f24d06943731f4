#include "compiler/app/cfnintegration.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "compiler/app/cfnplace.h"
#include "compiler/app/cfnplain.h"
#include "compiler/app/cfnroute.h"
#include "compiler/app/cfnstage.h"
#include "compiler/app/cfnvalue.h"
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

/* The first text among the members of an object, where the names stand for content types. */
static const char *any_text(const struct value *v, const char *name)
{
    struct value *all = NULL;
    value_member(v, name, &all);
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        if (value_type(w.value) == VALUE_STRING) {
            return value_string(w.value);
        }
    }
    return NULL;
}

void cfn_integration_of_method(struct cfn_integration *i, const struct value *v)
{
    struct value *responses = NULL;
    *i = (struct cfn_integration){ .uri = value_member_text(v, "Uri"),
                                   .type = value_member_text(v, "Type"),
                                   .request = any_text(v, "RequestTemplates"),
                                   .requests = member(v, "RequestTemplates"),
                                   .responses = member(v, "IntegrationResponses"),
                                   .parameters = member(v, "RequestParameters"),
                                   .is_old = true };
    value_member(v, "IntegrationResponses", &responses);
    for (size_t n = 0; n < cfn_length(responses) && i->response == NULL; n++) {
        const struct value *one = value_item(responses, n);
        bool is_good = !value_member(one, "SelectionPattern", NULL);
        i->response = is_good ? any_text(one, "ResponseTemplates") : NULL;
    }
}

static bool is_old_format(const struct value *v, const char *member)
{
    const char *version = value_member_text(v, member);
    return version != NULL && strcmp(version, "1.0") == 0;
}

void cfn_integration_of_route(struct cfn_integration *i, const struct value *v)
{
    struct value *parameters = NULL;
    value_member(v, "RequestParameters", &parameters);
    *i = (struct cfn_integration){ .uri = value_member_text(v, "IntegrationUri"),
                                   .type = value_member_text(v, "IntegrationType"),
                                   .subtype = value_member_text(v, "IntegrationSubtype"),
                                   .machine = value_member_text(parameters, "StateMachineArn"),
                                   .parameters = parameters,
                                   .is_old = is_old_format(v, "PayloadFormatVersion") };
}

void cfn_integration_of_body(struct cfn_integration *i, const struct value *v)
{
    struct value *parameters = NULL, *responses = NULL, *good = NULL;
    const char *subtype = value_member_text(v, "integrationSubtype");
    bool is_http = subtype != NULL || value_member(v, "payloadFormatVersion", NULL);
    value_member(v, "requestParameters", &parameters);
    value_member(v, "responses", &responses);
    if (!value_member(responses, "default", &good) && !value_member(responses, "200", &good)) {
        value_member(responses, "2\\d{2}", &good);
    }
    *i = (struct cfn_integration){
        .uri = value_member_text(v, "uri"),
        .type = value_member_text(v, "type"),
        .subtype = subtype,
        .machine = value_member_text(parameters, "StateMachineArn"),
        .request = any_text(v, "requestTemplates"),
        .requests = member(v, "requestTemplates"),
        .responses = responses,
        .parameters = parameters,
        .response = any_text(good, "responseTemplates"),
        .is_old = !is_http || is_old_format(v, "payloadFormatVersion"),
    };
}

/* ---- What it leads to ---- */

static bool has(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

/* What is said of the input: CDK's template makes an object of all parts of the request. */
static const char *input_of(const struct cfn_integration *i)
{
    bool is_all = has(i->request, "querystring") && has(i->request, "header");
    return is_all ? " input=proxy" : "";
}

/* A template that is not the body alone, escaped, is not computed. */
static bool is_body_alone(const struct cfn_integration *i)
{
    return i->request == NULL || has(i->request, "$input.json('$')") ||
           has(i->request, "$input.json(\"$\")") || has(i->request, "$input.json(\\'$\\')") ||
           has(i->request, "$input.body") || has(i->request, "$input.path('$')") ||
           input_of(i)[0] != '\0';
}

static void add_machine(struct template *t, const struct doc_node *at,
                        const struct cfn_api *api, const struct cfn_place *p,
                        struct cfn_routes *all)
{
    const struct cfn_integration *i = p->leads_to;
    bool is_sync = has(i->uri, "StartSyncExecution") || has(i->subtype, "StartSyncExecution");
    const char *name = cfn_place_name(t, i->machine, ":stateMachine:");
    name = name != NULL ? name : cfn_place_name(t, i->request, ":stateMachine:");
    const char *action;
    if (name == NULL) { /* who asks says which, as to the API of Step Functions */
        action = is_sync ? "start-execution answer=execution" : "start-execution";
    } else {
        bool is_output = has(i->response, "output");
        action =
            arena_print(t->s->a, "%s%s name=%s%s", is_sync ? "sync" : "async",
                        is_sync && !is_output ? " answer=execution" : "", name, input_of(i));
    }
    if (name != NULL && !is_body_alone(i)) {
        template_warn(
            t, at,
            "what the request template of %s %s makes is not computed here: the input "
            "is the body",
            p->method, p->path);
    }
    const char *what =
        name != NULL ? arena_print(t->s->a, "state machine %s", name) : "Step Functions";
    cfn_route_add(t, at, api, &(struct cfn_way){ p->method, p->path, action, what }, all);
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
    if (api->is_rest && cfn_plain_is_body(p->leads_to)) {
        const char *words = cfn_plain_words(t, at, p);
        if (words == NULL) {
            return;
        }
        action = arena_print(t->s->a, "lambda name=%s%s%s", function, words, api->author);
    }
    tell_parameters(t, at, p);
    cfn_route_add(t, at, api, &(struct cfn_way){ p->method, p->path, action, what }, all);
}

static void add_mock(struct template *t, const struct doc_node *at, const struct cfn_api *api,
                     const struct cfn_place *p, struct cfn_routes *all)
{
    const char *action = cfn_plain_words(t, at, p);
    if (action != NULL) {
        cfn_route_add(t, at, api, &(struct cfn_way){ p->method, p->path, action, "a mock" },
                      all);
    }
}

/* What leads to no function does not ask an authorizer. */
static void tell_author(struct template *t, const struct doc_node *at,
                        const struct cfn_api *api, const struct cfn_place *p)
{
    if (api->author[0] != '\0') {
        template_warn(t, at,
                      "the authorizer of %s %s is left out here: everybody may call what it "
                      "guards",
                      p->method, p->path);
    }
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
    bool is_machine =
        has(i->uri, ":states:action/Start") || has(i->subtype, "StepFunctions-Start");
    const char *function = is_machine || !may_call(i)
                               ? NULL
                               : cfn_place_function(t, cfn_stage_filled(t, api, i->uri));
    if (function == NULL) {
        tell_author(t, at, api, p);
    }
    if (is_machine) {
        add_machine(t, at, api, p, all);
    } else if (function != NULL) {
        add_function(t, at, api, p, function, all);
    } else if (cfn_plain_is_mock(i)) {
        add_mock(t, at, api, p, all);
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
        struct cfn_place p = { "ANY", paths[n], i, true };
        cfn_integration_add(t, at, api, &p, all);
    }
}

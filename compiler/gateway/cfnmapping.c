#include "compiler/gateway/cfnmapping.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "compiler/gateway/cfnplace.h"
#include "compiler/gateway/cfnresponse.h"
#include "compiler/gateway/cfnroute.h"
#include "compiler/gateway/cfnstage.h"
#include "compiler/gateway/cfnword.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/door/models.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/vtl/vtl.h"

/* ---- Which ---- */

static bool is_type(const struct cfn_integration *i, const char *type)
{
    return i->type != NULL && strcasecmp(i->type, type) == 0;
}

bool cfn_mapping_is_for(const struct cfn_api *api, const struct cfn_integration *i)
{
    return (api->is_rest && (is_type(i, "AWS") || is_type(i, "MOCK"))) ||
           (!api->is_rest && i->subtype != NULL);
}

/* ---- Services ---- */

/* Those of HTTP APIs: "SQS-SendMessage". */
static const struct {
    const char *subtype, *service, *action;
} subtypes[] = {
    { "StepFunctions-StartExecution", "states", "StartExecution" },
    { "StepFunctions-StartSyncExecution", "states", "StartSyncExecution" },
    { "StepFunctions-StopExecution", "states", "StopExecution" },
    { "SQS-SendMessage", "sqs", "SendMessage" },
    { "SQS-ReceiveMessage", "sqs", "ReceiveMessage" },
    { "SQS-DeleteMessage", "sqs", "DeleteMessage" },
    { "SQS-PurgeQueue", "sqs", "PurgeQueue" },
    { "EventBridge-PutEvents", "events", "PutEvents" },
};

static bool set_subtype(struct value **plan, const char *subtype)
{
    for (size_t i = 0; i < sizeof subtypes / sizeof subtypes[0]; i++) {
        if (strcmp(subtypes[i].subtype, subtype) == 0) {
            value_set_text(plan, "service", subtypes[i].service);
            value_set_text(plan, "action", subtypes[i].action);
            return true;
        }
    }
    return false;
}

static bool is_served(const char *service)
{
    const char *dot = strrchr(service, '.');
    const char *name = dot != NULL && strcmp(dot, ".s3") == 0 ? dot + 1 : service;
    return strcmp(name, "states") == 0 || models_by_signing(name, strlen(name)) != NULL;
}

/* arn:aws:apigateway:REGION:SERVICE:action/NAME, or path/PATH. */
static bool set_service(struct template *t, struct value **plan, const char *uri)
{
    static const char word[] = ":apigateway:";
    const char *at = uri != NULL ? strstr(uri, word) : NULL;
    const char *service = at != NULL ? strchr(at + strlen(word), ':') : NULL;
    const char *end = service != NULL ? strchr(service + 1, ':') : NULL;
    if (end == NULL) {
        return false;
    }
    const char *name = arena_text_n(t->s->a, service + 1, (size_t)(end - service - 1));
    bool is_action = strncmp(end + 1, "action/", 7) == 0;
    bool is_path = strncmp(end + 1, "path/", 5) == 0;
    if ((!is_action && !is_path) || !is_served(name)) {
        return false;
    }
    const char *what = end + 1 + (is_action ? 7 : 5);
    value_set_text(plan, "service", name);
    value_set_text(plan, is_action ? "action" : "path", what + (is_path && what[0] == '/'));
    return true;
}

/* ---- Templates ---- */

/* The place in the file where such a member is written; `at` if it is made. */
static const struct doc_node *place_of(const struct doc_node *at, const struct doc_node *in,
                                       const char *name, const char *small)
{
    const struct doc_node *n = in != NULL ? doc_member(in, name) : NULL;
    n = n == NULL && in != NULL ? doc_member(in, small) : n;
    return n != NULL ? n : at;
}

/* Returns false, after a warning, if one of them is malformed. */
static bool check_templates(struct template *t, const struct doc_node *at,
                            const struct cfn_place *p, const struct value *all,
                            const char *what)
{
    bool is_good = true;
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        struct buf why = { 0 };
        struct vtl_template *read = NULL;
        if (value_type(w.value) == VALUE_STRING) {
            read = vtl_open(value_string(w.value), value_string_size(w.value), &why);
        }
        if (value_type(w.value) == VALUE_STRING && read == NULL) {
            const struct doc_node *one = doc_member(at, w.key);
            template_warn(t, one != NULL ? one : at,
                          "%s %s is not served here: its %s template for %s, %s", p->method,
                          p->path, what, w.key, buf_string(&why));
            is_good = false;
        }
        vtl_close(read);
        buf_release(&why);
    }
    return is_good;
}

/* ---- Parameters ---- */

/* Returns true if a value of that form is known: a text in quotes, or a part of something. */
static bool is_source(const char *from, bool is_of_answer)
{
    static const char *const begins[] = { "method.request.header.",
                                          "method.request.multivalueheader.",
                                          "method.request.querystring.",
                                          "method.request.multivaluequerystring.",
                                          "method.request.path.",
                                          "method.request.body",
                                          "context.",
                                          "stageVariables.",
                                          "'" };
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        if (strncmp(from, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    return is_of_answer && strncmp(from, "integration.response.", 21) == 0;
}

static void tell_sources(struct template *t, const struct doc_node *at,
                         const struct cfn_place *p, const struct value *all, bool is_of_answer)
{
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        const char *from = value_type(w.value) == VALUE_STRING ? value_string(w.value) : "";
        if (!is_source(from, is_of_answer)) {
            template_warn(t, at, "%s of the %s of %s %s is left out here: it is '%s'", w.key,
                          is_of_answer ? "answers" : "requests", p->method, p->path, from);
        }
    }
}

/* Those of HTTP APIs name what they change. */
static void tell_changes(struct template *t, const struct doc_node *at,
                         const struct cfn_place *p, const struct value *all)
{
    static const char *const begins[] = { "append:header.",         "overwrite:header.",
                                          "remove:header.",         "append:querystring.",
                                          "overwrite:querystring.", "remove:querystring.",
                                          "overwrite:path",         "overwrite:statuscode" };
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        size_t i = 0;
        while (i < sizeof begins / sizeof begins[0] &&
               strncmp(w.key, begins[i], strlen(begins[i])) != 0) {
            i++;
        }
        if (i == sizeof begins / sizeof begins[0]) {
            template_warn(t, at, "'%s' of the request parameters of %s %s is left out here",
                          w.key, p->method, p->path);
        }
    }
}

/* ---- The whole ---- */

static void share(struct value **plan, const char *name, const struct value *v)
{
    if (v != NULL) {
        value_set_take(plan, name, value_share((struct value *)v));
    }
}

static const char *finish(struct template *t, const char *words, struct value *plan)
{
    struct buf json = { 0 };
    write_json(&json, plan);
    words = cfn_word(t, words, "mapping", buf_string(&json));
    buf_release(&json);
    value_release(plan);
    return words;
}

/* Returns false, after a warning, if some template or response of it cannot be done. */
static bool set_rest(struct template *t, const struct doc_node *at, const struct cfn_place *p,
                     struct value **plan)
{
    const struct cfn_integration *i = p->leads_to;
    const struct doc_node *in = p->written;
    const struct doc_node *requests = place_of(at, in, "RequestTemplates", "requestTemplates");
    const struct doc_node *responses = place_of(at, in, "IntegrationResponses", "responses");
    struct value *all = cfn_response_list(t, i->responses);
    bool is_good = check_templates(t, requests, p, i->requests, "request");
    for (size_t n = 0; n < value_count(all); n++) {
        const struct value *one = value_item(all, n);
        struct value *templates = NULL, *parameters = NULL;
        value_member(one, "templates", &templates);
        value_member(one, "parameters", &parameters);
        is_good = check_templates(t, responses, p, templates, "response") && is_good;
        is_good = cfn_response_check(t, responses, p, one) && is_good;
        tell_sources(t, responses, p, parameters, true);
    }
    const struct doc_node *handling = place_of(NULL, in, "ContentHandling", "contentHandling");
    if (handling != NULL) {
        template_warn(t, handling, "ContentHandling of the requests of %s %s is left out here",
                      p->method, p->path);
    }
    tell_sources(t, place_of(at, in, "RequestParameters", "requestParameters"), p,
                 i->parameters, false);
    if (is_good && value_count(all) == 0) {
        template_warn(t, at, "%s %s is not served here: it has no response", p->method,
                      p->path);
        is_good = false;
    }
    share(plan, "requests", i->requests);
    value_set_text(plan, "passthrough", i->passthrough);
    value_set_text(plan, "method", i->method);
    value_set_take(plan, "responses", all);
    return is_good;
}

const char *cfn_mapping_words(struct template *t, const struct doc_node *at,
                              const struct cfn_api *api, const struct cfn_place *p,
                              const char *function)
{
    const struct cfn_integration *i = p->leads_to;
    bool is_mock = is_type(i, "MOCK");
    struct value *plan = value_object();
    at = p->written != NULL ? p->written : at;
    value_set_text(&plan, "kind", is_mock ? "mock" : function != NULL ? "function" : "service");
    value_set_text(&plan, "api", api->is_rest ? "rest" : "http");
    value_set_text(&plan, "function", function);
    share(&plan, "parameters", i->parameters);
    bool is_good = is_mock || function != NULL ||
                   (api->is_rest ? set_service(t, &plan, cfn_stage_filled(t, api, i->uri))
                                 : set_subtype(&plan, i->subtype));
    if (!is_good) {
        template_warn(t, at,
                      "%s %s is not served here: it leads to %s, and not to a function or a "
                      "service that is here",
                      p->method, p->path,
                      i->subtype != NULL ? i->subtype
                      : i->uri != NULL   ? i->uri
                                         : i->type);
    } else if (api->is_rest) {
        is_good = set_rest(t, at, p, &plan);
    } else {
        value_set_take(&plan, "responses", cfn_response_changes(i->changes));
    }
    if (!is_good) {
        value_release(plan);
        return NULL;
    }
    bool is_public = is_mock || function != NULL;
    const char *words = is_public ? "mapped pages=any" : "mapped";
    return arena_print(t->s->a, "%s%s%s", finish(t, words, plan), api->more, api->author);
}

const char *cfn_mapping_of_proxy(struct template *t, const struct doc_node *at,
                                 const struct cfn_place *p, const char *words)
{
    const struct cfn_integration *i = p->leads_to;
    if (value_count(i->parameters) == 0 && value_count(i->changes) == 0) {
        return words;
    }
    struct value *plan = value_object();
    value_set_text(&plan, "kind", "proxy");
    value_set_text(&plan, "api", "http");
    share(&plan, "parameters", i->parameters);
    value_set_take(&plan, "responses", cfn_response_changes(i->changes));
    tell_changes(t, at, p, i->parameters);
    return finish(t, words, plan);
}

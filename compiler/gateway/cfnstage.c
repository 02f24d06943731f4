#include "compiler/gateway/cfnstage.h"

#include <stddef.h>
#include <string.h>

#include "compiler/gateway/cfnauthor.h"
#include "compiler/gateway/cfnguard.h"
#include "compiler/gateway/cfnroute.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/gateway/cfnword.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/value/value.h"

static bool is_type(const struct doc_node *resource, const char *type)
{
    return strcmp(template_type(resource), type) == 0;
}

const struct doc_node *cfn_stage_referred(const struct template *t, const struct doc_node *n)
{
    const struct doc_node *ref = n == NULL ? NULL : doc_member(n, "Ref");
    return ref == NULL || ref->type != DOC_STRING ? NULL
                                                  : template_member(t, "Resources", ref->text);
}

static bool refers_to(const struct doc_node *n, const char *name)
{
    const struct doc_node *ref = n == NULL ? NULL : doc_member(n, "Ref");
    return ref != NULL && doc_is_text(ref, name);
}

/* ---- What all routes have ---- */

static void add_binary(struct template *t, const struct value *types, struct cfn_api *api)
{
    for (size_t i = 0; value_type(types) == VALUE_ARRAY && i < value_count(types); i++) {
        const struct value *one = value_item(types, i);
        if (value_type(one) == VALUE_STRING) {
            /* SAM has "image~1png" for "image/png". */
            const char *text = value_string(one), *tilde = strstr(text, "~1");
            text = tilde != NULL ? arena_print(t->s->a, "%.*s/%s", (int)(tilde - text), text,
                                               tilde + strlen("~1"))
                                 : text;
            api->more = cfn_word(t, api->more, "binary", text);
        }
    }
}

static void add_variables(struct template *t, const struct value *variables,
                          struct cfn_api *api)
{
    for (struct value_walk w = value_walk(variables); value_step(&w);) {
        if (value_type(w.value) == VALUE_STRING) {
            const char *pair = arena_print(t->s->a, "%s:%s", w.key, value_string(w.value));
            api->more = cfn_word(t, api->more, "stage-variable", pair);
        }
    }
}

typedef void adder(struct template *t, const struct value *v, struct cfn_api *api);

/* Each of them may be said by whatever makes the API. */
static const struct {
    const char *name;
    adder *add;
} settings[] = {
    { "BinaryMediaTypes", add_binary },
    { "Variables", add_variables },
    { "StageVariables", add_variables },
};

/* What `object`, or else `other`, has of that. */
static void add_settings(struct template *t, const struct doc_node *object,
                         const struct doc_node *other, struct cfn_api *api)
{
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        const struct doc_node *n = object != NULL ? doc_member(object, settings[i].name) : NULL;
        struct value *v = NULL;
        n = n == NULL && other != NULL ? doc_member(other, settings[i].name) : n;
        if (n != NULL && cfn_value(t, n, &v) == CFN_VALUE) {
            settings[i].add(t, v, api);
        }
        value_release(v);
    }
}

void cfn_stage_add_body(struct template *t, const struct value *body, struct cfn_api *api)
{
    struct value *types = NULL;
    value_member(body, "x-amazon-apigateway-binary-media-types", &types);
    add_binary(t, types, api);
}

/* ---- Stages ---- */

/* The name of the stage that some resource of that type has for an API; NULL if none does. */
static const char *stage_by(struct template *t, const char *type, const char *member,
                            const char *id, struct cfn_api *api)
{
    for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
        const struct doc_node *name = template_property(n, "StageName");
        if (is_type(n, type) && name != NULL && refers_to(template_property(n, member), id)) {
            add_settings(t, doc_member(n, "Properties"),
                         template_property(n, "StageDescription"), api);
            return result_text_of(t, name, "");
        }
    }
    return NULL;
}

static void find_stage(struct template *t, const struct doc_node *resource, struct cfn_api *api)
{
    static const struct {
        const char *of, *type, *member;
    } rows[] = { { "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "RestApiId" },
                 { "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Deployment", "RestApiId" },
                 { "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage", "ApiId" } };
    const struct doc_node *own = template_property(resource, "StageName");
    api->stage = own != NULL ? result_text_of(t, own, "") : NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && api->stage == NULL; i++) {
        if (is_type(resource, rows[i].of)) {
            api->stage = stage_by(t, rows[i].type, rows[i].member, resource->name, api);
        }
    }
}

/* ---- APIs ---- */

/* What SAM's Auth asks for at all routes. */
static void take_auth(struct template *t, const struct doc_node *object,
                      const struct doc_node *other, struct cfn_api *api)
{
    const struct doc_node *auth = object != NULL ? doc_member(object, "Auth") : NULL;
    auth = auth == NULL && other != NULL ? doc_member(other, "Auth") : auth;
    const struct doc_node *author = auth != NULL ? doc_member(auth, "DefaultAuthorizer") : NULL;
    api->auth = auth;
    if (auth != NULL && api->is_rest) {
        cfn_guard_keys(t, doc_member(auth, "ApiKeyRequired"), api);
    }
    if (author != NULL && author->type == DOC_STRING) {
        cfn_author_of_sam(t, auth, author, api);
    }
}

struct cfn_api cfn_stage_api(struct template *t, const struct doc_node *resource)
{
    bool is_sam = is_type(resource, "AWS::Serverless::Api");
    bool is_rest = is_sam || is_type(resource, "AWS::ApiGateway::RestApi");
    const char *kind = is_sam                                          ? "Api"
                       : is_type(resource, "AWS::Serverless::HttpApi") ? "HttpApi"
                                                                       : "";
    struct cfn_api api = {
        .name = naming_api(t, resource->name),
        .is_rest = is_rest,
        .more = "",
        .keys = "",
        .author = "",
    };
    add_settings(t, doc_member(resource, "Properties"), template_member(t, "Globals", kind),
                 &api);
    take_auth(t, doc_member(resource, "Properties"), template_member(t, "Globals", kind), &api);
    find_stage(t, resource, &api);
    return api;
}

struct cfn_api cfn_stage_api_of(struct template *t, const struct doc_node *reference,
                                bool is_http)
{
    const struct doc_node *resource = cfn_stage_referred(t, reference);
    if (resource != NULL) {
        return cfn_stage_api(t, resource);
    }
    struct cfn_api api = {
        .name = naming_api(t, is_http ? "ServerlessHttpApi" : "ServerlessRestApi"),
        .stage = is_http ? NULL : "Prod",
        .is_rest = !is_http,
        .more = "",
        .keys = "",
        .author = "",
    };
    const struct doc_node *globals = template_member(t, "Globals", is_http ? "HttpApi" : "Api");
    add_settings(t, NULL, globals, &api);
    take_auth(t, NULL, globals, &api);
    return api;
}

const char *cfn_stage_filled(struct template *t, const struct cfn_api *api, const char *text)
{
    static const char begin[] = "${stageVariables.";
    struct buf filled = { 0 };
    for (const char *at; text != NULL && (at = strstr(text, begin)) != NULL;) {
        const char *name = at + strlen(begin), *end = name + strcspn(name, "}");
        const char *word = arena_print(t->s->a, "%.*s:", (int)(end - name), name);
        buf_clear(&filled);
        buf_put(&filled, text, (size_t)(at - text));
        cfn_word_put(api->more, "stage-variable", word, &filled);
        buf_text(&filled, *end != '\0' ? end + 1 : end);
        text = arena_text(t->s->a, buf_string(&filled));
    }
    buf_release(&filled);
    return text;
}

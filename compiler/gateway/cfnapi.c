#include "compiler/gateway/cfnapi.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "compiler/gateway/cfnauthor.h"
#include "compiler/gateway/cfnguard.h"
#include "compiler/gateway/cfnintegration.h"
#include "compiler/gateway/cfnplace.h"
#include "compiler/gateway/cfnroute.h"
#include "compiler/gateway/cfnstage.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/evaluate.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/value/value.h"

#define PARTS_MAX 100 /* of a path */

static bool is_type(const struct doc_node *resource, const char *type)
{
    return strcmp(template_type(resource), type) == 0;
}

/* ---- AWS::ApiGateway::Method ---- */

/* What guards a method or a route. */
static void tell_author(struct template *t, const struct doc_node *r, struct cfn_api *api)
{
    if (!cfn_author_of_method(t, r, api)) {
        template_warn(t, template_property(r, "AuthorizationType"),
                      "AuthorizationType of '%s' is left out here: everybody may call what it "
                      "guards",
                      r->name);
    }
}

/* The path of the resource that a method belongs to; NULL if only a deployment knows it. */
static const char *path_of(struct template *t, const struct doc_node *at)
{
    const char *path = "";
    for (int i = 0; i < PARTS_MAX; i++) {
        const struct doc_node *resource = cfn_stage_referred(t, at);
        if (resource == NULL) {
            bool is_root = at != NULL && doc_member(at, "Fn::GetAtt") != NULL;
            return is_root ? (path[0] == '\0' ? "/" : path) : NULL;
        }
        const char *part = result_text_of(t, template_property(resource, "PathPart"), "");
        if (part == NULL) {
            return NULL;
        }
        path = arena_print(t->s->a, "/%s%s", part, path);
        at = template_property(resource, "ParentId");
    }
    return NULL;
}

static void add_method(struct template *t, const struct doc_node *r, struct cfn_routes *all)
{
    const struct doc_node *integration = template_property(r, "Integration");
    const struct doc_node *api = cfn_stage_referred(t, template_property(r, "RestApiId"));
    const char *path = path_of(t, template_property(r, "ResourceId"));
    const char *method = result_text_of(t, template_property(r, "HttpMethod"), "ANY");
    struct cfn_integration i;
    struct value *v = NULL;
    if (path == NULL || method == NULL || api == NULL) {
        template_warn(t, r, "the path of the method '%s' is not in this template", r->name);
    } else if (integration != NULL && cfn_value(t, integration, &v) == CFN_VALUE) {
        struct cfn_api of = cfn_stage_api(t, api);
        cfn_guard_keys(t, template_property(r, "ApiKeyRequired"), &of);
        tell_author(t, r, &of);
        cfn_integration_of_method(&i, v);
        cfn_integration_add(t, r, &of,
                            &(struct cfn_place){ method, path, &i, false, integration }, all);
    }
    value_release(v);
}

/* ---- AWS::ApiGatewayV2 ---- */

static bool is_websocket(struct template *t, const struct doc_node *api)
{
    const char *protocol =
        api == NULL ? NULL : result_text_of(t, template_property(api, "ProtocolType"), "HTTP");
    return protocol != NULL && strcmp(protocol, "WEBSOCKET") == 0;
}

/* "POST /orders" or "$default". */
static void add_by_key(struct template *t, const struct doc_node *at, const struct cfn_api *api,
                       const char *key, const struct cfn_integration *i, struct cfn_routes *all)
{
    const char *space = strchr(key, ' ');
    if (space != NULL) {
        const char *method = arena_text_n(t->s->a, key, (size_t)(space - key));
        struct cfn_place p = { .method = method, .path = space + 1, .leads_to = i };
        cfn_integration_add(t, at, api, &p, all);
    } else {
        cfn_integration_add_default(t, at, api, i, all);
    }
}

/* The integration that "integrations/NAME" names. */
static const struct doc_node *integration_of(const struct template *t, const char *target)
{
    const char *slash = strrchr(target, '/');
    return template_member(t, "Resources", slash != NULL ? slash + 1 : target);
}

static void add_route(struct template *t, const struct doc_node *r, struct cfn_routes *all)
{
    const struct doc_node *api = cfn_stage_referred(t, template_property(r, "ApiId"));
    const char *target = result_text_of(t, template_property(r, "Target"), "");
    const char *key = result_text_of(t, template_property(r, "RouteKey"), "$default");
    if (is_websocket(t, api) || target == NULL || key == NULL) {
        return;
    }
    const struct doc_node *found = integration_of(t, target);
    const struct doc_node *properties = found == NULL ? NULL : doc_member(found, "Properties");
    struct value *v = NULL;
    if (properties == NULL) {
        template_warn(t, r, "the route '%s' leads to no integration of this template", key);
    } else if (cfn_value(t, properties, &v) == CFN_VALUE) {
        struct cfn_integration i;
        struct cfn_api of =
            api != NULL
                ? cfn_stage_api(t, api)
                : (struct cfn_api){ .name = r->name, .more = "", .keys = "", .author = "" };
        tell_author(t, r, &of);
        cfn_integration_of_route(&i, v);
        add_by_key(t, r, &of, key, &i, all);
    }
    value_release(v);
}

/* An API whose one route is said with it. */
static void add_quick(struct template *t, const struct doc_node *r, struct cfn_routes *all)
{
    const char *target = result_text_of(t, template_property(r, "Target"), "");
    const char *key = result_text_of(t, template_property(r, "RouteKey"), "$default");
    if (target != NULL && target[0] != '\0' && key != NULL) {
        struct cfn_api of = cfn_stage_api(t, r);
        struct cfn_integration i = { .uri = target, .type = "AWS_PROXY" };
        add_by_key(t, r, &of, key, &i, all);
    }
}

/* ---- Bodies in OpenAPI ---- */

/* An API whose body that is, and where it stands. */
struct body {
    struct template *t;
    const struct doc_node *at;
    struct cfn_api api;
    const struct value *all;
};

/* Where the integration of an operation is in the file; NULL if it is made. */
static const struct doc_node *written_of(const struct doc_node *body, const char *path,
                                         const char *method)
{
    const char *const names[] = { "paths", path, method, "x-amazon-apigateway-integration" };
    const struct doc_node *n = body;
    for (size_t i = 0; n != NULL && i < sizeof names / sizeof names[0]; i++) {
        n = doc_member(n, names[i]);
    }
    return n;
}

static void add_operation(const struct body *b, const char *path, const char *method,
                          const struct value *operation, struct cfn_routes *all)
{
    struct template *t = b->t;
    const struct doc_node *at = b->at;
    struct cfn_api own = b->api, *api = &own;
    struct value *v = NULL;
    struct cfn_integration i;
    if (value_member(operation, "x-amazon-apigateway-integration", &v)) {
        cfn_integration_of_body(&i, v);
        struct cfn_place p = { method, path, &i, false, written_of(at, path, method) };
        cfn_guard_operation(t, at, b->all, operation, &p, api);
        if (strcmp(path, "/$default") == 0 || strcmp(path, "$default") == 0) {
            add_by_key(t, at, api, "$default", &i, all);
        } else {
            cfn_integration_add(t, at, api, &p, all);
        }
    }
}

static bool is_operation(const char *name)
{
    return strcmp(name, "parameters") != 0 && strcmp(name, "summary") != 0 &&
           strcmp(name, "description") != 0 && strcmp(name, "servers") != 0;
}

static void add_body(const struct body *b, struct cfn_routes *all)
{
    struct value *paths = NULL;
    value_member(b->all, "paths", &paths);
    for (struct value_walk p = value_walk(paths); value_step(&p);) {
        for (struct value_walk m = value_walk(p.value); value_step(&m);) {
            if (is_operation(m.key)) {
                add_operation(b, p.key, m.key, m.value, all);
            }
        }
    }
}

/* A file in OpenAPI that is named where a body might stand. */
static bool read_file(struct template *t, const struct doc_node *at, struct value **ret_body)
{
    const char *path = result_text_of(t, at, "");
    if (path == NULL || path[0] == '\0' || strstr(path, "://") != NULL) {
        template_warn(t, at, "what this API has is not on this machine");
        return false;
    }
    path = template_path(t, path);
    if (access(path, R_OK) != 0) {
        template_warn(t, at, "%s cannot be read: %s", path, strerror(errno));
        return false;
    }
    struct template *part = template_read_part(t, path);
    return part->root != NULL && cfn_value(part, part->root, ret_body) == CFN_VALUE;
}

/* AWS::Include alone stands for all of a body. */
static bool read_body(struct template *t, const struct doc_node *at, struct value **ret_body)
{
    bool has_failed = false;
    struct template *part = evaluate_include(t, at, &has_failed);
    const struct doc_node *n = part != NULL ? part->root : at;
    return !has_failed && n != NULL &&
           cfn_value(part != NULL ? part : t, n, ret_body) == CFN_VALUE;
}

static void add_bodies(struct template *t, const struct doc_node *r, struct cfn_routes *all)
{
    static const struct {
        const char *name;
        bool (*read)(struct template *t, const struct doc_node *at, struct value **ret_body);
    } forms[] = { { "DefinitionBody", read_body },
                  { "Body", read_body },
                  { "DefinitionUri", read_file } };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const struct doc_node *at = template_property(r, forms[i].name);
        struct value *body = NULL;
        if (at != NULL && forms[i].read(t, at, &body)) {
            struct body b = { t, at, cfn_stage_api(t, r), body };
            cfn_stage_add_body(t, body, &b.api);
            add_body(&b, all);
        }
        value_release(body);
    }
}

/* ---- One resource ---- */

static const struct kind {
    const char *type;
    void (*add)(struct template *t, const struct doc_node *r, struct cfn_routes *all);
} kinds[] = {
    { "AWS::Serverless::Api", add_bodies },     { "AWS::Serverless::HttpApi", add_bodies },
    { "AWS::ApiGateway::RestApi", add_bodies }, { "AWS::ApiGateway::Method", add_method },
    { "AWS::ApiGatewayV2::Api", add_bodies },   { "AWS::ApiGatewayV2::Route", add_route },
};

static const struct kind *kind_of(const struct doc_node *resource)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (is_type(resource, kinds[i].type)) {
            return &kinds[i];
        }
    }
    return NULL;
}

bool cfn_is_api(const struct doc_node *resource)
{
    return kind_of(resource) != NULL;
}

void cfn_api(struct template *t, const struct doc_node *resource, struct cfn_routes *all)
{
    kind_of(resource)->add(t, resource, all);
    if (is_type(resource, "AWS::ApiGatewayV2::Api")) {
        if (is_websocket(t, resource)) {
            template_warn(t, resource,
                          "the API '%s' is one of WebSockets, which are not served here",
                          resource->name);
        } else {
            add_quick(t, resource, all);
        }
    }
}

#include "compiler/gateway/cfnguard.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "compiler/gateway/cfnauthor.h"
#include "compiler/gateway/cfnplace.h"
#include "compiler/gateway/cfnroute.h"
#include "compiler/gateway/cfnword.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/value/value.h"

/* ---- Keys ---- */

static bool is_type(const struct doc_node *resource, const char *type)
{
    return strcmp(template_type(resource), type) == 0;
}

/* Returns true if the key is of a usage plan, or if the template has no such thing. */
static bool is_of_plan(struct template *t, const struct doc_node *key)
{
    bool has_plans = false;
    for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
        if (is_type(n, "AWS::ApiGateway::UsagePlanKey")) {
            const struct doc_node *id = template_property(n, "KeyId");
            const struct doc_node *ref = id == NULL ? NULL : doc_member(id, "Ref");
            has_plans = true;
            if (ref != NULL && doc_is_text(ref, key->name)) {
                return true;
            }
        }
    }
    return !has_plans;
}

/* The words of all keys whose value the template has. */
static const char *words_of_keys(struct template *t)
{
    const char *words = "";
    for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
        bool is_key = is_type(n, "AWS::ApiGateway::ApiKey");
        const struct doc_node *value = is_key ? template_property(n, "Value") : NULL;
        const struct doc_node *enabled = is_key ? template_property(n, "Enabled") : NULL;
        const char *text = value != NULL ? result_text_of(t, value, "") : NULL;
        const char *on = enabled != NULL ? result_text_of(t, enabled, "true") : "true";
        if (text != NULL && text[0] != '\0' && on != NULL && strcmp(on, "false") != 0 &&
            is_of_plan(t, n)) {
            words = cfn_word(t, words, "api-key", text);
        }
    }
    return words;
}

/* `at` asks for a key. */
static void ask_for_key(struct template *t, const struct doc_node *at, struct cfn_api *api)
{
    api->keys = words_of_keys(t);
    if (api->keys[0] == '\0') {
        template_warn(
            t, at,
            "the API key that is asked for is left out here: no AWS::ApiGateway::ApiKey "
            "of the template has a Value, and everybody may call what it guards");
    }
}

void cfn_guard_keys(struct template *t, const struct doc_node *required, struct cfn_api *api)
{
    const char *text = required != NULL ? result_text_of(t, required, "false") : NULL;
    if (text != NULL && strcasecmp(text, "true") == 0) {
        ask_for_key(t, required, api);
    } else if (text != NULL) {
        api->keys = "";
    }
}

/* ---- OpenAPI ---- */

/* The scheme of that name; NULL if the body has none. */
static const struct value *scheme_of(const struct value *body, const char *name)
{
    struct value *components = NULL, *schemes = NULL, *scheme = NULL;
    value_member(body, "components", &components);
    if (!value_member(components, "securitySchemes", &schemes)) {
        value_member(body, "securityDefinitions", &schemes);
    }
    value_member(schemes, name, &scheme);
    return scheme;
}

static bool is_key(const struct value *scheme)
{
    const char *type = value_member_text(scheme, "type");
    const char *name = value_member_text(scheme, "name");
    return type != NULL && strcmp(type, "apiKey") == 0 && name != NULL &&
           strcasecmp(name, "x-api-key") == 0 &&
           !value_member(scheme, "x-amazon-apigateway-authtype", NULL);
}

/* The words for the authorizer of a scheme; NULL if it has none that is a function. Whose
 * identity is not said is in the header that the scheme names. */
static const char *author_of(struct template *t, const struct value *scheme, bool is_rest)
{
    struct value *own = NULL;
    if (!value_member(scheme, "x-amazon-apigateway-authorizer", &own)) {
        return NULL;
    }
    const char *name = value_member_text(scheme, "name");
    const char *type = value_member_text(own, "type");
    bool is_token = type != NULL && strcasecmp(type, "token") == 0;
    struct value *whole = value_share(own);
    if (is_token && name != NULL && !value_member(own, "identitySource", NULL)) {
        value_set_text(&whole, "identitySource",
                       arena_print(t->s->a, "method.request.header.%s", name));
    }
    const char *words = cfn_author_words(t, whole, is_rest);
    value_release(whole);
    return words;
}

void cfn_guard_operation(struct template *t, const struct doc_node *at,
                         const struct value *body, const struct value *operation,
                         const struct cfn_place *p, struct cfn_api *api)
{
    struct value *list = NULL;
    if (!value_member(operation, "security", &list)) {
        value_member(body, "security", &list);
    }
    for (size_t i = 0; value_type(list) == VALUE_ARRAY && i < value_count(list); i++) {
        for (struct value_walk w = value_walk(value_item(list, i)); value_step(&w);) {
            const struct value *scheme = scheme_of(body, w.key);
            const char *words = author_of(t, scheme, api->is_rest);
            if (words != NULL) {
                api->author = words;
            } else if (is_key(scheme)) {
                ask_for_key(t, at, api);
            } else {
                template_warn(
                    t, at,
                    "the authorizer '%s' of %s %s is left out here: everybody may call "
                    "what it guards",
                    w.key, p->method, p->path);
            }
        }
    }
}

/* ---- What is kept ---- */

bool cfn_guard_is_kept(const struct doc_node *auth)
{
    static const char *const kept[] = { "ApiKeyRequired",
                                        "UsagePlan",
                                        "AddDefaultAuthorizerToCorsPreflight",
                                        "AddApiKeyRequiredToCorsPreflight",
                                        "Authorizer",
                                        "Authorizers",
                                        "DefaultAuthorizer",
                                        NULL };
    if (auth->type != DOC_OBJECT || !cfn_author_is_kept(auth)) {
        return false;
    }
    for (const struct doc_node *n = auth->first; n != NULL; n = n->next) {
        size_t i = 0;
        while (kept[i] != NULL && strcmp(n->name, kept[i]) != 0) {
            i++;
        }
        if (kept[i] == NULL) {
            return false;
        }
    }
    return true;
}

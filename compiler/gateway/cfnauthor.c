#include "compiler/gateway/cfnauthor.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "compiler/gateway/cfnplace.h"
#include "compiler/gateway/cfnroute.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/gateway/cfnword.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/value/value.h"

/* ---- Reading ---- */

/* The first of several members; NULL if there is none. */
static const struct value *any(const struct value *v, const char *const *names)
{
    struct value *found = NULL;
    while (*names != NULL && !value_member(v, *names, &found)) {
        names++;
    }
    return found;
}

static const char *any_text(const struct value *v, const char *const *names)
{
    const struct value *found = any(v, names);
    return value_type(found) == VALUE_STRING ? value_string(found) : NULL;
}

static bool is_true(const struct value *v)
{
    return value_is_true(v) ||
           (value_type(v) == VALUE_STRING && strcasecmp(value_string(v), "true") == 0);
}

/* "method.request.header.X", "$request.header.X": what is behind "request.". */
static const char *add_source(struct template *t, const char *words, const char *text,
                              size_t size)
{
    static const char request[] = "request.";
    const char *one = arena_text_n(t->s->a, text, size);
    const char *at = strstr(one, request);
    at = at != NULL ? at + strlen(request) : one;
    return cfn_word(t, words, "identity", at);
}

/* One text with commas, or a list. */
static const char *add_sources(struct template *t, const char *words, const struct value *v)
{
    bool is_list = value_type(v) == VALUE_ARRAY;
    for (size_t i = 0; i < (is_list ? value_count(v) : 1); i++) {
        const struct value *one = is_list ? value_item(v, i) : v;
        const char *at = value_type(one) == VALUE_STRING ? value_string(one) : "";
        while (*at != '\0') {
            size_t size = strcspn(at, ", ");
            words = size > 0 ? add_source(t, words, at, size) : words;
            at += size + (at[size] != '\0');
        }
    }
    return words;
}

/* SAM's Identity: Header, or Headers and QueryStrings. */
static const char *add_identity(struct template *t, const char *words, const struct value *v)
{
    static const char *const rows[][2] = { { "Header", "header." },
                                           { "Headers", "header." },
                                           { "QueryStrings", "querystring." } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct value *all = NULL;
        value_member(v, rows[i][0], &all);
        bool is_list = value_type(all) == VALUE_ARRAY;
        size_t count = is_list ? value_count(all) : all != NULL;
        for (size_t n = 0; n < count; n++) {
            const struct value *one = is_list ? value_item(all, n) : all;
            if (value_type(one) == VALUE_STRING) {
                const char *text = arena_print(t->s->a, "%s%s", rows[i][1], value_string(one));
                words = cfn_word(t, words, "identity", text);
            }
        }
    }
    return words;
}

/* What it gets and says; NULL if it is none that is a function. */
static const char *kind_of(const struct value *v, bool is_rest)
{
    static const char *const types[] = { "Type", "AuthorizerType", "FunctionPayloadType",
                                         "type", NULL };
    static const char *const versions[] = { "AuthorizerPayloadFormatVersion",
                                            "authorizerPayloadFormatVersion", NULL };
    static const char *const simples[] = { "EnableSimpleResponses", "enableSimpleResponses",
                                           NULL };
    const char *type = any_text(v, types), *version = any_text(v, versions);
    bool is_request = type != NULL && strcasecmp(type, "REQUEST") == 0;
    if (!is_request && type != NULL && strcasecmp(type, "TOKEN") != 0) {
        return NULL;
    }
    if (is_rest) {
        return is_request ? "rest" : "token";
    }
    return is_true(any(v, simples))                         ? "simple"
           : version == NULL || strcmp(version, "2.0") == 0 ? "2.0"
                                                            : "1.0";
}

const char *cfn_author_words(struct template *t, const struct value *v, bool is_rest)
{
    static const char *const uris[] = { "AuthorizerUri", "authorizerUri", "FunctionArn", NULL };
    static const char *const sources[] = { "IdentitySource", "identitySource", NULL };
    static const char *const identities[] = { "Identity", NULL };
    const char *function = cfn_place_function(t, any_text(v, uris));
    const char *kind = kind_of(v, is_rest), *words = "";
    if (function == NULL || kind == NULL) {
        return NULL;
    }
    words = add_sources(t, words, any(v, sources));
    words = add_identity(t, words, any(v, identities));
    if (words[0] == '\0' && strcmp(kind, "rest") != 0) {
        words = cfn_word(t, words, "identity", "header.Authorization");
    }
    const char *author = arena_print(t->s->a, "%s:%s", function, kind);
    return cfn_word(t, words, "authorizer", author);
}

/* ---- CloudFormation ---- */

/* The authorizer that {"Ref": NAME} names; NULL if it is none of the template's. */
static const struct doc_node *referred(const struct template *t, const struct doc_node *n)
{
    const struct doc_node *ref = n == NULL ? NULL : doc_member(n, "Ref");
    return ref == NULL || ref->type != DOC_STRING ? NULL
                                                  : template_member(t, "Resources", ref->text);
}

bool cfn_author_of_method(struct template *t, const struct doc_node *method,
                          struct cfn_api *api)
{
    const struct doc_node *type = template_property(method, "AuthorizationType");
    const struct doc_node *at = referred(t, template_property(method, "AuthorizerId"));
    const struct doc_node *properties = at == NULL ? NULL : doc_member(at, "Properties");
    struct value *v = NULL;
    if (type == NULL || doc_is_text(type, "NONE")) {
        return true;
    }
    const char *words = NULL;
    if (doc_is_text(type, "CUSTOM") && properties != NULL &&
        cfn_value(t, properties, &v) == CFN_VALUE) {
        words = cfn_author_words(t, v, api->is_rest);
    }
    value_release(v);
    api->author = words != NULL ? words : "";
    return words != NULL;
}

/* ---- SAM ---- */

void cfn_author_of_sam(struct template *t, const struct doc_node *auth,
                       const struct doc_node *named, struct cfn_api *api)
{
    const struct doc_node *all = auth == NULL ? NULL : doc_member(auth, "Authorizers");
    const struct doc_node *one = all == NULL ? NULL : doc_member(all, named->text);
    bool is_told = doc_is_text(named, "NONE") || doc_is_text(named, "AWS_IAM") ||
                   (auth != NULL && !cfn_author_is_kept(auth));
    struct value *v = NULL;
    api->author = "";
    if (one != NULL && cfn_value(t, one, &v) == CFN_VALUE) {
        const char *words = cfn_author_words(t, v, api->is_rest);
        api->author = words != NULL ? words : "";
    } else if (one == NULL && !is_told) {
        template_warn(t, named,
                      "the authorizer '%s' is left out here: everybody may call what it guards",
                      named->text);
    }
    value_release(v);
}

bool cfn_author_is_kept(const struct doc_node *auth)
{
    static const char *const names[] = { "DefaultAuthorizer", "Authorizer" };
    const struct doc_node *all = doc_member(auth, "Authorizers");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct doc_node *n = doc_member(auth, names[i]);
        if (n != NULL && (n->type != DOC_STRING || doc_is_text(n, "AWS_IAM"))) {
            return false;
        }
    }
    const struct doc_node *n = all == NULL || all->type != DOC_OBJECT ? NULL : all->first;
    while (n != NULL && doc_member(n, "FunctionArn") != NULL) {
        n = n->next;
    }
    return n == NULL && (all != NULL || doc_member(auth, "DefaultAuthorizer") == NULL);
}

#include "compiler/gateway/cfnurl.h"

#include <stddef.h>
#include <string.h>

#include "compiler/gateway/cfncors.h"
#include "compiler/gateway/cfnroute.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"

bool cfn_is_url(const struct doc_node *resource)
{
    return strcmp(template_type(resource), "AWS::Lambda::Url") == 0;
}

/* The name of a function that may be given by its ARN, and with an alias behind. */
static const char *bare_name(struct template *t, const char *text)
{
    static const char word[] = ":function:";
    const char *at = strstr(text, word);
    at = at != NULL ? at + strlen(word) : text;
    return arena_text_n(t->s->a, at, strcspn(at, ":"));
}

/* `config` says what there is to say of it. */
static void add(struct template *t, const struct doc_node *at, const struct doc_node *config,
                const char *function, struct cfn_routes *all)
{
    const struct cfn_api api = {
        .name = function, .is_url = true, .more = "", .keys = "", .author = ""
    };
    const char *front = arena_print(t->s->a, "/%s.lambda-url", function);
    const char *action = arena_print(t->s->a, "lambda name=%s path=url", function);
    const char *what = arena_print(t->s->a, "function %s, by its URL", function);
    const char *rest = arena_print(t->s->a, "%s/{proxy+}", front);
    const struct doc_node *auth = doc_member(config, "AuthType");
    const char *kind = auth == NULL ? "NONE" : result_text_of(t, auth, "NONE");
    cfn_route_add(t, at, &api, &(struct cfn_way){ "ANY", front, action, what }, all);
    cfn_route_add(t, at, &api, &(struct cfn_way){ "ANY", rest, action, what }, all);
    cfn_cors_of(t, config, all);
    if (kind != NULL && strcmp(kind, "NONE") != 0) {
        template_warn(t, auth, "the AuthType %s lets everybody in here", kind);
    }
}

void cfn_url(struct template *t, const struct doc_node *resource, struct cfn_routes *all)
{
    const struct doc_node *config = cfn_is_url(resource)
                                        ? doc_member(resource, "Properties")
                                        : template_property(resource, "FunctionUrlConfig");
    if (config == NULL || config->type != DOC_OBJECT) {
        return;
    }
    const char *target = cfn_is_url(resource)
                             ? result_text_of(t, doc_member(config, "TargetFunctionArn"), "")
                             : naming_resource(t, resource);
    if (target != NULL && target[0] != '\0') {
        add(t, config, config, bare_name(t, target), all);
    } else if (target != NULL) {
        template_warn(t, resource, "the URL '%s' has no TargetFunctionArn", resource->name);
    }
}

#include "compiler/gateway/cfnresponse.h"

#include <stddef.h>
#include <string.h>

#include "compiler/gateway/cfnplace.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/base/arena.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/value/value.h"
#include "runtime/vtl/pattern.h"

/* A member that OpenAPI spells with a small letter. */
static const struct value *either(const struct value *v, const char *name, const char *small)
{
    struct value *found = NULL;
    if (!value_member(v, name, &found)) {
        value_member(v, small, &found);
    }
    return found;
}

static const char *status_of(struct template *t, const struct value *v)
{
    struct number n = value_read_number(v);
    return value_type(v) == VALUE_STRING ? value_string(v)
           : n.kind == NUMBER_INT        ? arena_print(t->s->a, "%d", (int)n.integer)
                                         : "200";
}

static void share(struct value **to, const char *name, const struct value *v)
{
    if (value_type(v) == VALUE_OBJECT || value_type(v) == VALUE_STRING) {
        value_set_take(to, name, value_share((struct value *)v));
    }
}

static void add(struct template *t, struct value **all, const struct value *v,
                const char *pattern)
{
    struct value *one = value_object();
    bool is_default = pattern == NULL || pattern[0] == '\0' || strcmp(pattern, "default") == 0;
    value_set_text(&one, "pattern", is_default ? NULL : pattern);
    value_set_text(&one, "status", status_of(t, either(v, "StatusCode", "statusCode")));
    share(&one, "parameters", either(v, "ResponseParameters", "responseParameters"));
    share(&one, "templates", either(v, "ResponseTemplates", "responseTemplates"));
    share(&one, "handling", either(v, "ContentHandling", "contentHandling"));
    value_append_take(all, one);
}

struct value *cfn_response_list(struct template *t, const struct value *responses)
{
    struct value *all = value_array(0);
    for (size_t i = 0; i < cfn_length(responses); i++) {
        const struct value *one = value_item(responses, i);
        add(t, &all, one, value_member_text(one, "SelectionPattern"));
    }
    for (struct value_walk w = value_walk(responses); value_step(&w);) {
        add(t, &all, w.value, w.key);
    }
    return all;
}

bool cfn_response_check(struct template *t, const struct doc_node *at,
                        const struct cfn_place *p, const struct value *response)
{
    const char *pattern = value_member_text(response, "pattern");
    const char *handling = value_member_text(response, "handling");
    struct buf why = { 0 };
    bool is_good = true;
    if (pattern != NULL) {
        struct pattern_job j = { pattern, strlen(pattern), "", 0, NULL };
        pattern_fits(&j, &is_good, &why);
    }
    if (!is_good) {
        template_warn(t, at, "%s %s is not served here: %s", p->method, p->path,
                      buf_string(&why));
    }
    if (handling != NULL) {
        template_warn(t, at, "ContentHandling of the answers of %s %s is left out here",
                      p->method, p->path);
    }
    buf_release(&why);
    return is_good;
}

/* CloudFormation has a list of {"Source", "Destination"}, OpenAPI an object: new. */
static struct value *parameters_of(const struct value *v)
{
    struct value *all = value_object(), *list = NULL;
    if (!value_member(v, "ResponseParameters", &list)) {
        for (struct value_walk w = value_walk(v); value_step(&w);) {
            value_set_take(&all, w.key, value_share(w.value));
        }
    }
    for (size_t i = 0; i < cfn_length(list); i++) {
        const struct value *one = value_item(list, i);
        const char *to = value_member_text(one, "Destination");
        if (to != NULL) {
            value_set_text(&all, to, value_member_text(one, "Source"));
        }
    }
    return all;
}

struct value *cfn_response_changes(const struct value *changes)
{
    struct value *all = value_array(0);
    for (struct value_walk w = value_walk(changes); value_step(&w);) {
        struct value *one = value_object();
        value_set_text(&one, "pattern", w.key);
        value_set_take(&one, "parameters", parameters_of(w.value));
        value_append_take(&all, one);
    }
    return all;
}

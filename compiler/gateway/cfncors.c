#include "compiler/gateway/cfncors.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/gateway/cfnroute.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/value/value.h"

/* SAM has quotes inside of the text, since it becomes a header's value: "'*'". */
static void add(const struct value *v, struct cfn_routes *all)
{
    if (value_type(v) != VALUE_STRING) {
        return;
    }
    const char *text = value_string(v);
    size_t size = strlen(text);
    bool is_quoted = size >= 2 && text[0] == '\'' && text[size - 1] == '\'';
    cfn_route_allow(all, text + is_quoted, size - 2 * is_quoted);
}

static void add_all(const struct value *v, struct cfn_routes *all)
{
    for (size_t i = 0; value_type(v) == VALUE_ARRAY && i < value_count(v); i++) {
        add(value_item(v, i), all);
    }
}

static void take(const struct value *v, struct cfn_routes *all)
{
    struct value *one = NULL, *list = NULL;
    if (value_is_true(v)) {
        cfn_route_allow(all, "*", 1);
    }
    add(v, all);
    if (value_member(v, "AllowOrigin", &one)) {
        add(one, all);
    }
    if (value_member(v, "AllowOrigins", &list)) {
        add_all(list, all);
    }
}

static const char *const names[] = { "Cors", "CorsConfiguration" };

/* The first of the names that an object has; NULL if it has none. */
static const struct doc_node *any_of(const struct doc_node *object)
{
    const struct doc_node *found = NULL;
    for (size_t i = 0; object != NULL && found == NULL && i < 2; i++) {
        found = doc_member(object, names[i]);
    }
    return found;
}

static void take_node(struct template *t, const struct doc_node *n, struct cfn_routes *all)
{
    struct value *v = NULL;
    if (n != NULL && cfn_value(t, n, &v) == CFN_VALUE) {
        take(v, all);
    }
    value_release(v);
}

void cfn_cors_of(struct template *t, const struct doc_node *object, struct cfn_routes *all)
{
    take_node(t, any_of(object), all);
}

void cfn_cors_of_globals(struct template *t, const char *kind, struct cfn_routes *all)
{
    take_node(t, any_of(template_member(t, "Globals", kind)), all);
}

void cfn_cors(struct template *t, const struct doc_node *api, struct cfn_routes *all)
{
    static const char sam[] = "AWS::Serverless::";
    const struct doc_node *own = any_of(doc_member(api, "Properties"));
    bool is_of_sam = strncmp(template_type(api), sam, strlen(sam)) == 0;
    if (own == NULL && is_of_sam) {
        cfn_cors_of_globals(t, template_type(api) + strlen(sam), all);
    }
    take_node(t, own, all);
}

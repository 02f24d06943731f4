#include "compiler/app/cfncors.h"

#include <string.h>

#include "compiler/app/cfnroute.h"
#include "compiler/app/cfnvalue.h"
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

void cfn_cors(struct template *t, const struct doc_node *api, struct cfn_routes *all)
{
    static const char *const names[] = { "Cors", "CorsConfiguration" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct doc_node *n = template_property(api, names[i]);
        struct value *v = NULL;
        if (n != NULL && cfn_value(t, n, &v) == CFN_VALUE) {
            take(v, all);
        }
        value_release(v);
    }
}

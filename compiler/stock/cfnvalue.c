#include "compiler/stock/cfnvalue.h"

#include <stddef.h>

#include "compiler/base/arena.h"
#include "compiler/stock/cfnkind.h"
#include "compiler/template/evaluate.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/value/value.h"

static struct value *value_of(const struct result *r);

static struct value *array_of(const struct result *r)
{
    struct value *items = value_array(r->count);
    for (const struct result *one = r->first; one != NULL; one = one->next) {
        value_append_take(&items, value_of(one));
    }
    return items;
}

static struct value *object_of(const struct result *r)
{
    struct value *object = value_object();
    for (const struct result *one = r->first; one != NULL; one = one->next) {
        value_set_take(&object, one->name, value_of(one));
    }
    return object;
}

static struct value *value_of(const struct result *r)
{
    switch (r->type) {
    case DOC_FALSE:
    case DOC_TRUE: return value_bool(r->type == DOC_TRUE);
    case DOC_NUMBER: return value_number(r->text.text, r->text.size);
    case DOC_STRING: return value_text_n(r->text.text, r->text.size);
    case DOC_ARRAY: return array_of(r);
    case DOC_OBJECT: return object_of(r);
    case DOC_NULL: break;
    }
    return value_null();
}

enum cfn_found cfn_value(struct template *t, const struct doc_node *n, struct value **ret_value)
{
    const struct result *r = evaluate_value(t, n);
    if (r == NULL || r->is_nothing) {
        return r == NULL ? CFN_FAILED : CFN_NOTHING;
    }
    *ret_value = value_of(r);
    return CFN_VALUE;
}

const char *cfn_arn(struct template *t, const struct doc_node *resource)
{
    struct buf arn = { 0 };
    const char *name = naming_resource(t, resource), *text = NULL;
    if (name != NULL) {
        cfn_kind_put(&arn, template_type(resource), name, "Arn");
        text = arena_text(t->s->a, buf_string(&arn));
    }
    buf_release(&arn);
    return text;
}

size_t cfn_length(const struct value *v)
{
    return value_type(v) == VALUE_ARRAY ? value_count(v) : 0;
}

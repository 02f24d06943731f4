#include "compiler/stock/cfnname.h"

#include <stdint.h>
#include <string.h>

#include "compiler/stock/cfnstock.h"
#include "compiler/base/diag.h"
#include "compiler/read/doc.h"
#include "compiler/template/naming.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"

struct cfn_owner {
    struct template *of;
    const struct doc_node *resource;
};

void cfn_names_open(struct cfn_names *all)
{
    *all = (struct cfn_names){ .owners = value_object() };
}

void cfn_names_release(struct cfn_names *all)
{
    value_release(all->owners);
    memory_release(all->list);
}

/* The name at the end of an ARN. */
static const char *name_of(const char *arn)
{
    const char *name = arn + strlen(arn);
    while (name > arn && name[-1] != ':' && name[-1] != '/') {
        name--;
    }
    return name;
}

bool cfn_name_take(struct cfn_names *all, struct template *t, const struct doc_node *resource,
                   const char *arn)
{
    struct value *number = NULL;
    if (value_member(all->owners, arn, &number)) {
        const struct cfn_owner *o = &all->list[value_read_number(number).integer];
        return template_fail(t, DIAG_TEMPLATE_NAME, resource,
                             "'%s' has the name of '%s' at %s: %s", resource->name,
                             o->resource->name, naming_place(o->of, o->resource), name_of(arn));
    }
    value_set_take(&all->owners, arn, value_int((int64_t)all->count));
    all->list = memory_grow(all->list, all->count, &all->room, sizeof *all->list);
    all->list[all->count++] = (struct cfn_owner){ t, resource };
    return true;
}

bool cfn_name_take_rules(struct cfn_names *all, const struct cfn_things *things)
{
    bool is_good = true;
    for (size_t i = 0; i < things->count; i++) {
        const struct cfn_thing *one = &things->list[i];
        struct buf arn = { 0 };
        if (strcmp(one->operation, "PutRule") == 0) {
            const char *bus = value_member_text(one->input, "EventBusName");
            buf_print(&arn, "rule/%s/%s", bus != NULL ? bus : "default",
                      value_member_text(one->input, "Name"));
            is_good = cfn_name_take(all, one->of, one->resource, buf_string(&arn)) && is_good;
        }
        buf_release(&arn);
    }
    return is_good;
}

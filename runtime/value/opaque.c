#include "runtime/value/opaque.h"

#include "runtime/base/pool.h"
#include "runtime/value/node.h"

struct value *opaque_new(const struct opaque_kind *kind, void *content)
{
    struct node_opaque *n = pool_get(sizeof *n);
    *n = (struct node_opaque){
        .node = { .refs = 1, .kind = NODE_OPAQUE },
        .kind = kind,
        .content = content,
    };
    return (struct value *)n;
}

void *opaque_content(const struct value *v, const struct opaque_kind *kind)
{
    bool is_one = opaque_is(v) && node_opaque_of(v)->kind == kind;
    return is_one ? node_opaque_of(v)->content : NULL;
}

bool opaque_is_true(const struct value *v)
{
    return opaque_is(v) && node_opaque_of(v)->kind->is_true;
}

size_t opaque_end(struct node_opaque *n)
{
    n->kind->release(n->content);
    return sizeof *n;
}

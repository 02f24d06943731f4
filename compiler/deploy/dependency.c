#include "compiler/deploy/dependency.h"

#include <stddef.h>

#include "compiler/base/arena.h"
#include "compiler/deploy/quiet.h"
#include "compiler/read/doc.h"
#include "compiler/template/need.h"
#include "compiler/template/refer.h"
#include "compiler/template/template.h"

static void meet_reference(void *owner, const struct doc_node *at, const char *name,
                           size_t size)
{
    struct template *t = owner;
    const char *text = arena_text_n(t->s->a, name, size);
    const struct doc_node *to = template_member(t, "Resources", text);
    if (to != NULL && !quiet_makes(t, to)) {
        template_warn(t, at,
                      "'%s' is not made, since its condition does not hold: AWS would refuse "
                      "what needs it",
                      text);
    }
}

static void meet_before(void *owner, const struct doc_node *at, const char *name, size_t size)
{
    struct template *t = owner;
    (void)size;
    if (template_member(t, "Resources", name) == NULL && !refer_is_generated(t, name)) {
        template_warn(t, at, "the template has no resource '%s', and AWS would refuse this",
                      name);
    }
}

void dependency_check(struct template *t)
{
    for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
        if (n->type == DOC_OBJECT && quiet_makes(t, n)) {
            need_each(t, n, meet_reference, t);
            need_each_before(n, meet_before, t);
        }
    }
}

#include "compiler/deploy/deploy.h"

#include <stddef.h>

#include "compiler/deploy/choose.h"
#include "compiler/deploy/dependency.h"
#include "compiler/deploy/parameter.h"
#include "compiler/deploy/property.h"
#include "compiler/deploy/quiet.h"
#include "compiler/deploy/rule.h"
#include "compiler/read/doc.h"
#include "compiler/template/cycle.h"
#include "compiler/template/template.h"

/* One circle is enough to say. A server can do without the order in which things are made. */
static void warn_of_circle(struct template *t)
{
    bool is_good = true;
    const struct doc_node *n = template_resources(t);
    t->left->is_lenient = true;
    for (; n != NULL && is_good; n = n->next) {
        is_good = !quiet_makes(t, n) || cycle_check(t, n);
    }
    t->left->is_lenient = false;
}

#define RESOURCES_MOST 500 /* of a template, as AWS has it */

static bool check_count(struct template *t)
{
    const struct doc_node *all = doc_member(t->sections, "Resources");
    return all == NULL || all->count <= RESOURCES_MOST ||
           template_fail(t, DIAG_TEMPLATE_VALUE, all,
                         "AWS takes %d resources in a template at most: there are %zu",
                         RESOURCES_MOST, (size_t)all->count);
}

static bool check(struct template *t)
{
    if (!check_count(t) || !parameter_check(t)) {
        return false;
    }
    choose_expand(t);
    bool is_good = rule_check(t);
    property_check(t);
    dependency_check(t);
    warn_of_circle(t);
    return is_good;
}

bool deploy_check(struct template *first)
{
    bool is_good = true;
    for (struct template *t = first; t != NULL; t = t->next) {
        is_good = check(t) && is_good;
    }
    return is_good;
}

#include "compiler/deploy/quiet.h"

#include <stddef.h>

#include "compiler/base/diag.h"
#include "compiler/read/doc.h"
#include "compiler/template/decide.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"

/* Nothing is said from now on; *ret_quiet is what the template has for that long. Returns what
 * it had, for end(). */
static const struct template_settings *begin(struct template *t,
                                             struct template_settings *ret_quiet)
{
    const struct template_settings *loud = t->s;
    *ret_quiet = *loud;
    ret_quiet->d = diag_new(loud->a);
    t->s = ret_quiet;
    return loud;
}

/* Returns true if there was nothing to say. */
static bool end(struct template *t, const struct template_settings *loud)
{
    bool is_good = diag_count(t->s->d) == 0;
    t->s = loud;
    return is_good;
}

const struct result *quiet_compute(struct template *t, const struct doc_node *n)
{
    struct template_settings quiet;
    const struct template_settings *loud = begin(t, &quiet);
    const struct result *r = t->s->compute(t, n);
    bool is_good = end(t, loud);
    return is_good && r != NULL && r->open == NULL ? r : NULL;
}

bool quiet_decide(struct template *t, const struct doc_node *condition, bool *ret_truth)
{
    struct template_settings quiet;
    const struct template_settings *loud = begin(t, &quiet);
    bool is_known = decide_holds(t, condition, condition->text, ret_truth);
    return end(t, loud) && is_known;
}

bool quiet_reads(struct template *t, const struct doc_node *condition)
{
    struct template_settings quiet;
    const struct template_settings *loud = begin(t, &quiet);
    bool ignored, is_good = decide_holds(t, condition, condition->name, &ignored);
    (void)end(t, loud);
    return is_good;
}

bool quiet_makes(struct template *t, const struct doc_node *resource)
{
    const struct doc_node *condition = doc_member(resource, "Condition");
    bool truth = true;
    bool is_known = condition != NULL && condition->type == DOC_STRING &&
                    quiet_decide(t, condition, &truth);
    return !is_known || truth;
}

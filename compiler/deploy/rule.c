#include "compiler/deploy/rule.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/diag.h"
#include "compiler/deploy/quiet.h"
#include "compiler/read/doc.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"

enum truth { NO, YES, UNKNOWN };

static enum truth look(struct template *t, const struct doc_node *n);

static enum truth truth_of(bool is)
{
    return is ? YES : NO;
}

/* Returns true if a text is among those of a list, or is that of a single value. */
static bool is_among(const struct result *list, const char *text)
{
    const struct result *one = list->type == DOC_ARRAY ? list->first : list;
    bool is = false;
    for (; one != NULL && !is; one = one == list ? NULL : one->next) {
        is = result_is_scalar(one) && strcmp(one->text.text, text) == 0;
    }
    return is;
}

/* Each text of the first is among those of the second. */
static enum truth are_among(struct template *t, const struct doc_node *n, bool is_turned)
{
    bool is_pair = n->type == DOC_ARRAY && n->count == 2;
    const struct result *a = !is_pair ? NULL : quiet_compute(t, n->first);
    const struct result *b = !is_pair ? NULL : quiet_compute(t, n->first->next);
    const struct result *all = is_turned ? b : a, *list = is_turned ? a : b;
    if (all == NULL || list == NULL) {
        return UNKNOWN;
    }
    const struct result *one = all->type == DOC_ARRAY ? all->first : all;
    bool are = true;
    for (; one != NULL && are; one = one == all ? NULL : one->next) {
        are = result_is_scalar(one) && is_among(list, one->text.text);
    }
    return truth_of(are);
}

/* Fn::And and Fn::Or: `end` decides. */
static enum truth all_of(struct template *t, const struct doc_node *n, enum truth end)
{
    enum truth whole = end == NO ? YES : NO;
    for (const struct doc_node *one = n->first; one != NULL; one = one->next) {
        enum truth truth = look(t, one);
        if (truth == end) {
            return end;
        }
        whole = truth == UNKNOWN ? UNKNOWN : whole;
    }
    return whole;
}

/* Recursion is as deep as the document. */
static enum truth look(struct template *t, const struct doc_node *n)
{
    const struct doc_node *of = n->type == DOC_OBJECT && n->count == 1 ? n->first : NULL;
    const char *name = of == NULL ? "" : of->name;
    if (strcmp(name, "Fn::And") == 0 || strcmp(name, "Fn::Or") == 0) {
        return all_of(t, of, strcmp(name, "Fn::And") == 0 ? NO : YES);
    }
    if (strcmp(name, "Fn::Not") == 0) {
        enum truth truth = of->first == NULL ? UNKNOWN : look(t, of->first);
        return truth == UNKNOWN ? UNKNOWN : truth_of(truth == NO);
    }
    bool is_contains = strcmp(name, "Fn::Contains") == 0;
    return is_contains || strcmp(name, "Fn::Equals") == 0 ||
                   strcmp(name, "Fn::EachMemberIn") == 0 ||
                   strcmp(name, "Fn::EachMemberEquals") == 0
               ? are_among(t, of, is_contains)
               : UNKNOWN;
}

static bool check(struct template *t, const struct doc_node *rule)
{
    const struct doc_node *when = doc_member(rule, "RuleCondition");
    const struct doc_node *all = doc_member(rule, "Assertions");
    const struct doc_node *one = all == NULL || all->type != DOC_ARRAY ? NULL : all->first;
    bool is_good = true;
    if (when != NULL && look(t, when) != YES) {
        return true;
    }
    for (; one != NULL; one = one->next) {
        const struct doc_node *claim = doc_member(one, "Assert");
        const struct doc_node *why = doc_member(one, "AssertDescription");
        if (claim != NULL && look(t, claim) == NO) {
            is_good = template_fail(
                t, DIAG_TEMPLATE_VALUE, one,
                "the parameters do not meet the rule '%s', and AWS would refuse them%s%s",
                rule->name, why != NULL && why->type == DOC_STRING ? ": " : "",
                why != NULL && why->type == DOC_STRING ? why->text : "");
        }
    }
    return is_good;
}

bool rule_check(struct template *t)
{
    const struct doc_node *all = doc_member(t->sections, "Rules");
    const struct doc_node *n = all == NULL || all->type != DOC_OBJECT ? NULL : all->first;
    bool is_good = true;
    for (; n != NULL; n = n->next) {
        is_good = (n->type != DOC_OBJECT || check(t, n)) && is_good;
    }
    return is_good;
}

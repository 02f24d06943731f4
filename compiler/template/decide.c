#include "compiler/template/decide.h"

#include <stddef.h>
#include <string.h>

#include "compiler/read/doc.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"

/* What is known of one: `open` is a name that it depends on, where it is not known. */
struct truth {
    bool is_good; /* false after a message */
    bool is_true;
    const char *open;
};

static const struct truth bad = { false, false, NULL };

static struct truth look(struct template *t, const struct doc_node *condition);

static struct truth named(struct template *t, const struct doc_node *at, const char *name)
{
    const struct doc_node *condition = template_member(t, "Conditions", name);
    if (condition == NULL) {
        template_fail(t, DIAG_TEMPLATE_NAME, at, "the template has no condition '%s'", name);
        return bad;
    }
    return look(t, condition);
}

static struct truth equal(struct template *t, const struct doc_node *n)
{
    if (n->type != DOC_ARRAY || n->count != 2) {
        template_fail(t, DIAG_TEMPLATE_VALUE, n, "Fn::Equals takes a list of 2 values");
        return bad;
    }
    const struct doc_node *sides[2] = { n->first, n->first->next };
    const char *texts[2], *open = NULL;
    for (size_t i = 0; i < 2; i++) {
        const struct result *r = result_single(t, sides[i]);
        if (r == NULL) {
            return bad;
        }
        texts[i] = r->is_nothing ? "" : r->text.text;
        open = open == NULL ? r->open : open;
    }
    return (struct truth){ true, strcmp(texts[0], texts[1]) == 0, open };
}

/* Fn::And, Fn::Or, and Fn::Not, which has one. What is not known counts only where the others
 * leave it open. */
static struct truth all(struct template *t, const struct doc_node *n, char which)
{
    bool is_not = which == '!', end = which == '|';
    if (n->type != DOC_ARRAY || n->count < 1 || n->count > (is_not ? 1 : 10)) {
        template_fail(t, DIAG_TEMPLATE_VALUE, n, "%s takes a list of %s", n->name,
                      is_not ? "one condition" : "up to 10 conditions");
        return bad;
    }
    struct truth whole = { true, !end, NULL };
    for (const struct doc_node *at = n->first; at != NULL; at = at->next) {
        struct truth one = look(t, at);
        if (!one.is_good) {
            return bad;
        }
        if (is_not) {
            return (struct truth){ true, !one.is_true, one.open };
        }
        if (one.open == NULL && one.is_true == end) {
            return (struct truth){ true, end, NULL };
        }
        whole.open = whole.open == NULL ? one.open : whole.open;
    }
    return whole;
}

static struct truth look(struct template *t, const struct doc_node *condition)
{
    const struct doc_node *n =
        condition->type == DOC_OBJECT && condition->count == 1 ? condition->first : NULL;
    const char *name = n == NULL ? "" : n->name;
    struct truth truth = bad;
    if (!template_spend(t, condition, 0) || !template_go_deeper(t, condition)) {
        return bad;
    }
    if (strcmp(name, "Fn::Equals") == 0) {
        truth = equal(t, n);
    } else if (strcmp(name, "Fn::And") == 0) {
        truth = all(t, n, '&');
    } else if (strcmp(name, "Fn::Or") == 0) {
        truth = all(t, n, '|');
    } else if (strcmp(name, "Fn::Not") == 0) {
        truth = all(t, n, '!');
    } else if (strcmp(name, "Condition") == 0 && n->type == DOC_STRING) {
        truth = named(t, n, n->text);
    } else {
        template_fail(t, DIAG_TEMPLATE_VALUE, condition, "this is not a condition");
    }
    template_go_up(t);
    return truth;
}

bool decide_holds(struct template *t, const struct doc_node *at, const char *name,
                  bool *ret_truth)
{
    struct truth truth = named(t, at, name);
    if (truth.open != NULL) {
        template_warn(
            t, at,
            "the condition '%s' depends on '%s', which only a deployment knows: it is "
            "taken for true; give -D %s=VALUE",
            name, truth.open, truth.open);
    }
    *ret_truth = truth.is_true || truth.open != NULL;
    return truth.is_good;
}

bool decide_makes(struct template *t, const struct doc_node *resource, bool *ret_truth)
{
    const struct doc_node *n = doc_member(resource, "Condition");
    *ret_truth = true;
    if (n == NULL) {
        return true;
    }
    if (n->type != DOC_STRING) {
        return template_fail(t, DIAG_TEMPLATE_VALUE, n,
                             "the name of a condition is wanted here");
    }
    return decide_holds(t, n, n->text, ret_truth);
}

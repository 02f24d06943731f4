#include "compiler/template/evaluate.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "compiler/template/decide.h"
#include "compiler/template/dynamic.h"
#include "compiler/template/function.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"

/* ---- Fn::If ---- */

static struct result *choose(struct template *t, const struct doc_node *n)
{
    bool truth;
    if (n->type != DOC_ARRAY || n->count != 3 || n->first->type != DOC_STRING) {
        template_fail(t, DIAG_TEMPLATE_VALUE, n,
                      "Fn::If takes the name of a condition, and two values");
        return NULL;
    }
    if (!decide_holds(t, n->first, n->first->text, &truth)) {
        return NULL;
    }
    return evaluate_value(t, truth ? n->first->next : n->first->next->next);
}

/* ---- AWS::Include ---- */

/* The argument of an object that is the call of one function; NULL for any other value. */
static const struct doc_node *argument(const struct doc_node *n)
{
    bool is_call = n->type == DOC_OBJECT && n->count == 1 &&
                   (strncmp(n->first->name, "Fn::", strlen("Fn::")) == 0 ||
                    strcmp(n->first->name, "Ref") == 0);
    return is_call ? n->first : NULL;
}

static bool is_call_of(const struct doc_node *n, const char *function)
{
    const struct doc_node *of = argument(n);
    return of != NULL && strcmp(of->name, function) == 0;
}

/* A function that a deployment alone runs: a macro of the account. */
static const char *macro_of(const struct doc_node *n)
{
    const struct doc_node *name = doc_member(n, "Name");
    bool is_macro = name != NULL && name->type == DOC_STRING &&
                    strncmp(name->text, "AWS::", strlen("AWS::")) != 0;
    return is_macro ? name->text : NULL;
}

/* Where the file is that is put in; NULL after a message. */
static const char *location_of(struct template *t, const struct doc_node *n)
{
    const struct doc_node *name = doc_member(n, "Name");
    const struct doc_node *with = doc_member(n, "Parameters");
    const struct doc_node *at = with == NULL ? NULL : doc_member(with, "Location");
    if (name == NULL || !doc_is_text(name, "AWS::Include") || at == NULL) {
        template_fail(
            t, DIAG_TEMPLATE_VALUE, n,
            "Fn::Transform takes the Name of a macro, or AWS::Include and a Location");
        return NULL;
    }
    const char *text = result_text_of(t, at, "");
    if (text != NULL &&
        (text[0] == '\0' || strstr(text, "://") != NULL || strchr(text, '$') != NULL)) {
        template_fail(t, DIAG_TEMPLATE_VALUE, at,
                      "what is included is not on this machine: '%s'", text);
        return NULL;
    }
    return text == NULL ? NULL : template_path(t, text);
}

static bool can_read(struct template *t, const struct doc_node *n, const char *path)
{
    return access(path, R_OK) == 0 ||
           template_fail(t, DIAG_TEMPLATE_VALUE, n, "%s cannot be read: %s", path,
                         strerror(errno));
}

static struct template *include(struct template *t, const struct doc_node *n)
{
    const char *path = location_of(t, n);
    if (path == NULL || !can_read(t, n, path) || !template_go_deeper(t, n)) {
        return NULL;
    }
    struct template *part = template_read_part(t, path);
    template_go_up(t);
    return part->root == NULL ? NULL : part;
}

struct template *evaluate_include(struct template *t, const struct doc_node *n,
                                  bool *ret_failed)
{
    bool is_include = is_call_of(n, "Fn::Transform") && macro_of(n->first) == NULL;
    struct template *part = is_include ? include(t, n->first) : NULL;
    *ret_failed = part == NULL && is_include;
    return part;
}

/* All of what comes from another file is shown by the call. */
static void flatten(struct template *t, struct result *r, const struct doc_node *at)
{
    struct patch p = { .a = t->s->a };
    r->span = r->name_span = at->span;
    if (r->text.text != NULL) {
        patch_put(&p, r->text.text, r->text.size, at->span);
        r->text = patch_end(&p);
    }
    for (struct result *one = r->first; one != NULL; one = one->next) {
        flatten(t, one, at);
    }
}

static struct result *included(struct template *t, const struct doc_node *n)
{
    const char *macro = macro_of(n);
    const char *given = macro == NULL ? NULL : template_given(t, macro);
    if (given != NULL) {
        return result_text(t, n, given, strlen(given));
    }
    if (macro != NULL) {
        template_warn(t, n, "the macro '%s' runs in a deployment alone: its value stays open",
                      macro);
        return result_open(t, n, macro);
    }
    struct template *part = include(t, n);
    struct result *r = part == NULL ? NULL : evaluate_value(part, part->root);
    if (r != NULL) {
        flatten(t, r, n);
    }
    return r;
}

/* ---- Values ---- */

/* An array or an object without what comes to nothing. All that is wrong in it is said. */
static struct result *container(struct template *t, const struct doc_node *n)
{
    struct result *r = result_new(t, n, n->type);
    bool is_good = true;
    for (const struct doc_node *at = n->first; at != NULL; at = at->next) {
        struct result *one = evaluate_value(t, at);
        is_good = is_good && one != NULL;
        if (one != NULL && !one->is_nothing) {
            one->name = at->name;
            one->name_size = at->name_size;
            one->name_span = at->name_span;
            result_append(t, r, one);
        }
    }
    return is_good ? r : NULL;
}

static struct result *call(struct template *t, const struct doc_node *of)
{
    function_compute *function = function_find(of->name);
    if (function != NULL) {
        return function(t, of);
    }
    if (strcmp(of->name, "Fn::If") == 0) {
        return choose(t, of);
    }
    if (strcmp(of->name, "Fn::Transform") == 0) {
        return included(t, of);
    }
    template_fail(t, DIAG_TEMPLATE_VALUE, of, "%s is not a function that is known here",
                  of->name);
    return NULL;
}

struct result *evaluate_value(struct template *t, const struct doc_node *n)
{
    const struct doc_node *of = argument(n);
    if (!template_spend(t, n, sizeof(struct result)) || !template_go_deeper(t, n)) {
        return NULL;
    }
    struct result *r = of != NULL                                      ? call(t, of)
                       : n->type == DOC_ARRAY || n->type == DOC_OBJECT ? container(t, n)
                                                                       : result_scalar(t, n);
    template_go_up(t);
    return r == NULL ? NULL : dynamic_resolve(t, n, r);
}

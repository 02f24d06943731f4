#include "compiler/template/need.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"

/* A resource that is looked at. */
struct looker {
    const struct template *t;
    need_meet *meet;
    void *owner;
};

static void meet(const struct looker *l, const struct doc_node *at, const char *name,
                 size_t size)
{
    l->meet(l->owner, at, name, size);
}

/* The names of a text for Fn::Sub; `own` are the function's own, which hide others. */
static void meet_holes(const struct looker *l, const struct doc_node *text,
                       const struct doc_node *own)
{
    const char *at = text->type == DOC_STRING ? text->text : "";
    while ((at = strstr(at, "${")) != NULL) {
        size_t size = strcspn(at + 2, ".}");
        const char *name = arena_text_n(l->t->s->a, at + 2, size);
        if (name[0] != '!' && (own == NULL || doc_member(own, name) == NULL)) {
            meet(l, text, name, size);
        }
        at += 2;
    }
}

/* The names that the call of a function has itself, not in its arguments. */
static void meet_call(const struct looker *l, const struct doc_node *n)
{
    const struct doc_node *first = n->type == DOC_ARRAY ? n->first : NULL;
    if (n->name == NULL) {
        return;
    }
    if (strcmp(n->name, "Ref") == 0 && n->type == DOC_STRING) {
        meet(l, n, n->text, n->text_size);
    } else if (strcmp(n->name, "Fn::GetAtt") == 0) {
        const struct doc_node *name = first != NULL ? first : n;
        if (name->type == DOC_STRING) {
            meet(l, name, name->text, strcspn(name->text, "."));
        }
    } else if (strcmp(n->name, "Fn::Sub") == 0) {
        meet_holes(l, first != NULL ? first : n, first != NULL ? first->next : NULL);
    }
}

static bool is_left_out(const struct doc_node *n)
{
    static const char *const names[] = { "Events", "Policies", "Fn::If", NULL };
    const char *const *name = names;
    while (n->name != NULL && *name != NULL && strcmp(*name, n->name) != 0) {
        name++;
    }
    return n->name != NULL && *name != NULL;
}

/* Depth is bounded by DOC_DEPTH_MAX. */
static void look(const struct looker *l, const struct doc_node *n)
{
    if (is_left_out(n)) {
        return;
    }
    meet_call(l, n);
    for (const struct doc_node *one = n->first; one != NULL; one = one->next) {
        look(l, one);
    }
}

void need_each(const struct template *t, const struct doc_node *resource, need_meet *visit,
               void *owner)
{
    const struct looker l = { t, visit, owner };
    const struct doc_node *properties = doc_member(resource, "Properties");
    if (properties != NULL) {
        look(&l, properties);
    }
}

void need_each_before(const struct doc_node *resource, need_meet *visit, void *owner)
{
    const struct doc_node *after = doc_member(resource, "DependsOn");
    const struct doc_node *one =
        after != NULL && after->type == DOC_ARRAY ? after->first : after;
    for (; one != NULL; one = one == after ? NULL : one->next) {
        if (one->type == DOC_STRING) {
            visit(owner, one, one->text, one->text_size);
        }
    }
}

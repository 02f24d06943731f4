#include "compiler/deploy/choose.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/deploy/quiet.h"
#include "compiler/read/doc.h"
#include "compiler/read/maker.h"
#include "compiler/template/template.h"

static bool is_named(const struct doc_node *n, const char *name)
{
    return n != NULL && n->name != NULL && strcmp(n->name, name) == 0;
}

/* ---- What is chosen ---- */

/* The argument of an object that is the call of that function; NULL for any other value. */
static const struct doc_node *argument(const struct doc_node *n, const char *function)
{
    bool is_call = n->type == DOC_OBJECT && n->count == 1 && is_named(n->first, function);
    return is_call ? n->first : NULL;
}

static bool is_nothing(const struct doc_node *n)
{
    const struct doc_node *of = argument(n, "Ref");
    return of != NULL && doc_is_text(of, "AWS::NoValue");
}

static bool is_choice(const struct doc_node *n)
{
    const struct doc_node *of = argument(n, "Fn::If");
    return of != NULL && of->type == DOC_ARRAY && of->count == 3 &&
           of->first->type == DOC_STRING;
}

/* What stands there in the end: itself, or the branch of a branch. */
static const struct doc_node *chosen(struct template *t, const struct doc_node *n)
{
    bool truth = false;
    while (is_choice(n) && quiet_decide(t, n->first->first, &truth)) {
        const struct doc_node *yes = n->first->first->next;
        n = truth ? yes : yes->next;
    }
    return n;
}

/* ---- Copies ---- */

/* Functions have a fixed number of arguments, and Fn::Sub needs all of its names. */
static bool keeps_all(const struct doc_node *container)
{
    bool is_call = container->name != NULL && strncmp(container->name, "Fn::", 4) == 0;
    return is_call || is_named(container->parent, "Fn::Sub");
}

static struct doc_node *copy(struct template *t, const struct doc_node *n);

static void fill(struct template *t, const struct doc_node *from, struct doc_node *made)
{
    struct doc_maker maker = { t->s->a, t->s->d, t->source };
    struct doc_node *last = NULL;
    for (const struct doc_node *n = from->first; n != NULL; n = n->next) {
        const struct doc_node *value = chosen(t, n);
        if (is_nothing(value) && !keeps_all(from)) {
            continue;
        }
        struct doc_node *one = copy(t, value);
        one->name = n->name;
        one->name_size = n->name_size;
        one->name_span = n->name_span;
        doc_append(made, &last, one);
    }
    doc_close(&maker, made, false);
}

/* Recurses as deep as the document is. */
static struct doc_node *copy(struct template *t, const struct doc_node *n)
{
    struct doc_node *made = arena_get(t->s->a, sizeof *made);
    *made = *n;
    made->next = made->first = made->parent = NULL;
    made->by = NULL;
    made->count = 0;
    if (n->type == DOC_OBJECT || n->type == DOC_ARRAY) {
        fill(t, n, made);
    }
    return made;
}

/* ---- The whole ---- */

static bool has_choices(const struct doc_node *root)
{
    const struct doc_node *n = root;
    while (n != NULL && !is_choice(n) && !is_nothing(n)) {
        n = doc_after(n, root);
    }
    return n != NULL;
}

/* The sections around stay as they are. */
static struct doc_node *with_resources(struct template *t, struct doc_node *resources)
{
    struct doc_maker maker = { t->s->a, t->s->d, t->source };
    struct doc_node *root = arena_get(t->s->a, sizeof *root), *last = NULL;
    *root = *t->root;
    root->first = NULL;
    root->by = NULL;
    root->count = 0;
    for (const struct doc_node *n = t->root->first; n != NULL; n = n->next) {
        struct doc_node *one =
            is_named(n, "Resources") ? resources : arena_get(t->s->a, sizeof *one);
        if (one != resources) {
            *one = *n;
            one->next = NULL;
        }
        doc_append(root, &last, one);
    }
    doc_close(&maker, root, false);
    return root;
}

void choose_expand(struct template *t)
{
    const struct doc_node *resources = doc_member(t->root, "Resources");
    if (has_choices(resources)) {
        t->root = t->sections = with_resources(t, copy(t, resources));
    }
}

#include "compiler/template/cycle.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"

/* A template of AWS has 500 resources at most. */
#define RESOURCES_MAX 1000

/* A search from one resource on, in the order of the distance from it. */
struct search {
    struct template *t;
    const struct doc_node *start;
    const struct doc_node **queue;
    const struct doc_node **from; /* [resource] which one needs it; NULL: not seen */
    size_t count;
    const struct doc_node *last; /* the one that needs the first; NULL so far */
};

/* A name in the text that `by` has. */
static void meet(struct search *s, const struct doc_node *by, const char *name, size_t size)
{
    struct arena *a = s->t->s->a;
    const struct doc_node *to = template_member(s->t, "Resources", arena_text_n(a, name, size));
    if (to == s->start && s->last == NULL) {
        s->last = by;
    }
    if (to != NULL && to != s->start && s->from[to->index] == NULL) {
        s->from[to->index] = by;
        s->queue[s->count++] = to;
    }
}

/* The names of a text for Fn::Sub; `own` are the function's own, which hide others. */
static void meet_holes(struct search *s, const struct doc_node *by, const struct doc_node *text,
                       const struct doc_node *own)
{
    const char *at = text->type == DOC_STRING ? text->text : "";
    while ((at = strstr(at, "${")) != NULL) {
        size_t size = strcspn(at + 2, ".}");
        const char *name = arena_text_n(s->t->s->a, at + 2, size);
        if (name[0] != '!' && (own == NULL || doc_member(own, name) == NULL)) {
            meet(s, by, name, size);
        }
        at += 2;
    }
}

/* The names that the call of a function has itself, not in its arguments. */
static void meet_call(struct search *s, const struct doc_node *by, const struct doc_node *n)
{
    const struct doc_node *first = n->type == DOC_ARRAY ? n->first : NULL;
    if (n->name == NULL) {
        return;
    }
    if (strcmp(n->name, "Ref") == 0 && n->type == DOC_STRING) {
        meet(s, by, n->text, n->text_size);
    } else if (strcmp(n->name, "Fn::GetAtt") == 0) {
        const struct doc_node *name = first != NULL ? first : n;
        if (name->type == DOC_STRING) {
            meet(s, by, name->text, strcspn(name->text, "."));
        }
    } else if (strcmp(n->name, "Fn::Sub") == 0) {
        meet_holes(s, by, first != NULL ? first : n, first != NULL ? first->next : NULL);
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
static void look(struct search *s, const struct doc_node *by, const struct doc_node *n)
{
    if (is_left_out(n)) {
        return;
    }
    meet_call(s, by, n);
    for (const struct doc_node *one = n->first; one != NULL; one = one->next) {
        look(s, by, one);
    }
}

static void look_at_resource(struct search *s, const struct doc_node *resource)
{
    const struct doc_node *properties = doc_member(resource, "Properties");
    const struct doc_node *after = doc_member(resource, "DependsOn");
    if (properties != NULL) {
        look(s, resource, properties);
    }
    const struct doc_node *one =
        after != NULL && after->type == DOC_ARRAY ? after->first : after;
    for (; one != NULL; one = one == after ? NULL : one->next) {
        if (one->type == DOC_STRING) {
            meet(s, resource, one->text, one->text_size);
        }
    }
}

/* "[A, B]: 'A' is needed by 'B', and that by 'A' itself". */
static bool say(struct search *s)
{
    struct buf names = { 0 }, text = { 0 };
    const char *name = s->start->name;
    buf_text(&names, name);
    for (const struct doc_node *at = s->last; at != s->start; at = s->from[at->index]) {
        buf_print(&names, ", %s", at->name);
        buf_print(&text, " by '%s', and that", at->name);
    }
    template_fail(s->t, DIAG_TEMPLATE_DEEP, s->start,
                  "circular dependency between resources: [%s]: '%s' is needed%s by '%s' "
                  "itself, so that no deployment can begin with it",
                  buf_string(&names), name, buf_string(&text), name);
    buf_release(&names);
    buf_release(&text);
    return false;
}

bool cycle_check(struct template *t, const struct doc_node *resource)
{
    size_t count = doc_member(t->sections, "Resources")->count;
    if (count > RESOURCES_MAX) {
        return true;
    }
    struct search s = { .t = t, .start = resource };
    s.queue = arena_array(t->s->a, count + 1, sizeof *s.queue);
    s.from = arena_array(t->s->a, count + 1, sizeof *s.from);
    s.queue[s.count++] = resource;
    for (size_t i = 0; i < s.count && s.last == NULL; i++) {
        look_at_resource(&s, s.queue[i]);
    }
    return s.last == NULL || say(&s);
}

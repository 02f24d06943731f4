#include "compiler/template/cycle.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/need.h"
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
    const struct doc_node *by;   /* that is looked at */
    const struct doc_node *last; /* the one that needs the first; NULL so far */
};

/* A name that the resource has which is looked at. */
static void meet(void *owner, const struct doc_node *at, const char *name, size_t size)
{
    struct search *s = owner;
    struct arena *a = s->t->s->a;
    const struct doc_node *by = s->by;
    const struct doc_node *to = template_member(s->t, "Resources", arena_text_n(a, name, size));
    (void)at;
    if (to == s->start && s->last == NULL) {
        s->last = by;
    }
    if (to != NULL && to != s->start && s->from[to->index] == NULL) {
        s->from[to->index] = by;
        s->queue[s->count++] = to;
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
        s.by = s.queue[i];
        need_each(t, s.by, meet, &s);
        need_each_before(s.by, meet, &s);
    }
    return s.last == NULL || say(&s);
}

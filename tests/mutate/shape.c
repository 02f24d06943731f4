/*
 * shape.c - changes of a document's shape: members and items go, come, change places, come from
 * another definition. What was JSON stays JSON.
 */
#include <string.h>

#include "runtime/base/memory.h"
#include "tests/mutate/corpus.h"
#include "tests/mutate/edit.h"

static bool has_parent(const struct doc_node *n)
{
    return n->parent != NULL;
}

static bool has_next(const struct doc_node *n)
{
    return n->next != NULL;
}

static bool is_member(const struct doc_node *n)
{
    return n->name != NULL;
}

static bool has_members(const struct doc_node *n)
{
    return n->type == DOC_OBJECT && n->first != NULL;
}

static bool has_items(const struct doc_node *n)
{
    return n->type == DOC_ARRAY && n->first != NULL;
}

/* An item, or a member with its name. */
static struct span whole(const struct doc_node *n)
{
    return (struct span){ n->name != NULL ? n->name_span.start : n->span.start, n->span.end };
}

static const struct doc_node *sibling(const struct doc_node *n, size_t index)
{
    const struct doc_node *s = n->parent->first;
    while (s->index != index) {
        s = s->next;
    }
    return s;
}

/* Put `count` bytes of `from` at `at`, with other bytes around them. */
static void put(struct edit *e, size_t at, const char *before, const char *from, size_t count,
                const char *behind)
{
    struct buf put = { 0 };
    buf_text(&put, before);
    buf_put(&put, from, count);
    buf_text(&put, behind);
    edit_replace(e, at, at, buf_string(&put), put.size);
    buf_release(&put);
}

static bool remove_one(struct edit *e)
{
    const struct doc_node *n = edit_any(e, &e->parsed, has_parent);
    if (n == NULL) {
        return false;
    }
    struct span s = whole(n);
    if (n->next != NULL) {
        s.end = whole(n->next).start;
    } else if (n->index > 0) {
        s.start = sibling(n, n->index - 1)->span.end;
    }
    edit_replace(e, s.start, s.end, "", 0);
    return true;
}

static bool swap_siblings(struct edit *e)
{
    const struct doc_node *n = edit_any(e, &e->parsed, has_next);
    if (n == NULL) {
        return false;
    }
    size_t far = n->index + 1 + edit_below(e, n->parent->count - n->index - 1);
    edit_swap(e, whole(n), whole(sibling(n, far)));
    return true;
}

/* Only what follows the name changes places, so that the names stay where they are. */
static bool swap_values(struct edit *e)
{
    const struct doc_node *a = edit_any(e, &e->parsed, has_parent);
    const struct doc_node *b = edit_any(e, &e->parsed, has_parent);
    if (a == NULL || b == NULL) {
        return false;
    }
    if (a->span.start > b->span.start) {
        const struct doc_node *c = a;
        a = b;
        b = c;
    }
    if (a->span.end > b->span.start) {
        return false;
    }
    edit_swap(e, a->span, b->span);
    return true;
}

static bool repeat_one(struct edit *e)
{
    const struct doc_node *n = edit_any(e, &e->parsed, has_parent);
    if (n == NULL) {
        return false;
    }
    struct span s = whole(n);
    /* Half of the members get another name: else each would be the same mistake. */
    bool is_renamed = n->name != NULL && edit_below(e, 2) == 0;
    const char *text = buf_string(&e->text);
    size_t skip = is_renamed ? 1 : 0;
    char *copy = memory_text_n(text + s.start + skip, s.end - s.start - skip);
    put(e, s.end, is_renamed ? ",\"X" : ",", copy, s.end - s.start - skip, "");
    memory_release(copy);
    return true;
}

static bool replace(struct edit *e)
{
    const struct doc_node *to = edit_any(e, &e->parsed, has_parent);
    const struct doc_node *from = edit_any(e, &e->parsed, NULL);
    if (to == NULL || from == to) {
        return false;
    }
    size_t size = from->span.end - from->span.start;
    char *copy = memory_text_n(e->text.text + from->span.start, size);
    edit_replace(e, to->span.start, to->span.end, copy, size);
    memory_release(copy);
    return true;
}

/* A value of another definition, and its text. */
static const struct doc_node *donate(struct edit *e, struct parsed *p, edit_test *fits,
                                     const char **ret_text)
{
    const struct corpus_text *t = &e->corpus->texts[edit_below(e, e->corpus->count)];
    parsed_read(p, t->text, t->size);
    *ret_text = t->text;
    return edit_any(e, p, fits);
}

/* A value from elsewhere, as often as not one of the same name. */
static bool splice(struct edit *e)
{
    struct parsed p;
    const char *text;
    const struct doc_node *to = edit_any(e, &e->parsed, has_parent);
    const struct doc_node *from = donate(e, &p, NULL, &text);
    bool done = to != NULL && from != NULL;
    for (size_t i = 0; done && to->name != NULL && i < p.count && edit_below(e, 2) == 0; i++) {
        if (p.nodes[i]->name != NULL && strcmp(p.nodes[i]->name, to->name) == 0) {
            from = p.nodes[i];
        }
    }
    if (done) {
        edit_replace(e, to->span.start, to->span.end, text + from->span.start,
                     from->span.end - from->span.start);
    }
    parsed_release(&p);
    return done;
}

/* A member from elsewhere, into an object that has some, or an item. */
static bool graft(struct edit *e)
{
    struct parsed p;
    const char *text;
    bool as_item = edit_below(e, 5) == 0;
    const struct doc_node *to = edit_any(e, &e->parsed, as_item ? has_items : has_members);
    const struct doc_node *from = donate(e, &p, as_item ? has_parent : is_member, &text);
    bool done = to != NULL && from != NULL;
    if (done) {
        struct span s = as_item ? from->span : whole(from);
        put(e, whole(to->first).start, "", text + s.start, s.end - s.start, ",");
    }
    parsed_release(&p);
    return done;
}

static bool nest(struct edit *e)
{
    static const char *const opens[] = { "[", "{\"a\":", "{\"Not\":", "{\"And\":[", "[1," };
    static const char *const closes[] = { "]", "}", "}", "]}", "]" };
    const struct doc_node *n = edit_any(e, &e->parsed, NULL);
    if (n == NULL) {
        return false;
    }
    size_t which = edit_below(e, sizeof opens / sizeof opens[0]);
    size_t depth = 1 + edit_below(e, edit_below(e, 3) == 0 ? 600 : 8);
    struct span s = n->span;
    struct buf nested = { 0 };
    for (size_t i = 0; i < depth; i++) {
        buf_text(&nested, opens[which]);
    }
    buf_put(&nested, e->text.text + s.start, s.end - s.start);
    for (size_t i = 0; i < depth; i++) {
        buf_text(&nested, closes[which]);
    }
    edit_replace(e, s.start, s.end, buf_string(&nested), nested.size);
    buf_release(&nested);
    return true;
}

/* Many of the same. */
static bool multiply(struct edit *e)
{
    const struct doc_node *n = edit_any(e, &e->parsed, has_parent);
    if (n == NULL || n->span.end - n->span.start > 2000) {
        return false;
    }
    struct buf many = { 0 };
    for (size_t times = 1 + edit_below(e, 60), i = 0; i < times; i++) {
        buf_text(&many, ",");
        if (n->name != NULL) {
            buf_print(&many, "\"%s %zu\":", i % 2 == 0 ? "A" : "a", i);
        }
        buf_put(&many, e->text.text + n->span.start, n->span.end - n->span.start);
    }
    edit_replace(e, n->span.end, n->span.end, buf_string(&many), many.size);
    buf_release(&many);
    return true;
}

const struct edit_row shape_kinds[] = {
    { "remove", 10, remove_one },
    { "swap-siblings", 6, swap_siblings },
    { "swap-values", 6, swap_values },
    { "repeat", 6, repeat_one },
    { "replace", 6, replace },
    { "splice", 10, splice },
    { "graft", 8, graft },
    { "nest", 4, nest },
    { "multiply", 2, multiply },
    { 0 },
};

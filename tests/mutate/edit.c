#include "tests/mutate/edit.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/read/reader.h"
#include "runtime/base/memory.h"

size_t edit_below(struct edit *e, size_t below)
{
    return (size_t)random_below(&e->random, below);
}

void edit_replace(struct edit *e, size_t start, size_t end, const char *bytes, size_t size)
{
    struct buf changed = { 0 };
    buf_put(&changed, buf_string(&e->text), start);
    buf_put(&changed, bytes, size);
    buf_put(&changed, buf_string(&e->text) + end, e->text.size - end);
    buf_release(&e->text);
    e->text = changed;
}

void edit_swap(struct edit *e, struct span a, struct span b)
{
    const char *text = buf_string(&e->text);
    struct buf changed = { 0 };
    buf_put(&changed, text, a.start);
    buf_put(&changed, text + b.start, b.end - b.start);
    buf_put(&changed, text + a.end, b.start - a.end);
    buf_put(&changed, text + a.start, a.end - a.start);
    buf_put(&changed, text + b.end, e->text.size - b.end);
    buf_release(&e->text);
    e->text = changed;
}

const struct doc_node *edit_any(struct edit *e, const struct parsed *p, edit_test *fits)
{
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        count += fits == NULL || fits(p->nodes[i]);
    }
    size_t left = count == 0 ? 0 : edit_below(e, count) + 1;
    for (size_t i = 0; i < p->count; i++) {
        left -= left > 0 && (fits == NULL || fits(p->nodes[i]));
        if (left == 0) {
            return count == 0 ? NULL : p->nodes[i];
        }
    }
    return NULL;
}

static struct doc_node *after(struct doc_node *n)
{
    if (n->first != NULL) {
        return n->first;
    }
    while (n != NULL && n->next == NULL) {
        n = n->parent;
    }
    return n == NULL ? NULL : n->next;
}

void parsed_read(struct parsed *p, const char *text, size_t size)
{
    p->arena = arena_new();
    p->count = 0;
    p->nodes = NULL;
    p->doc = reader_parse(p->arena, diag_new(p->arena),
                          source_of_text(p->arena, "edit.asl.json", text, size));
    for (struct doc_node *n = p->doc; n != NULL; n = after(n)) {
        p->count++;
    }
    p->nodes = arena_array(p->arena, p->count, sizeof *p->nodes);
    size_t i = 0;
    for (struct doc_node *n = p->doc; n != NULL; n = after(n)) {
        p->nodes[i++] = n;
    }
}

void parsed_release(struct parsed *p)
{
    arena_release(p->arena);
    *p = (struct parsed){ 0 };
}

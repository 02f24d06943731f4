#include "compiler/lsp/symbols.h"

#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/read/field.h"
#include "compiler/view/view.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* LSP's numbers for kinds of symbols. */
enum { SYMBOL_NAMESPACE = 3, SYMBOL_FUNCTION = 12, SYMBOL_ARRAY = 18, SYMBOL_OBJECT = 19 };

struct listing {
    struct buf *out;
    const struct view *view;
};

static int kind_of(const struct state *s)
{
    return !s->type_known            ? SYMBOL_OBJECT
           : s->type == ASL_TASK     ? SYMBOL_FUNCTION
           : s->type == ASL_PARALLEL ? SYMBOL_NAMESPACE
           : s->type == ASL_MAP      ? SYMBOL_ARRAY
                                     : SYMBOL_OBJECT;
}

static const char *type_word(const struct state *s)
{
    static const char *const words[] = {
#define ASL_STATE_TYPE(word, type) [type] = word,
#include <asl/words.def>
    };
    return s->type_known ? words[s->type] : "state";
}

/* All of a member, its name included. */
static struct span whole(const struct doc_node *n, struct span name)
{
    struct span at = n->span;
    at.start = name.start < at.start ? name.start : at.start;
    at.end = name.end > at.end ? name.end : at.end;
    return at;
}

static void put_begin(const struct listing *l, const char *name, size_t size,
                      const char *detail, int kind)
{
    buf_text(l->out, "{\"name\":");
    if (size > 0) {
        text_put_json(l->out, name, size);
    } else {
        buf_text(l->out, "\"(no name)\"");
    }
    buf_print(l->out, ",\"detail\":\"%s\",\"kind\":%d", detail, kind);
}

static void put_ranges(const struct listing *l, struct span all, struct span name)
{
    buf_text(l->out, ",\"range\":");
    view_put_range(l->out, l->view->map, all);
    buf_text(l->out, ",\"selectionRange\":");
    view_put_range(l->out, l->view->map, name);
    buf_text(l->out, ",\"children\":[");
}

static void put_states(const struct listing *l, const struct block *b);

/* Recursion is bounded by DOC_DEPTH_MAX. */
static void put_state(const struct listing *l, const struct state *s)
{
    put_begin(l, s->name, s->name_size, type_word(s), kind_of(s));
    put_ranges(l, whole(s->node, s->node->name_span), s->node->name_span);
    if (s->processor != NULL) {
        put_states(l, s->processor);
    }
    for (const struct block *b = s->branches; b != NULL; b = b->next) {
        struct buf name = { 0 };
        struct span first = { b->node->span.start, b->node->span.start };
        buf_text(l->out, b == s->branches ? "" : ",");
        buf_print(&name, "branch %zu", b->index);
        put_begin(l, buf_string(&name), name.size, "", SYMBOL_NAMESPACE);
        buf_release(&name);
        put_ranges(l, b->node->span, first);
        put_states(l, b);
        buf_text(l->out, "]}");
    }
    buf_text(l->out, "]}");
}

static void put_states(const struct listing *l, const struct block *b)
{
    for (const struct state *s = b->first; s != NULL; s = s->next) {
        buf_text(l->out, s == b->first ? "" : ",");
        put_state(l, s);
    }
}

int symbols_put(struct buf *out, const struct ask *q, struct buf *why)
{
    (void)why;
    struct listing l = { out, q->view };
    buf_char(out, '[');
    if (q->view->tree != NULL) {
        put_states(&l, q->view->tree->block);
    }
    buf_char(out, ']');
    return 0;
}
